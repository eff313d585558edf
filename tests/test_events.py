"""Changes in life: what each list must prove, how it is found, and how a resident goes through it."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from guide_files import ROOT
from journey import LIBRARY, TODAY, WORLD, Journey, facts, reachable

from kiosk.guide.check import Ground
from kiosk.guide.event import ORDER, Event
from kiosk.guide.event_check import check_event, event_to_verify
from kiosk.guide.glossary import Themes
from kiosk.guide.library import EVENTS, inspect_event, load
from kiosk.guide.model import Confidence
from kiosk.guide.problem import Problem
from kiosk.guide.prose import sentences
from kiosk.page.model import Action, Page, Verb
from kiosk.screen.icons import ICONS
from kiosk.staff import check as check_command
from kiosk.staff import search as search_command
from kiosk.visit.visit import TASKS, AtTask

SEVEN = {
    "je-demenage", "un-proche-est-mort", "je-perds-mon-emploi", "je-prends-ma-retraite", "jattends-un-enfant",
    "jaide-un-proche", "je-me-separe",
}  # fmt: skip
GROUND = Ground(
    LIBRARY.hosts, LIBRARY.glossary, Themes(themes=LIBRARY.themes), {guide.id for guide in LIBRARY.guides}, TODAY
)
LIST: dict[str, Any] = {
    "version": 1,
    "id": "exemple",
    "titre": "Un exemple",
    "resume": "Voici quoi faire.",
    "pictogramme": "truck",
    "mots": ["un", "deux", "trois"],
    "relecture": {"le": "2026-11-22", "avant": "2027-11-22"},
    "sources": [
        {"cle": "S1", "titre": "T", "adresse": "A", "date": "2026", "confiance": "haute"},
        {"cle": "S2", "titre": "T", "adresse": "A", "date": "2020", "confiance": "moyenne"},
    ],
    "faits": [
        {"cle": "delai-1", "dit": "1 mois pour le faire", "sources": ["S1"]},
        {"cle": "cout-1", "dit": "Gratuit", "sources": ["S2"]},
    ],
    "taches": [
        {"quoi": "Le dire", "quand": "Dans le mois", "explication": "Vous avez 1 mois.", "faits": ["delai-1"]},
        {"quoi": "Demander", "quand": "Ensuite", "explication": "C'est souvent gratuit.", "faits": ["cout-1"],
         "guide": "caf-rsa"},
    ],
}  # fmt: skip


def problems(change: Callable[[dict[str, Any]], object]) -> list[Problem]:
    """What is wrong with the example once it has been spoiled."""
    data = yaml.safe_load(yaml.safe_dump(LIST))
    change(data)
    return check_event(Event.model_validate(data, by_alias=True, by_name=False), "exemple.yaml", {}, GROUND)


# ---- what a list must prove


def test_the_seven_are_on_the_shelf_without_a_mistake() -> None:
    assert {event.id for event in LIBRARY.events} == SEVEN
    assert [str(one) for one in LIBRARY.problems if one.grave and Path(one.file).stem in SEVEN] == []


def test_the_example_has_no_mistake() -> None:
    assert problems(lambda data: None) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["taches"][0].update(quand="Avant l'été", faits=[], explication="Dites-le."), "dit un délai"),
        (lambda d: d["taches"][0].update(explication="Vous avez 2 mois."), "Rien ne prouve « 2 »"),
        (lambda d: d["taches"][0].update(quand="Dans 3 mois"), "Rien ne prouve « 3 »"),
        (lambda d: d["taches"][1].update(explication="C'est gratuit."), "n'est pas sûr"),
        (lambda d: d["taches"][1].update(explication="Une amende, souvent."), "Rien ne prouve « amende »"),
        (lambda d: d["taches"][1].update(faits=["cout-1", "cout-2"]), "n'est pas dans « faits »"),
        (lambda d: d["taches"][1].update(explication="Voyez www.caf.fr, souvent."), "Rien ne prouve « www.caf.fr »"),
        (lambda d: d["faits"][0].update(dit="1 mois, 50 €") or d["taches"][0].update(explication="1 mois, 50 €."),
         "un montant"),
        (lambda d: d["faits"].append({"cle": "rien-1", "dit": "Rien"}), "Aucune étape ne cite"),
        (lambda d: d["faits"][0].update(sources=["S1", "S9"]), "« S9 » n'est pas décrite"),
        (lambda d: d["sources"][1].update(cle="S1"), "le même nom"),
        (lambda d: d["taches"][1].update(guide="perdu"), "Le guide « perdu » n'existe pas"),
        (lambda d: d["taches"][1].update(explication="C'est souvent gratuit. Voyez le [[girafon]]."), "girafon"),
        (lambda d: d["taches"][1].update(explication="souvent " * 23 + "gratuit."), "Une phrase a 24 mots"),
        (lambda d: d["taches"][1].update(quoi="Demander le [[RSA]]"), "n'a pas sa place"),
        (lambda d: d.update(id="caf-rsa"), "Un guide s'appelle déjà"),
        (lambda d: d["relecture"].update(avant="2026-11-23"), None),
        (lambda d: d["relecture"].update(le="2026-01-01", avant="2026-02-01"), "devait être relu"),
    ],
)  # fmt: skip
def test_each_mistake_is_told(change: Callable[[dict[str, Any]], object], told: str | None) -> None:
    found = [one.what for one in problems(change)]
    assert (told is None and not found) or any(told is not None and told in what for what in found), found


def test_a_missing_guide_or_an_old_review_does_not_set_a_list_aside() -> None:
    found = problems(
        lambda d: d["taches"][1].update(guide="perdu") or d["relecture"].update(le="2026-01-01", avant="2026-02-01")
    )
    assert [one.grave for one in found] == [False, False]


def test_what_is_not_sure_is_listed_to_be_verified() -> None:
    told = dict(event_to_verify(Event.model_validate(LIST, by_alias=True, by_name=False)))
    assert told == {"tâche 2": "repose sur le fait cout-1 : Gratuit"}


def test_a_broken_list_is_set_aside_and_told_with_its_place(tmp_path: Path) -> None:
    for folder in ("config", "guides"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    path = tmp_path / "guides" / EVENTS / "je-demenage.yaml"
    path.write_text(path.read_text("utf-8").replace("titre:", "tittre:", 1), "utf-8")
    library = load(tmp_path, TODAY)
    assert {event.id for event in library.events} == SEVEN - {"je-demenage"}
    assert {(one.file, one.line) for one in library.problems if "tittre" in one.what} == {("je-demenage.yaml", 3)}


# ---- how they are written


def test_sentences_are_short_pictograms_exist_and_order_words_are_the_rule() -> None:
    for event in LIBRARY.events:
        assert event.icon in ICONS
        assert {task.when for task in event.tasks if not task.facts} <= set(ORDER)
        for text in (event.summary, *(task.text for task in event.tasks)):
            for one in sentences(text):
                assert len(one.text.split()) <= 12, f"{event.id}: {one.text}"


def test_who_has_no_guide_is_sent_to_the_professional() -> None:
    alone = [(event.id, task) for event in LIBRARY.events for task in event.tasks if task.guide is None]
    silent = [
        (name, task.what)
        for name, task in alone
        if not any(word in task.text for word in ("professionnel", "mairie", "[[MDS]]"))
    ]
    assert silent == [("jaide-un-proche", "Faire les papiers à sa place")] or silent == []


def test_a_delay_rests_on_a_source() -> None:
    for event in LIBRARY.events:
        told = {fact.key: fact for fact in event.facts}
        for task in event.tasks:
            if task.when not in ORDER:
                assert any(told[key].sources for key in task.facts if key.startswith("delai-")), task.what
    assert all(source.confidence in Confidence for event in LIBRARY.events for source in event.sources)


# ---- the pages


def button(page: Page, words: str) -> Action:
    return next(action for action in page.actions() if words in action.label)


def test_from_the_home_page_to_a_task_and_its_guide_and_back() -> None:
    kiosk = Journey()
    kiosk.follow(
        [
            ("home: Que voulez-vous faire ?", "Un changement dans ma vie"),
            ("events: Qu'est-ce qui change ?", "Je perds mon emploi"),
            ("event: Je perds mon emploi", "1. S'inscrire à France Travail"),
            ("task: S'inscrire à France Travail", "Voir le guide pas à pas"),
            ("cover: M'inscrire à France Travail", "Commencer"),
        ]
    )
    kiosk.touch("Retour")
    kiosk.follow(
        [
            ("cover: M'inscrire à France Travail", "Retour"),
            ("task: S'inscrire à France Travail", "C'est fait"),
            ("event: Je perds mon emploi", "Retour"),
            ("events: Qu'est-ce qui change ?", "Retour"),
            ("home: Que voulez-vous faire ?", ""),
        ]
    )


def test_a_tick_is_kept_for_the_visit_and_no_longer() -> None:
    kiosk = Journey()
    kiosk.touches("Un changement dans ma vie", "Je déménage", "1. Prévenir le propriétaire", "C'est fait")
    done = button(kiosk.page, "Prévenir le propriétaire")
    assert (done.icon, done.said) == ("circle-check", "Prévenir le propriétaire, fait")
    assert button(kiosk.page, "Donner ma nouvelle").icon == "circle"
    kiosk.touches("Accueil", "Un changement dans ma vie", "Je déménage")
    assert kiosk.host.visit.ticked == {("je-demenage", TASKS, 0)}
    kiosk.touches("1. Prévenir le propriétaire", "Pas encore fait")
    assert kiosk.host.visit.ticked == frozenset()
    kiosk.touches("1. Prévenir le propriétaire", "C'est fait", "Accueil")
    kiosk.finish()
    assert "je-demenage" not in [one for one in reachable(kiosk.host.visit) if isinstance(one, str)]


def test_a_task_says_by_when_and_leads_to_somebody() -> None:
    kiosk = Journey()
    for event in LIBRARY.events:
        kiosk.take(Verb.HOME)
        kiosk.take(Verb.EVENT, event.id)
        for at, task in enumerate(event.tasks):
            page = kiosk.take(Verb.TASK, str(at))
            assert facts(page)["Quand"] == task.when
            verbs = {action.intent.verb for block in page.blocks for action in getattr(block, "actions", ())}
            assert verbs & {Verb.GUIDE, Verb.CALL}
            kiosk.take(Verb.BACK)


def test_what_makes_no_sense_changes_nothing() -> None:
    kiosk = Journey()
    for verb, value in ((Verb.EVENT, "perdu"), (Verb.TASK, "0"), (Verb.TICK, "0")):
        assert kiosk.take(verb, value).kind == "home"
    kiosk.take(Verb.EVENT, "je-demenage")
    for value in ("99", "-1", "x", ""):
        assert kiosk.take(Verb.TASK, value).kind == "event"
    nobody = Journey(started=False)
    assert nobody.take(Verb.EVENTS).kind == "attract"


def test_by_ear_the_list_is_read_again_after_a_tick() -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.take(Verb.EVENT, "je-demenage")
    kiosk.take(Verb.TASK, "1")
    kiosk.take(Verb.TICK, "1")
    assert kiosk.page.kind == "event"
    assert any("Donner ma nouvelle adresse, fait" in text for text in kiosk.heard)


def test_the_place_is_told_and_the_ticket_tells_nothing_of_it() -> None:
    kiosk, plain = Journey(), Journey()
    kiosk.touches("Un changement dans ma vie", "Un proche est mort", "1. Ne pas rester seul")
    assert kiosk.host.visit.here == AtTask("un-proche-est-mort", 0)
    assert "Un proche est mort" in kiosk.page.where
    assert kiosk.call().model_dump() == plain.call().model_dump()


# ---- found by the search


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("je demenage", "je-demenage"), ("mon mari est mort", "un-proche-est-mort"),
        ("mon pere est decede", "un-proche-est-mort"), ("jai perdu mon travail", "je-perds-mon-emploi"),
        ("je suis licencié", "je-perds-mon-emploi"), ("partir à la retraite", "je-prends-ma-retraite"),
        ("je suis enceinte", "jattends-un-enfant"), ("un bébé", "jattends-un-enfant"), ("je divorce", "je-me-separe"),
        ("séparation", "je-me-separe"), ("je m'occupe de ma mere", "jaide-un-proche"),
    ],
)  # fmt: skip
def test_everyday_words_find_them(typed: str, event: str) -> None:
    found = WORLD.change(typed)
    assert found is not None
    assert found.id == event


@pytest.mark.parametrize(
    "typed",
    ["carte vitale", "rsa", "attestation retraite", "avis d'impot", "girafe", ""],
)
def test_who_wants_a_guide_is_not_shown_one(typed: str) -> None:
    assert WORLD.change(typed) is None


def test_one_stands_above_the_guides_of_a_search() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    page = kiosk.types("je demenage")
    found = [action.intent.verb for block in page.blocks[1:2] for action in getattr(block, "actions", ())]
    assert found[0] is Verb.EVENT
    assert found.count(Verb.EVENT) == 1
    assert kiosk.touch("Je déménage").kind == "event"


def searched(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, default=ROOT)
    search_command.add_to(parser.add_subparsers())
    options = parser.parse_args(["search", "--json", *words])
    return search_command.run(options), json.loads(capsys.readouterr().out)


def test_the_command_tells_guides_then_changes_and_danger_first(capsys: pytest.CaptureFixture[str]) -> None:
    code, rows = searched(capsys, "je", "déménage")
    assert code == 0
    assert [row["kind"] for row in rows] == ["guide"] * (len(rows) - 1) + ["event"]
    assert rows[-1]["id"] == "je-demenage"
    assert list(rows[0]) == ["id", "title", "score", "kind"]
    code, rows = searched(capsys, "mon", "mari", "me", "frappe")
    assert code == 0
    assert (rows[0]["id"], rows[0]["kind"]) == ("urgence", "urgency")
    assert all(row["kind"] != "urgency" for row in rows[1:])


# ---- the command that checks


def test_a_list_named_to_the_command_is_checked_as_a_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, default=ROOT)
    check_command.add_to(parser.add_subparsers())
    path = tmp_path / EVENTS / "je-demenage.yaml"
    path.parent.mkdir()
    shutil.copy(ROOT / "guides" / EVENTS / "je-demenage.yaml", path)
    assert inspect_event(path, GROUND)[1] == []
    path.write_text(path.read_text("utf-8").replace('quand: "Plus tard"', 'quand: "Avant noël"'), "utf-8")
    options = parser.parse_args(["check", str(path)])
    assert check_command.run(options) == 1
    assert "dit un délai" in capsys.readouterr().out


def test_the_dates_of_review_hold_today() -> None:
    assert all(event.review.before > date(2026, 12, 31) for event in LIBRARY.events)

"""Distress comes first: danger is recognised, what is innocent is not; one calm page, and no trace of it."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from journey import LIBRARY, ROOT, WORLD, Journey, by_keys, reachable, told
from pydantic import ValidationError

from kiosk.guide.library import load
from kiosk.guide.model import Confidence
from kiosk.guide.problem import BadFile
from kiosk.guide.prose import sentences
from kiosk.guide.urgency import Urgency, danger
from kiosk.page.focus import Key
from kiosk.page.model import Choices, Page, Role, Text, Verb
from kiosk.visit.visit import Searching
from kiosk.visit.visit import Urgency as UrgencyPlace

KNOWN = LIBRARY.urgency
PHRASES = yaml.safe_load((ROOT / "tests" / "urgency_phrases.yaml").read_text("utf-8"))
DANGERS = [
    (group, phrase)
    for part in ("danger", "held_out", "trial")
    for group, some in PHRASES[part].items()
    for phrase in some
]
FRESH = yaml.safe_load((ROOT / "tests" / "urgency_fresh.yaml").read_text("utf-8"))
SEED = 2026
OF_DANGER = {"huissier", "expulsion", "coupure", "violence"}
"""The kinds of distress that guides are found by too, as « huissier » or « violences conjugales »."""

KNOWN_ALARMS = {"donner un coup de main", "je vais faire une bêtise si je clique"}
"""A debt that only shrinks: innocent phrases of the later rounds that lead away."""


def while_typed(phrase: str) -> str | None:
    """The kind of distress that shows at some key of a phrase, or after its last word."""
    steps = [*(phrase[:end] for end in range(1, len(phrase) + 1)), f"{phrase} "]
    found = (danger(step, KNOWN) for step in steps)
    return next((group.id for group in found if group), None)


# ---- what is told of distress


def test_only_the_nine_verified_numbers_are_known_each_with_a_source() -> None:
    assert [one.number for one in KNOWN.numbers] == ["112", "15", "17", "18", "114", "115", "119", "3919", "3114"]
    assert all(one.source and one.confidence is Confidence.HIGH for one in KNOWN.numbers)
    assert "jour et nuit" not in KNOWN.numbers[7].who, "the hours of 3919 are not sure"


def test_the_professional_comes_first_where_no_number_helps() -> None:
    first = {group.id for group in KNOWN.groups if group.professional}
    assert first == {"expulsion", "coupure", "huissier", "faim"}
    assert {number for group in KNOWN.groups if group.professional for number in group.first} == {"115"}
    assert all(group.first or group.professional for group in KNOWN.groups)


def test_what_is_told_is_short_and_names_no_other_number() -> None:
    allowed = {one.number for one in KNOWN.numbers}
    for group in KNOWN.groups:
        for one in sentences(group.calm):
            assert len(one.text.split()) <= 12, one.text
            assert {word.strip(".,:") for word in one.text.split() if word[0].isdigit()} <= allowed


@pytest.mark.parametrize(
    ("old", "new"),
    [('numero: "112"', 'numero: "3977"'), ('numeros: ["115"]', 'numeros: ["116"]'), ("- id: suicide", "- id: dehors")],
)
def test_a_wrong_number_or_name_is_refused(old: str, new: str) -> None:
    text = (ROOT / "config" / "urgency.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(ValidationError):
        Urgency.model_validate(yaml.safe_load(text.replace(old, new)), by_alias=True, by_name=False)


def test_a_number_that_is_not_described_is_refused() -> None:
    data = yaml.safe_load((ROOT / "config" / "urgency.yaml").read_text("utf-8"))
    data["numeros"] = [one for one in data["numeros"] if one["numero"] != "115"]
    with pytest.raises(ValidationError):
        Urgency.model_validate(data, by_alias=True, by_name=False)


@pytest.mark.parametrize("text", [None, "", "numeros: []\nsituations: []\n"])
def test_without_it_nothing_can_be_trusted(tmp_path: Path, text: str | None) -> None:
    for folder in ("config", "guides"):
        (tmp_path / folder).mkdir()
    for name in ("glossary.yaml", "themes.yaml", "official_hosts.toml"):
        (tmp_path / "config" / name).write_bytes((ROOT / "config" / name).read_bytes())
    if text is not None:
        (tmp_path / "config" / "urgency.yaml").write_text(text, "utf-8")
    with pytest.raises(BadFile, match=r"urgency\.yaml"):
        load(tmp_path, LIBRARY.guides[0].review.on)


# ---- recognising it


def test_there_is_enough_to_measure_with() -> None:
    assert len(DANGERS) >= 60
    assert len(PHRASES["innocent"]) >= 60


@pytest.mark.parametrize(("group", "phrase"), DANGERS)
def test_a_phrase_of_danger_is_recognised(group: str, phrase: str) -> None:
    found = danger(phrase, KNOWN)
    assert found is not None
    assert found.id == group


@pytest.mark.parametrize("phrase", PHRASES["innocent"])
def test_an_innocent_search_stays_one_at_every_key(phrase: str) -> None:
    assert while_typed(phrase) is None


def test_case_accents_apostrophes_and_order_do_not_matter() -> None:
    for phrase in ("MON MARI ME FRAPPE", "mon mari me frappé", "me frappe mon mari", "L’HUISSIER", "lhuissier"):
        assert danger(phrase, KNOWN) is not None, phrase


def test_a_word_on_the_way_to_a_harmless_one_is_not_taken_for_danger() -> None:
    assert danger("viol", KNOWN) is None
    assert danger("viol ", KNOWN) is not None
    assert danger("violette", KNOWN) is None


def test_the_ways_to_a_guide_are_no_danger_but_those_that_truly_tell_of_it() -> None:
    every: set[str] = set()
    for name in ("search_phrases", "search_held_out"):
        phrases = yaml.safe_load((ROOT / "tests" / f"{name}.yaml").read_text("utf-8"))
        every |= {phrase for some in phrases.values() for phrase in some}
    every |= {word for guide in LIBRARY.guides for word in (guide.title, *guide.words)}
    every |= {word for event in LIBRARY.events for word in (event.title, *event.words)}
    found = {phrase: group for phrase in every if (group := while_typed(phrase)) is not None}
    assert {phrase: group for phrase, group in found.items() if group not in OF_DANGER} == {
        "je suis a la rue": "dehors"
    }
    assert len(found) < len(every) / 50


# ---- phrases it was not made for


def half(some: Sequence, second: bool) -> list:
    """Half of a list, drawn by a fixed seed: the first was tuned on, the second is only measured."""
    drawn = list(some)
    random.Random(SEED).shuffle(drawn)
    middle = (len(drawn) + 1) // 2
    return drawn[middle:] if second else drawn[:middle]


@pytest.mark.parametrize("second", [False, True])
def test_of_fresh_phrases_of_danger_nearly_all_are_recognised(second: bool) -> None:
    phrases = half([(group, one) for group, some in FRESH["danger"].items() for one in some], second)
    missed = [phrase for _, phrase in phrases if danger(phrase, KNOWN) is None]
    assert len(phrases) >= 60
    assert len(missed) <= 0.05 * len(phrases), missed
    assert [one for one in missed if danger(f"{one} ", KNOWN) is None] == []
    other = [phrase for group, phrase in phrases if (found := danger(f"{phrase} ", KNOWN)) and found.id != group]
    assert len(other) <= 0.05 * len(phrases), other


@pytest.mark.parametrize("second", [False, True])
def test_of_fresh_innocent_phrases_none_leads_away_at_any_key(second: bool) -> None:
    phrases = half(FRESH["innocent"], second)
    wrong = [one for one in phrases if one not in FRESH["begins_as_danger"] and while_typed(one)]
    assert len(phrases) >= 60
    assert len(wrong) <= 0.01 * len(phrases), wrong


@pytest.mark.parametrize("phrase", FRESH["begins_as_danger"])
def test_what_only_begins_as_a_call_is_none_when_all_is_written(phrase: str) -> None:
    assert while_typed(phrase) is not None
    assert danger(f"{phrase} ", KNOWN) is None


def test_what_the_later_rounds_found_stays_found() -> None:
    assert [one for one in FRESH["rounds"]["danger"] if danger(one, KNOWN) is None] == []
    assert {one for one in FRESH["rounds"]["innocent"] if while_typed(one)} == KNOWN_ALARMS


@pytest.mark.parametrize(
    "phrase",
    [
        "mon copain m'étrangle", "mon copain m’étrangle", "mon copain metrangle", "mon copain m etrangle",
        "elle s'étouffe", "elle sétouffe", "il s'est pendu", "il sest pendu", "on m'a frappée", "jveux mourir",
        "qu'il me frappe", "lincendie de la maison y a le feu", "on mexpulse",
    ],
)  # fmt: skip
def test_a_little_word_may_be_glued_to_the_next_or_not(phrase: str) -> None:
    assert danger(phrase, KNOWN) is not None


def test_a_slip_in_a_short_word_is_believed_only_beside_sure_words() -> None:
    assert danger("jai plus envi de vivr", KNOWN) is not None
    assert danger("plus anvie de vivre", KNOWN) is not None
    assert danger("vivee", KNOWN) is None


def test_a_word_beside_a_phrase_makes_it_harmless() -> None:
    assert danger("je vois le feu", KNOWN) is None
    assert danger("au feu ", KNOWN) is not None
    assert danger("passé au feu ", KNOWN) is None
    assert danger("au feu rouge ", KNOWN) is None


def test_a_family_that_is_not_told_is_refused() -> None:
    text = (ROOT / "config" / "urgency.yaml").read_text("utf-8")
    with pytest.raises(ValidationError):
        Urgency.model_validate(yaml.safe_load(text.replace("  MOURIR: ", "  MOURRIR: ")), by_alias=True, by_name=False)


def test_it_is_quick_at_every_key() -> None:
    phrase = "mon mari me demande tous les papiers de la maison de sa mere"
    danger(phrase, KNOWN)
    spent = []
    for end in range(1, len(phrase) + 1):
        begun = time.perf_counter()
        danger(phrase[:end], KNOWN)
        spent.append(time.perf_counter() - begun)
    assert sorted(spent)[len(spent) // 2] < 0.002


# ---- the page


def types(kiosk: Journey, phrase: str) -> Page:
    """Types until the page of distress stands, or to the end."""
    for letter in phrase:
        if kiosk.page.kind != "search":
            break
        kiosk.types(letter)
    return kiosk.page


def test_the_home_page_leads_there_and_by_keys_too() -> None:
    kiosk = Journey()
    kiosk.follow([("home: Que voulez-vous faire ?", "Urgence"), ("urgency: Vous n'êtes pas seul", "Retour")])
    assert kiosk.page.kind == "home"
    kiosk = by_keys()
    assert kiosk.by_two_switches("Urgence").kind == "urgency"


def test_all_numbers_stand_there_and_its_own_stand_large_of_a_known_kind() -> None:
    kiosk = Journey()
    page = kiosk.touch("Urgence")
    assert [fact.name for fact in (*page.blocks, *page.side) if hasattr(fact, "name")] == [
        one.number for one in KNOWN.numbers
    ]
    for group in KNOWN.groups:
        page = kiosk.take(Verb.URGENCY, group.id)
        large = [block for block in page.side if isinstance(block, Text) and block.tone == "lead"]
        assert [block.sentences[0].spans[0].text for block in large] == list(group.first)
        assert (isinstance(page.side[0], Choices)) == group.professional
        assert told(page).startswith(sentences(group.calm)[0].text)
        main = [action for action in page.actions() if action.role is Role.MAIN]
        assert {action.intent.verb for action in main} == {Verb.CALL}
        assert kiosk.touch("Numéros").title.text == "Vous n'êtes pas seul"


def test_one_touch_ends_the_visit() -> None:
    kiosk = Journey()
    kiosk.touch("Urgence")
    assert kiosk.touch("J'ai fini").kind == "goodbye"


def test_nobody_there_stays_on_the_welcome_page() -> None:
    assert Journey(started=False).take(Verb.URGENCY).kind == "attract"
    assert Journey().take(Verb.URGENCY, "perdu").kind == "home"


# ---- from the search


def test_the_key_that_completes_a_phrase_of_danger_leads_there_and_the_phrase_is_gone() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    assert kiosk.types("je veux mouri").kind == "search"
    assert kiosk.types("r").kind == "urgency"
    typed = [one for one in reachable(kiosk.host.visit) if isinstance(one, str) and "mouri" in one]
    assert typed == []
    assert kiosk.touch("Retour").kind == "search"
    assert kiosk.host.visit.here == Searching("", warned=True)


def test_a_second_phrase_only_shows_the_way_there_first() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    types(kiosk, "violences")
    kiosk.touch("Retour")
    page = kiosk.types("violences")
    assert page.kind == "search"
    results = next(block for block in page.blocks if isinstance(block, Choices))
    assert results.actions[0].intent.verb is Verb.URGENCY
    assert {action.intent.verb for action in results.actions[1:]} <= {Verb.GUIDE, Verb.EVENT, Verb.PRACTISE}
    assert kiosk.touch("Urgence").kind == "urgency"
    kiosk.touch("Retour")
    assert kiosk.host.visit.here == Searching("", warned=True), "wiped on the way, this time too"


def test_an_innocent_search_goes_on() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    assert types(kiosk, "violette").kind == "search"


def test_by_keys_and_by_ear_the_page_is_read_and_the_focus_begins_anew() -> None:
    kiosk = by_keys()
    kiosk.by_two_switches("Chercher avec mes mots", *"suicid", "e")
    assert kiosk.page.kind == "urgency"
    assert any("3114" in text or "trente et un quatorze" in text for text in kiosk.heard)
    kiosk.key(Key.NEXT)
    assert kiosk.focus == "Appeler le professionnel"


# ---- no trace


def test_the_ticket_does_not_say_that_the_person_was_there() -> None:
    plain, kiosk = Journey(), Journey()
    kiosk.touch("Chercher avec mes mots")
    types(kiosk, "mon mari me frappe")
    kiosk.touch("Appeler le professionnel")
    there, here = kiosk.call(), plain.call()
    assert there.model_dump() == here.model_dump()


def test_nothing_is_left_after_the_visit_and_nothing_but_the_group_while_it_lasts() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    types(kiosk, "je dors dehors")
    assert kiosk.host.visit.here == UrgencyPlace("dehors")
    assert [field.name for field in fields(UrgencyPlace)] == ["group"]
    kiosk.touch("J'ai fini")
    assert "dehors" not in repr(kiosk.host.visit)
    assert not kiosk.desk.tickets
    assert WORLD.library.urgency is KNOWN


@pytest.mark.parametrize("typed", ["il me fait peur", "ca va mal il m'a frappee un peu", "besoin de secours", "police"])
def test_a_word_that_may_tell_of_danger_shows_the_way_without_taking_it(typed: str) -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    for letter in typed:
        if kiosk.page.kind == "urgency":
            return
        kiosk.take(Verb.KEY, letter)
    assert kiosk.page.kind in ("search", "urgency")
    if kiosk.page.kind == "search":
        first = next(action for action in kiosk.page.actions() if action.intent.verb not in (Verb.KEY, Verb.ERASE))
        assert first.label == "Urgence"


def test_a_harmless_word_shows_no_way_to_distress() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    kiosk.types("carte vitale")
    assert "Urgence" not in [action.label for action in kiosk.page.actions()]

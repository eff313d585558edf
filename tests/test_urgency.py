"""Distress comes first: danger is recognised, what is innocent is not; one calm page, and no trace of it."""

from __future__ import annotations

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
    (group, phrase) for part in ("danger", "held_out") for group, some in PHRASES[part].items() for phrase in some
]
OF_DANGER = {"huissier", "expulsion", "coupure", "violence"}
"""The kinds of distress that guides are found by too, as « huissier » or « violences conjugales »."""


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
    assert first == {"expulsion", "coupure", "huissier"}
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
    phrases = yaml.safe_load((ROOT / "tests" / "search_phrases.yaml").read_text("utf-8"))
    every = {phrase for some in phrases.values() for phrase in some}
    every |= {word for guide in LIBRARY.guides for word in (guide.title, *guide.words)}
    every |= {word for event in LIBRARY.events for word in (event.title, *event.words)}
    found = {phrase: group for phrase in every if (group := while_typed(phrase)) is not None}
    assert {phrase: group for phrase, group in found.items() if group not in OF_DANGER} == {}
    assert len(found) < len(every) / 50


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

"""Journeys against the host, with no window: what makes no sense, and what must never be, whatever happens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from journey import BRIGHT, LIBRARY, Journey
from test_page_goldens import (
    comfort_and_the_professional_are_always_there,
    every_address_is_official,
    one_main_action_at_most_on_the_right,
    one_may_go_back,
    one_may_listen,
    there_is_a_way_on,
)

from kiosk.page.focus import Key
from kiosk.page.model import Choices, Intent, Verb
from kiosk.visit.ticket import Answer
from kiosk.visit.visit import Visit

# ---- what makes no sense


@pytest.mark.parametrize(
    "url", ["https://www.caf.fr", "https://www.impots.gouv.fr", "https://mechant.example", "", "x"]
)
def test_only_the_address_of_the_page_becomes_a_qr_code(url: str) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "simulation")
    assert kiosk.page.link not in (None, url)
    assert kiosk.take(Verb.PHONE, url).kind == "action"
    kiosk.take(Verb.HOME)
    assert kiosk.take(Verb.PHONE, url).kind == "home"


@pytest.mark.parametrize(
    ("step", "verb", "value"),
    [
        ("age", Verb.ANSWER, "5"), ("age", Verb.ANSWER, "-1"), ("age", Verb.ANSWER, ""), ("age", Verb.ANSWER, "²"),
        ("age", Verb.ANSWER, "9" * 5000), ("age", Verb.TICK, "0"), ("papiers", Verb.TICK, "5"),
        ("papiers", Verb.TICK, "x"),
        ("envoi", Verb.MORE, ""), ("age", Verb.REASON, "bloque"), ("age", Verb.SEND, ""), ("age", Verb.WAITING, ""),
        ("age", Verb.BEGIN, ""), ("age", Verb.KEY, "a"), ("age", Verb.ERASE, ""),
        ("age", Verb.ACCEPT, ""), ("age", Verb.DECLINE, ""), ("age", Verb.START, ""), ("age", Verb.STILL_HERE, ""),
        ("age", Verb.GUIDE, "pas-ici"), ("age", Verb.THEME, "../argent"), ("age", Verb.WORD, "[[RSA]]"),
    ],
)  # fmt: skip
def test_an_intent_that_makes_no_sense_changes_nothing(step: str, verb: Verb, value: str) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", step)
    visit = kiosk.host.visit
    kiosk.take(verb, value)
    assert kiosk.host.visit == visit


def test_behind_the_detail_of_a_step_its_buttons_do_nothing() -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    kiosk.touch("En savoir plus")
    visit = kiosk.host.visit
    for verb in (Verb.ANSWER, Verb.TICK, Verb.MORE):
        kiosk.take(verb, "0")
    assert kiosk.host.visit == visit


VALUES = st.sampled_from(
    ["", "0", "1", "4", "99", "-1", "²", "٣", "9" * 5000, "caf-rsa", "impots-avis", "argent", "sante", "rsa", "RSA",
     "RIB", "size=4", "size=0", "rate=8", "rate=" + "1" * 5000, "voice=oui", "voice=non", "blank=oui", "contrast=doux",
     "contrast=", "bloque",
     "https://www.caf.fr", "https://mechant.example", "javascript:alert(1)", "[[rsa]]", "**x**", "\x00", "\ud800", "é",
     "../../etc/passwd", "'; DROP TABLE tickets; --", " ", "\n", "a" * 10_000]
)  # fmt: skip
MOVES = st.one_of(
    st.tuples(st.just("touch"), st.integers(0, 200)),
    st.tuples(st.just("touch"), st.integers(0, 200)),
    st.tuples(st.just("take"), st.builds(Intent, st.sampled_from(Verb), VALUES | st.text(max_size=8))),
    st.tuples(st.just("time"), st.sampled_from([0.0, 1.0, 25.0, 299.0, 300.0, 346.0])),
    st.tuples(st.just("desk"), st.integers(0, 14)),
    st.tuples(st.just("key"), st.sampled_from(Key)),
    st.tuples(st.just("key"), st.sampled_from(Key)),
    st.tuples(st.just("headphones"), st.booleans()),
    st.tuples(st.just("blank"), st.none()),
    st.tuples(st.just("sentence"), st.none()),
)


OPENINGS = [None, *((guide.id, step.id) for guide in LIBRARY.guides for step in guide.steps)]


def move(kiosk: Journey, what: str, how: object) -> None:
    """One thing that may happen to a kiosk."""
    if what == "touch":
        assert isinstance(how, int)
        actions = list(kiosk.page.actions())
        kiosk.host.take(actions[how % len(actions)].intent, kiosk.now)
    elif what == "take":
        assert isinstance(how, Intent)
        kiosk.host.take(how, kiosk.now)
    elif what == "time":
        assert isinstance(how, float)
        kiosk.pass_time(how)
    elif what == "key":
        assert isinstance(how, Key)
        kiosk.host.key(how, kiosk.now)
    elif what == "headphones":
        kiosk.host.headphones(bool(how), kiosk.now)
    elif what == "blank":
        if kiosk.host.comfort.blank:
            kiosk.host.touched_blank(kiosk.now)
    elif what == "sentence":
        kiosk.voice.finish_sentence()
        kiosk.host.tick(kiosk.now)
    elif kiosk.desk.tickets and how in (0, 1, 2, 3, 4):
        kiosk.desk.answers(kiosk.desk.tickets[-1].id, list(Answer)[how])
    elif how == 5:
        kiosk.desk.offers("caf-rsa", "papiers", BRIGHT)
    elif how == 6:
        kiosk.desk.offers("pas-ici")
    elif how == 8:
        kiosk.desk.people_before(2, attended=False)
    elif how == 9 and kiosk.desk.tickets:
        kiosk.desk.closes(kiosk.desk.tickets[-1].id)
    elif how == 10:
        kiosk.desk.grows_old()
    elif how == 11:
        kiosk.desk.offers(comfort=BRIGHT, event=LIBRARY.events[0].id)
    elif how == 12 and kiosk.desk.tickets:
        kiosk.desk.says(kiosk.desk.tickets[-1].id, "Je viens.")
    elif how == 7:
        kiosk.desk.goes_offline()
    else:
        kiosk.desk.comes_back()


def all_is_well(kiosk: Journey) -> None:
    """What holds whatever happened."""
    page, visit = kiosk.page, kiosk.host.visit
    there_is_a_way_on(page)
    one_may_go_back(page)
    one_may_listen(page)
    one_main_action_at_most_on_the_right(page)
    comfort_and_the_professional_are_always_there(page)
    every_address_is_official(page)
    assert kiosk.host.wait(kiosk.now) >= 0
    assert visit.comfort.voice or not visit.comfort.blank
    assert set(kiosk.host.focus) <= set(page.actions())
    assert visit.call is None or visit.call.ticket.epoch == visit.epoch
    if not visit.started:
        assert replace(visit, offer=None) in (
            Visit(epoch=visit.epoch, trail=visit.trail),
            Visit(epoch=visit.epoch),
        )
        assert len(visit.trail) == 1


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(OPENINGS), st.lists(MOVES, min_size=60, max_size=60))
@example(None, [("take", Intent(verb, value)) for verb in Verb for value in ("", "0", "9" * 5000, "\ud800", "x=y")])
def test_whatever_happens_the_kiosk_stays_up_with_a_way_on(
    opening: tuple[str, str] | None, moves: list[tuple[str, object]]
) -> None:
    kiosk = Journey()
    if opening is not None:
        kiosk.desk.offers(*opening)
        kiosk.touch("Oui, commencer")
    for what, how in moves:
        move(kiosk, what, how)
        all_is_well(kiosk)
    for seconds in (0, 345, 20):
        kiosk.pass_time(seconds)
    assert kiosk.host.visit == Visit(epoch=kiosk.host.visit.epoch)


def test_every_button_of_every_page_leads_somewhere() -> None:
    """Touches, from each kind of page, each of its buttons: none raises, and none but ticks and settings stays put."""
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "simulation")
    start = kiosk.host.visit
    for action in list(kiosk.page.actions()):
        kiosk.host.visit = start
        kiosk.take(Verb.STILL_HERE)
        kiosk.host.take(action.intent, kiosk.now)
        assert kiosk.host.visit != start or action.intent.verb is Verb.LISTEN
    assert not [block for block in kiosk.page.blocks if isinstance(block, Choices) and not block.actions]

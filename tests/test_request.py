"""The life of a request: every state can be reached, and none is a dead end but the last."""

from __future__ import annotations

import pytest

from kiosk.visit.request import AFTER, CLOSINGS, OPEN, Act, Impossible, Outcome, State, after
from kiosk.visit.ticket import Saying

FROM_A_KIOSK = {Act.ARRIVE, Act.STILL, Act.LEAVE, Act.SOLVE, Act.EXPIRE}
OF_A_PROFESSIONAL = {Act.TAKE, Act.ANSWER, Act.HOLD, Act.PASS, Act.REQUEUE, Act.CLOSE}


def reached(state: State) -> set[State]:
    """Every state that can come after this one, itself included."""
    found, new = {state}, [state]
    while new:
        found |= (nexts := set(AFTER[new.pop()].values()) - found)
        new += nexts
    return found


def test_every_state_can_be_reached_from_the_first() -> None:
    assert reached(State.KEPT) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_request_can_come_to_its_end(state: State) -> None:
    assert State.CLOSED in reached(state)


def test_what_is_closed_stays_closed() -> None:
    assert reached(State.CLOSED) == {State.CLOSED}
    assert AFTER[State.CLOSED].keys() == FROM_A_KIOSK, "and only what comes late from a kiosk still meets it"


def test_every_act_is_somebodys_and_leads_somewhere() -> None:
    assert FROM_A_KIOSK | OF_A_PROFESSIONAL | {Act.REFUSE} == set(Act)
    assert {act for acts in AFTER.values() for act in acts} == set(Act)
    assert AFTER.keys() == set(State)


def test_on_the_kiosks_disk_no_professional_can_act() -> None:
    assert AFTER[State.KEPT].keys() == FROM_A_KIOSK | {Act.REFUSE}


@pytest.mark.parametrize("state", OPEN)
def test_an_open_request_takes_all_that_comes_from_a_kiosk_and_can_be_answered_passed_and_closed(state: State) -> None:
    assert AFTER[state].keys() >= FROM_A_KIOSK | {Act.ANSWER, Act.PASS, Act.CLOSE}
    assert after(state, Act.ARRIVE) is after(state, Act.STILL) is state
    assert after(state, Act.ANSWER) is after(state, Act.PASS) is State.TAKEN
    assert {after(state, act) for act in (Act.CLOSE, Act.LEAVE, Act.SOLVE, Act.EXPIRE)} == {State.CLOSED}
    assert State.KEPT not in AFTER[state].values()


@pytest.mark.parametrize(
    ("state", "act"),
    [(State.TAKEN, Act.TAKE), (State.HELD, Act.HOLD), (State.WAITING, Act.REQUEUE), (State.WAITING, Act.REFUSE)],
)
def test_what_makes_no_sense_is_impossible(state: State, act: Act) -> None:
    with pytest.raises(Impossible):
        after(state, act)


def test_what_a_resident_says_last_is_an_outcome() -> None:
    assert {saying.value for saying in Saying} - {outcome.value for outcome in Outcome} == {Saying.STILL.value}


def test_a_professional_closes_with_every_outcome_but_those_that_come_by_themselves() -> None:
    offered = [outcome for kind in CLOSINGS.values() for outcome in kind]
    assert len(offered) == len(set(offered))
    assert set(Outcome) - set(offered) == {Outcome.SOLVED, Outcome.EXPIRED, Outcome.FORGOTTEN}

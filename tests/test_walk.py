"""A walk through a guide: answers replayed from the first step, over every real guide."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey import LIBRARY

from kiosk.guide.model import Guide, Outcome, Question, Verdict
from kiosk.visit.walk import Walk, walk_to

STEPS = [(guide, step.id) for guide in LIBRARY.guides for step in guide.steps]
every_guide = pytest.mark.parametrize("guide", LIBRARY.guides, ids=lambda guide: guide.id)
every_step = pytest.mark.parametrize(("guide", "step"), STEPS, ids=[f"{guide.id}-{step}" for guide, step in STEPS])


@st.composite
def walks(draw: st.DrawFn) -> list[Walk]:
    """A walk from the first step to an outcome, seen at each of its steps."""
    seen = [Walk(draw(st.sampled_from(LIBRARY.guides)))]
    while not seen[-1].over:
        here = seen[-1]
        assert len(seen) <= len(here.guide.steps), "a walk came back to a step it had passed"
        seen.append(here.answer(draw(st.integers(0, len(here.guide.ways(here.step)) - 1))))
    return seen


def outcomes_from(walk: Walk) -> set[str]:
    """Where one can still end, trying every answer."""
    if walk.over:
        return {walk.step.id}
    ways = range(len(walk.guide.ways(walk.step)))
    return set().union(*(outcomes_from(walk.answer(way)) for way in ways))


@settings(deadline=None)
@given(walks())
def test_every_walk_ends_in_an_outcome_after_its_announced_length(seen: list[Walk]) -> None:
    end = seen[-1]
    assert isinstance(end.step, Outcome)
    assert end.position == end.length == len(seen)
    assert end.path == tuple(walk.step for walk in seen)


@settings(deadline=None)
@given(walks())
def test_while_walking_the_position_grows_by_one_and_the_length_never_grows(seen: list[Walk]) -> None:
    assert [walk.position for walk in seen] == list(range(1, len(seen) + 1))
    lengths = [walk.length for walk in seen]
    assert lengths == sorted(lengths, reverse=True)
    assert all(walk.position <= walk.length for walk in seen)
    assert not any(walk.over for walk in seen[:-1])


@settings(deadline=None)
@given(walks())
def test_back_undoes_an_answer(seen: list[Walk]) -> None:
    for before, after in pairwise(seen):
        assert after.back() == before
        assert after.back().step is before.step
    assert seen[0].back() == seen[0]


@settings(deadline=None)
@given(walks())
def test_the_same_answers_lead_to_the_same_step(seen: list[Walk]) -> None:
    for walk in seen:
        assert Walk(walk.guide, walk.answers) == walk
        assert Walk(walk.guide, walk.answers).path == walk.path


@settings(deadline=None)
@given(walks(), st.integers())
def test_an_answer_that_does_not_fit_is_refused(seen: list[Walk], way: int) -> None:
    for walk in seen:
        if not 0 <= way < len(walk.guide.ways(walk.step)):
            with pytest.raises(ValueError, match=f"no way {way} on"):
                walk.answer(way)


@every_step
def test_walk_to_leads_to_every_step_by_a_shortest_way(guide: Guide, step: str) -> None:
    walk = walk_to(guide, step)
    assert walk is not None
    assert walk.step.id == step
    assert Walk(guide, walk.answers).step.id == step
    assert len({passed.id for passed in walk.path}) == walk.position


@every_guide
def test_walk_to_a_step_that_is_not_there_leads_nowhere(guide: Guide) -> None:
    assert walk_to(guide, "nulle-part") is None


@every_guide
def test_every_outcome_can_be_reached_and_every_verdict_is_there(guide: Guide) -> None:
    ends = {step.id: step for step in guide.steps if isinstance(step, Outcome)}
    assert outcomes_from(Walk(guide)) == set(ends)
    assert {end.verdict for end in ends.values()} == set(Verdict)


def lengths(walk: Walk) -> set[int]:
    """How many steps each way to an end has, trying every answer."""
    if walk.over:
        return {walk.position}
    ways = range(len(walk.guide.ways(walk.step)))
    return set().union(*(lengths(walk.answer(way)) for way in ways))


@every_guide
def test_the_length_counts_the_longest_way_still_open(guide: Guide) -> None:
    start = Walk(guide)
    for walk in (start, *(start.answer(way) for way in range(len(guide.ways(start.step))))):
        assert walk.length == max(lengths(walk))


def test_the_length_shrinks_at_once_for_who_does_not_know() -> None:
    guide = next(guide for guide in LIBRARY.guides if guide.id == "caf-rsa")
    start = Walk(guide)
    assert isinstance(start.step, Question)
    [doubt] = [way for way, choice in enumerate(start.step.choices) if choice.unsure]
    assert start.length > 10
    assert start.answer(doubt).length == 2, "it leads to the professional"

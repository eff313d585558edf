"""Rules. One resident's way through a guide: the answers given, replayed from the first step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from kiosk.guide.model import Guide, Outcome, Step


@dataclass(frozen=True)
class Walk:
    """A guide and the way taken at each step passed: 0 for the only way on, or the number of the answer chosen.

    `under` is the walk it was left for, standing at the step where something was missing: walks stack.
    """

    guide: Guide
    answers: tuple[int, ...] = ()
    under: Walk | None = None

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps seen so far, the present one last. Raises ValueError when an answer does not fit its step."""
        path = [self.guide.steps[0]]
        for answer in self.answers:
            ways = self.guide.ways(path[-1])
            if not 0 <= answer < len(ways):
                raise ValueError(f"no way {answer} on from step {path[-1].id}")
            path.append(self.guide.step(ways[answer]))
        return tuple(path)

    @property
    def step(self) -> Step:
        """The present step."""
        return self.path[-1]

    @property
    def over(self) -> bool:
        """Whether the present step is an outcome."""
        return isinstance(self.step, Outcome)

    @property
    def position(self) -> int:
        """The number of the present step, from 1."""
        return len(self.path)

    @cached_property
    def length(self) -> int:
        """How many steps this walk has at most, counted along the longest way that is still open."""
        return len(self.answers) + _longest(self.guide, self.step.id)

    def answer(self, way: int = 0) -> Walk:
        """The walk one step further. Raises ValueError when there is no such way."""
        walk = replace(self, answers=(*self.answers, way))
        assert walk.path
        return walk

    def back(self) -> Walk:
        """The walk without its last answer; the same walk at the start."""
        return replace(self, answers=self.answers[:-1])

    def holds(self, guide_id: str) -> bool:
        """Whether that guide is walked here or in a walk underneath."""
        return self.guide.id == guide_id or (self.under is not None and self.under.holds(guide_id))


def walk_to(guide: Guide, step_id: str) -> Walk | None:
    """The shortest walk that stands at that step, as when the professional opens a guide there; None when none does."""
    queue = [Walk(guide)]
    seen = {guide.steps[0].id}
    for walk in queue:
        if walk.step.id == step_id:
            return walk
        for way, following in enumerate(guide.ways(walk.step)):
            if following not in seen:
                seen.add(following)
                queue.append(walk.answer(way))
    return None


def walk_along(guide: Guide, ways: tuple[int, ...] | None, step_id: str | None) -> Walk | None:
    """The walk that somebody else took: along their ways where these still lead to that step, else the shortest one
    that stands at it; None when none does."""
    if ways is not None:
        walk = Walk(guide, ways)
        try:
            if step_id in (None, walk.step.id):
                return walk
        except ValueError:
            pass  # the guide has changed since
    return walk_to(guide, step_id) if step_id is not None else None


def _longest(guide: Guide, step_id: str) -> int:
    """The number of steps on the longest way from that step to an outcome, itself included. Guides have no loops."""
    known: dict[str, int] = {}

    def measure(here: str) -> int:
        if here not in known:
            known[here] = 1 + max((measure(way) for way in guide.ways(guide.step(here))), default=0)
        return known[here]

    return measure(step_id)

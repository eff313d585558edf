"""Rules. One resident's way through a guide: the answers given, replayed from the first step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kiosk.guide.model import Guide, Outcome, Step


@dataclass(frozen=True)
class Walk:
    """A guide and the way taken at each step passed: 0 for the only way on, or the number of the answer chosen."""

    guide: Guide
    answers: tuple[int, ...] = ()

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
        walk = Walk(self.guide, (*self.answers, way))
        assert walk.path
        return walk

    def back(self) -> Walk:
        """The walk without its last answer; the same walk at the start."""
        return Walk(self.guide, self.answers[:-1])


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


def _longest(guide: Guide, step_id: str) -> int:
    """The number of steps on the longest way from that step to an outcome, itself included. Guides have no loops."""
    known: dict[str, int] = {}

    def measure(here: str) -> int:
        if here not in known:
            known[here] = 1 + max((measure(way) for way in guide.ways(guide.step(here))), default=0)
        return known[here]

    return measure(step_id)

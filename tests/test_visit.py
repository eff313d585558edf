"""A visit: the trail of places, what survives home, what a wipe leaves; and the comfort."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journey import LIBRARY
from pydantic import ValidationError

from kiosk.visit.calling import Call, Calling, Consenting, Ending, Numbering, Waiting
from kiosk.visit.comfort import RATES, SIZES, SWITCHES, VOLUMES, Comfort, Contrast, with_setting
from kiosk.visit.ticket import CODES, Offer, Reason, Saying, Ticket
from kiosk.visit.visit import (
    Asking,
    AtStep,
    Attract,
    Comforts,
    Cover,
    Goodbye,
    Home,
    InTheme,
    Leaving,
    Meaning,
    OnPhone,
    Place,
    Searching,
    Visit,
    Where,
)
from kiosk.visit.walk import Walk

WALK = Walk(LIBRARY.guides[0])
PLACES: list[Place] = [
    Home(), InTheme("argent"), Searching("rsa"), Cover("caf-rsa"), AtStep(WALK), AtStep(WALK, more=True),
    Meaning("RSA"), OnPhone("https://www.caf.fr"), Comforts(), Where(), Asking(), Calling(),
    Numbering("06"), Consenting(Reason.STUCK), Waiting(), Ending(Saying.LEFT), Leaving(),
]  # fmt: skip
TICKET = Ticket(id=UUID(int=1), kiosk="tablette-1", epoch=7, code=CODES[0], reason=Reason.UNSAID)
FULL = Visit(
    epoch=7,
    trail=(Home(), AtStep(WALK)),
    comfort=Comfort(size=4, voice=True),
    ticked=frozenset({("caf-rsa", "papiers", 0)}),
    answered={("caf-rsa", "caisse"): 0},
    keys=True,
    left=WALK.answer(),
    call=Call(TICKET),
    offer=Offer(number=1, id=UUID(int=2), guide="caf-rsa"),
)


@pytest.mark.parametrize(("place", "started"), [(Attract(), False), (Goodbye(), False), *((p, True) for p in PLACES)])
def test_a_visit_has_started_once_somebody_left_the_first_page(place: Place, started: bool) -> None:
    assert Visit(epoch=1, trail=(place,)).started is started


@given(st.lists(st.sampled_from(PLACES), max_size=20))
def test_back_leads_through_every_place_to_the_first(places: list[Place]) -> None:
    visits = [Visit(epoch=1)]
    for place in places:
        visits.append(visits[-1].go(place))
    here = visits.pop()
    while visits:
        here = here.back()
        assert here == visits.pop()
    assert here.back() == here


def test_staying_changes_the_place_and_not_the_way_back() -> None:
    visit = Visit(epoch=1, trail=(Home(),)).go(Searching("r"))
    assert visit.stay(Searching("rs")).trail == (Home(), Searching("rs"))
    assert visit.stay(Searching("rs")).back() == visit.back()


def test_home_begins_the_trail_again_and_keeps_the_rest() -> None:
    assert FULL.home() == replace(FULL, trail=(Home(),), left=WALK)
    assert FULL.home().home() == FULL.home()
    assert replace(FULL, trail=(Home(),)).home() == replace(FULL, trail=(Home(),)), "nothing to keep"


def test_a_cleared_visit_keeps_nothing_but_the_next_number() -> None:
    assert FULL.cleared() == Visit(epoch=8)
    assert Visit(epoch=8) == Visit(8, (Attract(),), Comfort(), frozenset(), {}, False, None, None, None)


@pytest.mark.parametrize(
    ("trail", "found"),
    [
        ((Home(),), None),
        ((Home(), Cover("caf-rsa")), None),
        ((Home(), AtStep(WALK), Comforts(), Calling()), WALK),
        ((Home(), AtStep(WALK), AtStep(WALK.answer()), Meaning("RSA")), WALK.answer()),
        ((Home(), AtStep(WALK), Where()), WALK),
        ((Home(), AtStep(WALK), Cover("caf-prime-activite")), None),
        ((Home(), AtStep(WALK), Cover("caf-prime-activite"), Calling()), None),
    ],
)
def test_the_walk_is_remembered_under_other_pages(trail: tuple[Place, ...], found: Walk | None) -> None:
    assert Visit(epoch=1, trail=trail).walk == found


@pytest.mark.parametrize("size", range(1, len(SIZES) + 1))
@pytest.mark.parametrize("contrast", Contrast)
@pytest.mark.parametrize("voice", [True, False])
def test_a_comfort_says_itself_in_words(size: int, contrast: Contrast, voice: bool) -> None:
    said = Comfort(size=size, contrast=contrast, voice=voice).in_words
    assert said.startswith(f"texte {SIZES[size - 1]}, couleurs ")
    assert ("avec la voix" in said, "sans la voix" in said) == (voice, not voice)


def test_two_comforts_never_read_the_same() -> None:
    sizes, rates = range(1, len(SIZES) + 1), range(1, len(RATES) + 1)
    every = [
        Comfort(size=size, contrast=contrast, voice=voice, rate=rate)
        for size, contrast, voice, rate in product(sizes, Contrast, (True, False), rates)
    ]
    switches = [dict(zip(SWITCHES, on, strict=True)) for on in product((True, False), repeat=len(SWITCHES))]
    every += [
        Comfort(size=3, rate=rate, volume=volume, **on)
        for rate, volume, on in product((4, 5), range(1, len(VOLUMES) + 1), switches)
    ]
    every = list(dict.fromkeys(every))
    assert len({comfort.in_words for comfort in every}) == len(every)


def test_the_rate_runs_from_slow_to_quick() -> None:
    assert tuple(Comfort(rate=rate).words_a_minute for rate in range(1, 9)) == RATES
    assert list(RATES) == sorted(set(RATES))


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        (Comfort(), "blank=oui", Comfort(blank=True, voice=True)),
        (Comfort(blank=True, voice=True), "blank=non", Comfort(voice=True)),
        (Comfort(blank=True, voice=True), "voice=non", Comfort()),
        (Comfort(), "voice=oui", Comfort(voice=True)),
        (Comfort(), "calm=oui", Comfort(calm=True)),
        (Comfort(), "volume=1", Comfort(volume=1)),
        (Comfort(), "volume=6", Comfort()),
        (Comfort(), "volume=-1", Comfort()),
    ],
)
def test_one_setting_changes_and_a_blank_screen_comes_and_goes_with_the_voice(
    before: Comfort, value: str, after: Comfort
) -> None:
    assert with_setting(before, value) == after


@pytest.mark.parametrize(
    "wrong",
    [{"size": 0}, {"size": 5}, {"rate": 0}, {"rate": 9}, {"volume": 0}, {"volume": 6}, {"contrast": "x"}, {"nom": "M"}],
)
def test_a_comfort_out_of_range_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Comfort.model_validate(wrong)

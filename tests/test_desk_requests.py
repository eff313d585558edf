"""The life of a request at the desk, on SQLite and on PostgreSQL: who has it, what is said, what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from desk_fixtures import MORNING, Hands, ticket, word

from kiosk.desk.memory.store import Conflict, Line, Store, Unknown, Waiting
from kiosk.visit.request import Impossible, Outcome, State
from kiosk.visit.ticket import MOST_SAID, Answer, Reason, Saying, Ticket, Turn

pytest_plugins = ["postgresql"]


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(url: str, clock: Hands) -> Iterator[Store]:
    store = Store(url, clock)
    yield store
    store.close()


def put(store: Store, number: int = 7, **changes: object) -> Ticket:
    one = ticket(number, **changes)
    assert store.put(one) is True
    return one


def only(store: Store) -> Waiting:
    (one,) = store.queue()
    return one


# arriving


def test_a_request_is_kept_once(store: Store) -> None:
    first = put(store)
    assert store.put(first) is False
    assert only(store) == Waiting(first, MORNING)


def test_the_same_id_with_other_contents_is_refused(store: Store) -> None:
    first = put(store)
    with pytest.raises(Conflict):
        store.put(first.model_copy(update={"reason": Reason.PRIVATE}))
    assert only(store).ticket == first


def test_the_queue_goes_by_the_desks_own_clock(store: Store, clock: Hands) -> None:
    early = put(store, 1)
    clock.move(minutes=12)
    late = put(store, 2)
    assert [(one.ticket, one.since) for one in store.queue()] == [
        (early, MORNING),
        (late, MORNING + timedelta(minutes=12)),
    ]


# professionals


def test_who_takes_it_has_it(store: Store) -> None:
    one = put(store)
    store.take(one.id, "Anne")
    assert (only(store).state, only(store).by) == (State.TAKEN, "Anne")
    with pytest.raises(Impossible):
        store.take(one.id, "Karim")
    assert only(store).by == "Anne"


def test_answering_takes_it_and_says_so(store: Store, clock: Hands) -> None:
    one = put(store)
    clock.move(minutes=3)
    store.answer(one.id, Answer.SOON, "Karim", "Dans cinq minutes.")
    assert only(store) == Waiting(
        one, MORNING, State.TAKEN, "Karim", False, Answer.SOON, "Dans cinq minutes.", MORNING + timedelta(minutes=3), 1
    )


def test_the_same_answer_twice_is_one_and_other_words_are_another(store: Store) -> None:
    one = put(store)
    store.answer(one.id, Answer.COMING, "Anne")
    store.answer(one.id, Answer.COMING, "Karim")
    assert store.messages("tablette-1", 0)[0] == 1
    assert (only(store).reply, only(store).by) == (1, "Karim"), "who answers has it"
    store.answer(one.id, Answer.COMING, "Karim", "J'arrive tout de suite.")
    assert store.messages("tablette-1", 0)[0] == 2
    assert (only(store).reply, only(store).text) == (2, "J'arrive tout de suite.")


@pytest.mark.parametrize(
    ("answer", "text"), [(Answer.OTHER, ""), (Answer.OTHER, "x" * (MOST_SAID + 1)), (Answer.CLOSED, "")]
)
def test_what_cannot_be_answered_changes_nothing(store: Store, answer: Answer, text: str) -> None:
    one = put(store)
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's, or ours
        store.answer(one.id, answer, "Anne", text)
    assert only(store) == Waiting(one, MORNING)
    assert store.messages("tablette-1", 0) == (0, ())


def test_held_for_later_it_keeps_its_answer(store: Store) -> None:
    one = put(store)
    store.answer(one.id, Answer.SOON, "Anne")
    store.hold(one.id, "Anne")
    assert (only(store).state, only(store).by, only(store).answer) == (State.HELD, "Anne", Answer.SOON)
    with pytest.raises(Impossible):
        store.hold(one.id, "Karim")
    store.take(one.id, "Karim")
    assert (only(store).state, only(store).by) == (State.TAKEN, "Karim")


def test_passed_to_a_colleague_it_says_so_until_they_act(store: Store) -> None:
    one = put(store)
    store.take(one.id, "Anne")
    store.pass_on(one.id, "Anne", "Karim")
    assert (only(store).state, only(store).by, only(store).passed) == (State.TAKEN, "Karim", True)
    store.answer(one.id, Answer.COMING, "Karim")
    assert only(store).passed is False
    store.pass_on(one.id, "Anne", "Anne")
    assert (only(store).by, only(store).passed) == ("Anne", False), "taken over from a colleague"


def test_put_back_it_has_its_place_again_and_the_same_answer_can_be_given(store: Store, clock: Hands) -> None:
    one = put(store, 1)
    clock.move(minutes=1)
    put(store, 2)
    store.answer(one.id, Answer.COMING, "Anne")
    store.put_back(one.id)
    assert store.queue()[0] == Waiting(one, MORNING)
    with pytest.raises(Impossible):
        store.put_back(one.id)
    store.answer(one.id, Answer.COMING, "Karim")
    assert store.messages("tablette-1", 0)[0] == 2


def test_what_was_handed_back_of_a_request_is_erased_with_it(store: Store) -> None:
    one = put(store)
    handed = store.propose(one.kiosk, "caf-rsa", "papiers", ways=(0,), about=one)
    other = store.propose(one.kiosk, "caf-rsa", "papiers")
    assert [(each.id, each.about) for each in store.proposals()] == [(other.id, None), (handed.id, one.id)]
    store.close_request(one.id, Outcome.INFORMED)
    assert [each.id for each in store.proposals()] == [other.id]
    assert handed not in store.messages(one.kiosk, 0)[1]


def test_closing_erases_it_and_tells_the_kiosk(store: Store) -> None:
    one = put(store)
    store.answer(one.id, Answer.COME_IN, "Anne")
    store.close_request(one.id, Outcome.TO_OPERATOR)
    assert store.queue() == ()
    assert store.history() == (Line("2026-03-02", "bloque", "caf-rsa", "vers-operateur"),)
    last, (message,) = store.messages("tablette-1", 0)
    assert (last, message.number, message.answer, message.ticket) == (2, 2, Answer.CLOSED, one.id)
    assert store.put(one) is False, "sent again, it does not rise"
    assert store.queue() == ()


ACTS: list[Callable[[Store, UUID], None]] = [
    lambda store, key: store.take(key, "Anne"),
    lambda store, key: store.answer(key, Answer.COMING, "Anne"),
    lambda store, key: store.hold(key, "Anne"),
    lambda store, key: store.pass_on(key, "Anne", "Karim"),
    lambda store, key: store.put_back(key),
    lambda store, key: store.close_request(key, Outcome.INFORMED),
]


@pytest.mark.parametrize("act", ACTS, ids=["take", "answer", "hold", "pass", "put back", "close"])
def test_nothing_can_be_done_to_a_closed_request_or_an_unknown_one(
    store: Store, act: Callable[[Store, UUID], None]
) -> None:
    one = put(store)
    store.close_request(one.id, Outcome.INFORMED)
    for key in (one.id, uuid4()):
        with pytest.raises(Unknown):
            act(store, key)
    assert len(store.history()) == 1


# the resident's words


def test_who_still_waits_says_so(store: Store, clock: Hands) -> None:
    one = put(store)
    clock.move(minutes=20)
    still = word(one, Saying.STILL)
    assert store.hear(still) is True
    assert only(store).still == MORNING + timedelta(minutes=20)
    clock.move(minutes=5)
    assert store.hear(still) is False, "sent again"
    assert only(store).still == MORNING + timedelta(minutes=20)
    store.hear(word(one, Saying.STILL))
    assert only(store).still == MORNING + timedelta(minutes=25)
    assert only(store).state is State.WAITING


@pytest.mark.parametrize("saying", [Saying.LEFT, Saying.SOLVED, Saying.EXPIRED])
def test_a_last_word_closes_it_with_that_outcome(store: Store, saying: Saying) -> None:
    one = put(store)
    store.answer(one.id, Answer.SOON, "Anne")
    assert store.hear(word(one, saying)) is True
    assert store.queue() == ()
    assert store.messages("tablette-1", 0) == (1, ()), "the kiosk knows: nothing more is said there"
    assert store.history() == (Line("2026-03-02", "bloque", "caf-rsa", saying.value),)
    assert store.hear(word(one, Saying.SOLVED)) is False
    assert len(store.history()) == 1


@pytest.mark.parametrize("saying", [Saying.LEFT, Saying.SOLVED, Saying.EXPIRED])
def test_a_word_that_overtakes_its_request_keeps_it_from_rising(store: Store, saying: Saying) -> None:
    one = ticket()
    assert store.hear(word(one, saying)) is True
    assert store.put(one) is False
    assert store.queue() == ()
    assert store.history() == (Line("2026-03-02", None, None, saying.value),)


@pytest.mark.parametrize("saying", list(Saying))
def test_of_another_kiosks_request_a_kiosk_has_nothing_to_say(store: Store, saying: Saying) -> None:
    one = put(store)
    before = store.queue()
    assert store.hear(word(one, saying).model_copy(update={"kiosk": "tablette-2"})) is False
    assert store.queue() == before
    assert store.history() == ()
    assert store.hear(word(one, Saying.LEFT)) is True


def test_to_wait_still_for_what_is_not_open_changes_nothing(store: Store) -> None:
    one = ticket()
    assert store.hear(word(one, Saying.STILL)) is False
    assert store.put(one) is True
    store.close_request(one.id, Outcome.INFORMED)
    assert store.hear(word(one, Saying.STILL)) is False
    assert (store.queue(), len(store.history())) == ((), 1)


# turns


def test_each_kiosk_sees_how_many_wait_before_its_requests(store: Store, clock: Hands) -> None:
    one, two, three, four = (ticket(number, kiosk=f"tablette-{number % 2}", epoch=number) for number in (1, 2, 3, 4))
    for request in (one, two, three, four):
        store.put(request)
        clock.move(seconds=1)
    store.take(two.id, "Anne")
    assert store.turns("tablette-1", True) == (
        Turn(ticket=one.id, epoch=1, state=State.WAITING, ahead=0, attended=True),
        Turn(ticket=three.id, epoch=3, state=State.WAITING, ahead=1, attended=True),
    )
    assert store.turns("tablette-0", False) == (
        Turn(ticket=two.id, epoch=2, state=State.TAKEN, ahead=0, attended=False),
        Turn(ticket=four.id, epoch=4, state=State.WAITING, ahead=2, attended=False),
    )
    store.hold(two.id, "Anne")
    store.hear(word(one, Saying.LEFT))
    assert [turn.ahead for turn in store.turns("tablette-1", True)] == [0]
    assert [turn.state for turn in store.turns("tablette-0", True)] == [State.HELD, State.WAITING]
    assert store.turns("tablette-9", True) == ()

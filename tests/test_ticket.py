"""The ticket and what comes back: what may cross the wall, and that no words of the resident can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kiosk.screen.icons import ICONS
from kiosk.settings import VOICES
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.ticket import (
    ANSWERS,
    CODES,
    MOST_SAID,
    PICTOGRAMS,
    REASONS,
    SHARES,
    Answer,
    Code,
    Colour,
    FromDesk,
    Message,
    Offer,
    Reason,
    Reply,
    Standing,
    Ticket,
    Turn,
    VoiceName,
    Voices,
    Voicing,
    Word,
    free_codes,
)

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
comforts = st.builds(
    Comfort, size=st.integers(1, 4), contrast=st.sampled_from(Contrast), voice=st.booleans(), rate=st.integers(1, 8)
)
codes = st.sampled_from(CODES)
ways = st.lists(st.integers(0, 99), max_size=20).map(tuple)
maybe = st.none
tickets = st.builds(
    Ticket, id=st.uuids(), kiosk=slugs, epoch=st.integers(1), code=codes, reason=st.sampled_from(Reason),
    guide=maybe() | slugs, step=maybe() | slugs, comfort=maybe() | comforts, ways=maybe() | ways,
    under=st.lists(st.builds(Standing, guide=slugs, step=slugs), max_size=5).map(tuple), event=maybe() | slugs,
    phone=maybe() | st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True),
)  # fmt: skip
replies = st.builds(
    Reply, number=st.integers(1), ticket=st.uuids(), epoch=st.integers(1), answer=st.sampled_from(Answer),
    text=st.text("abcdé '.", min_size=1, max_size=MOST_SAID).filter(str.strip),
)  # fmt: skip
offers = st.builds(
    Offer, number=st.integers(1), id=st.uuids(), guide=slugs, step=maybe() | slugs, comfort=maybe() | comforts,
    ways=maybe() | ways, event=maybe() | slugs, epoch=maybe() | st.integers(1),
)  # fmt: skip
voicings = st.builds(Voicing, number=st.integers(1), name=st.sampled_from(VoiceName), keep=st.booleans())
FROM_DESK: TypeAdapter[FromDesk] = TypeAdapter(FromDesk)
TICKET = {
    "id": "00000000-0000-0000-0000-000000000001", "kiosk": "tablette-1", "epoch": 1,
    "code": {"colour": "Bleu", "number": 7}, "reason": "bloque",
}  # fmt: skip


@given(tickets)
def test_a_ticket_crosses_as_json_unchanged(ticket: Ticket) -> None:
    assert Ticket.model_validate_json(ticket.model_dump_json()) == ticket


@given(replies | offers | voicings)
def test_a_message_of_the_desk_crosses_as_json_unchanged_and_keeps_its_kind(message: FromDesk) -> None:
    read = FROM_DESK.validate_json(message.model_dump_json())
    assert read == message
    assert type(read) is type(message)


def test_the_smallest_ticket_is_read() -> None:
    assert Ticket.model_validate(TICKET).code.name == "Bleu 7"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Jeanne"}, {"note": ""}, {"text": "j'ai peur"}, {"at": "2026-11-22"},
        {"comfort": {"size": 2, "name": "Jeanne"}}, {"code": {"colour": "Bleu", "number": 7, "of": "Jeanne"}},
        {"code": {"colour": "Rose", "number": 7}}, {"code": {"colour": "Bleu", "number": 0}},
        {"code": {"colour": "Bleu", "number": 10}}, {"reason": "Je m'appelle Jeanne"}, {"kiosk": "chez Jeanne"},
        {"guide": "Demander le RSA"}, {"step": "a b"}, {"guide": "a" * 49}, {"epoch": 0}, {"id": "Jeanne"},
        {"phone": "06 12 34 56 78"}, {"phone": "0012345678"}, {"phone": "061234567"}, {"phone": "+33612345678"},
        {"phone": "0٣12345678"}, {"ways": ["Jeanne"]}, {"ways": [-1]}, {"ways": [0] * 101}, {"event": "Un deuil"},
        {"under": [{"guide": "caf-rsa", "step": "age"}] * 6}, {"under": [{"guide": "caf-rsa", "note": "Jeanne"}]},
    ],
)  # fmt: skip
def test_a_ticket_with_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Ticket.model_validate({**TICKET, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "reply"}, {"kind": "note", "text": "x"}, {}, {"kind": "offer", "guide": "A"},
        {"kind": "offer", "number": 1, "id": TICKET["id"]},
        {"kind": "reply", "number": 1, "ticket": TICKET["id"], "epoch": 1, "answer": "autre"},
        {"kind": "reply", "number": 1, "ticket": TICKET["id"], "epoch": 1, "answer": "autre", "text": " "},
        {"kind": "reply", "number": 1, "ticket": TICKET["id"], "epoch": 1, "answer": "autre", "text": "a" * 201},
        {"kind": "voice", "number": 1}, {"kind": "voice", "number": 1, "name": "auto"},
        {"kind": "voice", "number": 0, "name": "pico"},
        {"kind": "voice", "number": 1, "name": "pico", "text": "Bonjour Jeanne"},
    ],
)  # fmt: skip
def test_a_message_of_the_desk_of_another_shape_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FROM_DESK.validate_python(wrong)


def _texts(schema: dict[str, Any], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every place of a schema where text may stand."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("type") == "string":
        yield schema
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ()), *schema.get("prefixItems", ())):
        yield from _texts(inner, definitions)
    if "items" in schema:
        yield from _texts(schema["items"], definitions)


@pytest.mark.parametrize("message", [Ticket, Word, Turn, Offer, Voicing, Voices])
def test_no_message_has_room_for_free_text(message: type[Message]) -> None:
    """But a telephone number that was consented to."""
    assert free_texts(message) == []


def test_only_the_professional_may_write_and_only_to_the_resident() -> None:
    assert [text["maxLength"] for text in free_texts(Reply)] == [MOST_SAID]


def free_texts(message: type[Message]) -> list[dict[str, Any]]:
    """The places of a message where anything may be written."""
    schema = message.model_json_schema()
    texts = list(_texts(schema, schema.get("$defs", {})))
    assert texts
    free = []
    for text in texts:
        chosen = "enum" in text or "const" in text or text.get("format") == "uuid"
        name = text.get("pattern") == r"^[a-z0-9]+(-[a-z0-9]+)*$" and text["maxLength"] <= 48
        phone = text.get("pattern") == r"^0[1-9][0-9]{8}$"
        free += [] if chosen or name or phone else [text]
    return free


@pytest.mark.parametrize("message", [Ticket, Reply, Offer, Voicing, Voices, Code])
def test_messages_are_frozen_and_closed(message: type[Message]) -> None:
    assert message.model_config["frozen"]
    assert message.model_config["extra"] == "forbid"


def test_the_voices_are_those_of_the_settings() -> None:
    assert {name.value for name in VoiceName} == set(VOICES) - {"auto"}


def test_there_are_nine_codes_of_each_colour_and_neighbours_differ_by_colour() -> None:
    assert len(set(CODES)) == len(CODES) == 9 * len(Colour)
    assert len({code.name for code in CODES}) == len(CODES)
    assert {code.colour for code in CODES[: len(Colour)]} == set(Colour)


@given(slugs, st.sets(codes))
def test_only_codes_nobody_waits_under_are_free_unless_all_are_taken(kiosk: str, taken: set[Code]) -> None:
    own = set(free_codes(kiosk, ()))
    assert len(own) == len(CODES) // SHARES
    assert {code.colour for code in own} == set(Colour)
    assert set(free_codes(kiosk, taken)) == (own - taken or own)


def test_three_kiosks_of_one_vehicle_share_no_code() -> None:
    given_out = [code for name in ("tablette-1", "tablette-2", "tablette-3") for code in free_codes(name, ())]
    assert sorted(code.name for code in given_out) == sorted(code.name for code in CODES)


def test_every_number_of_a_code_has_a_picture_of_its_own() -> None:
    assert {code.number for code in CODES} == set(PICTOGRAMS)
    assert len(set(PICTOGRAMS.values())) == len(PICTOGRAMS)
    assert all(code.icon in ICONS and code.picture for code in CODES)


def test_every_reason_and_answer_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(ANSWERS) == set(Answer)
    assert len({words for words, _ in REASONS.values()}) == len(Reason)
    assert len({button for button, _ in ANSWERS.values()}) == len(Answer)

"""Pairing by eight digits: over real TLS, and against those who guess, replay, wait or stand in between."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_fixtures import ticket
from sealed_desk import SealedDesk, man_in_the_middle, sealed_desk

from kiosk.desk.door.pairing import NotOpen, WrongCode
from kiosk.handoff.client import DeskClient, DeskUnreachable
from kiosk.handoff.pairing import (
    Desk,
    PairingError,
    forget_desk,
    keep_desk,
    pair,
    read_desk,
)
from kiosk.pairing import Half, Mismatch, desk_proof, kiosk_proof

PRINT = "ab" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SealedDesk]:
    with sealed_desk(tmp_path / "bureau") as desk:
        yield desk


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def works(desk: SealedDesk, token: str, kiosk: str = "tablette-2") -> int:
    """The status of a poll with that token, in that kiosk's name."""
    return desk.ask(
        "GET", f"/api/messages?kiosk={kiosk}&after=0&wait=0", headers={"Authorization": f"Bearer {token}"}
    ).status_code


# ---- the exchange


def test_the_same_code_gives_both_the_same_key_and_another_does_not() -> None:
    for code, same in (("12345678", True), ("12345679", False)):
        kiosk, desk = Half("12345678", "tablette-2", desk=False), Half(code, "tablette-2", desk=True)
        assert (kiosk.key(desk.message) == desk.key(kiosk.message)) is same
    kiosk, desk = Half("12345678", "tablette-2", desk=False), Half("12345678", "tablette-3", desk=True)
    assert kiosk.key(desk.message) != desk.key(kiosk.message), "the name is part of it"


@pytest.mark.parametrize("message", ["", "zz", "41", "41" + "00" * 32, "42" + "00" * 32, "42" + "ff" * 32, "42" * 200])
def test_what_is_no_half_is_refused(message: str) -> None:
    with pytest.raises(Mismatch):
        Half("12345678", "tablette-2", desk=False).key(message)


def test_a_half_sent_back_to_its_sender_is_refused() -> None:
    for side in ("41", "42"):
        half = Half("12345678", "tablette-2", desk=False)
        with pytest.raises(Mismatch):
            half.key(side + half.message[2:])


def test_a_proof_is_of_one_side_one_name_one_certificate_one_token() -> None:
    key = b"k" * 32
    proofs = {
        kiosk_proof(key, "tablette-2", PRINT), kiosk_proof(key, "tablette-3", PRINT),
        kiosk_proof(key, "tablette-2", PRINT[::-1]), desk_proof(key, PRINT, "jeton"), desk_proof(key, PRINT, "autre"),
        kiosk_proof(b"l" * 32, "tablette-2", PRINT), desk_proof(key, "tablette-2", PRINT),
    }  # fmt: skip
    assert len(proofs) == 7


def test_a_kiosk_is_paired_and_works(desk: SealedDesk) -> None:
    code = desk.office.pairing.open()
    paired = pair(desk.url, "tablette-2", code)
    assert paired.url == desk.url
    assert paired.fingerprint == desk.certificate.fingerprint
    assert desk.office.registry.paired() == {"tablette-2": "2026-03-02"}
    assert desk.office.pairing.paired == "tablette-2"
    assert desk.office.pairing.opening is None
    client = DeskClient(paired.url, "tablette-2", paired.token, paired.fingerprint)
    client.send(ticket(kiosk="tablette-2"))
    assert len(desk.office.store.queue()) == 1


def test_neither_the_code_nor_the_token_is_kept_in_clear(desk: SealedDesk, tmp_path: Path) -> None:
    code = desk.office.pairing.open()
    token = pair(desk.url, "tablette-2", code).token
    for path in (tmp_path / "bureau").iterdir():
        assert token.encode() not in path.read_bytes()
        assert code.encode() not in path.read_bytes()


def test_a_code_is_used_once(desk: SealedDesk) -> None:
    code = desk.office.pairing.open()
    pair(desk.url, "tablette-2", code)
    with pytest.raises(PairingError, match="n'attend pas de borne"):
        pair(desk.url, "tablette-3", code)


def test_a_code_dies_after_ten_minutes_even_in_the_middle_of_an_exchange(desk: SealedDesk) -> None:
    pairing = desk.office.pairing
    code = pairing.open()
    half = Half(code, "tablette-2", desk=False)
    message, session = pairing.begin("tablette-2", half.message)
    desk.clock.move(seconds=599)
    assert pairing.opening is not None
    assert pairing.opening.seconds == 1
    desk.clock.move(seconds=1)
    with pytest.raises(WrongCode):
        pairing.finish(session, kiosk_proof(half.key(message), "tablette-2", desk.certificate.fingerprint))
    with pytest.raises(PairingError, match="n'attend pas de borne"):
        pair(desk.url, "tablette-2", code)
    assert desk.office.registry.paired() == {}


def test_the_sixth_try_finds_the_code_dead(desk: SealedDesk) -> None:
    code = desk.office.pairing.open()
    for left in (4, 3, 2, 1, None):
        with pytest.raises(PairingError, match="Le code n'est pas le bon"):
            pair(desk.url, "tablette-2", other(code))
        opening = desk.office.pairing.opening
        assert (opening.tries if opening else None) == left
    with pytest.raises(PairingError, match="n'attend pas de borne"):
        pair(desk.url, "tablette-2", code)


def test_many_exchanges_begun_at_once_give_no_more_than_five_guesses(desk: SealedDesk) -> None:
    pairing = desk.office.pairing
    code = pairing.open()
    begun = []
    for _ in range(20):
        half = Half(other(code), "tablette-2", desk=False)
        message, session = pairing.begin("tablette-2", half.message)
        begun.append((session, half.key(message)))
    for session, key in begun:
        with pytest.raises(WrongCode):
            pairing.finish(session, kiosk_proof(key, "tablette-2", desk.certificate.fingerprint))
    assert pairing.opening is None


def test_each_exchange_takes_one_proof(desk: SealedDesk) -> None:
    pairing = desk.office.pairing
    half = Half(pairing.open(), "tablette-2", desk=False)
    message, session = pairing.begin("tablette-2", half.message)
    with pytest.raises(WrongCode):
        pairing.finish(session, "00" * 32)
    with pytest.raises(WrongCode):
        pairing.finish(session, kiosk_proof(half.key(message), "tablette-2", desk.certificate.fingerprint))


def test_what_was_heard_of_one_pairing_is_worth_nothing_later(desk: SealedDesk) -> None:
    pairing = desk.office.pairing
    half = Half(pairing.open(), "tablette-2", desk=False)
    message, session = pairing.begin("tablette-2", half.message)
    proof = kiosk_proof(half.key(message), "tablette-2", desk.certificate.fingerprint)
    pairing.finish(session, proof)
    with pytest.raises(WrongCode):
        pairing.finish(session, proof)
    pairing.open()
    _, again = pairing.begin("tablette-2", half.message)
    for replayed in (session, again):
        with pytest.raises(WrongCode):
            pairing.finish(replayed, proof)


def test_a_new_code_kills_the_one_before_and_closing_kills_it(desk: SealedDesk) -> None:
    first = desk.office.pairing.open()
    second = desk.office.pairing.open()
    assert len(second) == 8
    with pytest.raises(PairingError):
        pair(desk.url, "tablette-2", first)
    desk.office.pairing.close()
    with pytest.raises(NotOpen):
        desk.office.pairing.begin("tablette-2", Half(second, "tablette-2", desk=False).message)


def test_two_kiosks_with_one_code_at_once_one_is_paired(desk: SealedDesk) -> None:
    code = desk.office.pairing.open()
    results: list[str] = []

    def run(kiosk: str) -> None:
        try:
            results.append(pair(desk.url, kiosk, code).token)
        except PairingError:
            results.append("")

    threads = [threading.Thread(target=run, args=(f"tablette-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(filter(None, results))) == 1
    assert len(desk.office.registry.paired()) == 1


# ---- in between


def test_who_stands_in_between_gets_nothing(desk: SealedDesk, tmp_path: Path) -> None:
    code = desk.office.pairing.open()
    said = pytest.raises(PairingError, match="Le code n'est pas le bon, ou quelqu'un")
    with man_in_the_middle(desk, tmp_path / "intrus") as address, said:
        pair(address, "tablette-2", code)
    assert desk.office.registry.paired() == {}
    assert desk.office.pairing.opening is not None, "the code still pairs over a line of one's own"
    assert pair(desk.url, "tablette-2", code)


def test_a_desk_that_does_not_know_the_code_is_not_taken(desk: SealedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that lets any proof pass, and gives a token of its own."""
    code = desk.office.pairing.open()

    def finish(_session: str, _proof: str) -> tuple[str, str]:
        return "x" * 43, desk_proof(b"guess", desk.certificate.fingerprint, "x" * 43)

    monkeypatch.setattr(desk.office.pairing, "finish", finish)
    with pytest.raises(PairingError, match="Ce n'est pas le bon bureau"):
        pair(desk.url, "tablette-2", code)


def test_what_is_no_desk_is_said(desk: SealedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for odd in ("http://127.0.0.1:1", "https://", "https://x:y", "file:///etc/passwd"):
        with pytest.raises(PairingError, match="s'écrit ainsi"):
            pair(odd, "tablette-2", "12345678")
    with pytest.raises(PairingError, match="Aucun bureau ne répond"):
        pair("127.0.0.1:1", "tablette-2", "12345678")
    code = desk.office.pairing.open()
    monkeypatch.setattr(desk.office.pairing, "begin", lambda *_: ("zz", "1"))
    with pytest.raises(PairingError, match="Ce n'est pas le bon bureau"):
        pair(desk.url, "tablette-2", code)


# ---- tokens


def test_a_token_is_good_for_its_own_kiosk_only(desk: SealedDesk) -> None:
    token = pair(desk.url, "tablette-2", desk.office.pairing.open()).token
    assert works(desk, token) == 200
    assert works(desk, token, "tablette-3") == 403
    one = ticket(kiosk="tablette-3")
    answer = desk.ask(
        "POST", "/api/tickets", data=one.model_dump_json(),
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(one.id)},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["error"]) == (403, "stranger")
    assert desk.office.store.queue() == ()


def test_a_revoked_token_and_a_replaced_one_open_nothing(desk: SealedDesk) -> None:
    registry = desk.office.registry
    first = pair(desk.url, "tablette-2", desk.office.pairing.open()).token
    second = pair(desk.url, "tablette-2", desk.office.pairing.open()).token
    assert (works(desk, first), works(desk, second)) == (401, 200)
    registry.revoke("tablette-2")
    assert works(desk, second) == 401
    assert registry.paired() == {}
    assert "tablette-2" in desk.office.store.kiosks(), "its messages keep their numbers"
    for odd in ("", "None", "é", "x" * 3000):
        assert works(desk, odd.encode("utf-8").decode("latin-1")) == 401


def test_a_kiosk_does_not_speak_to_another_certificate(desk: SealedDesk, tmp_path: Path) -> None:
    paired = pair(desk.url, "tablette-2", desk.office.pairing.open())
    with man_in_the_middle(desk, tmp_path / "intrus") as address, pytest.raises(DeskUnreachable):
        DeskClient(address, "tablette-2", paired.token, paired.fingerprint).send(ticket(kiosk="tablette-2"))
    assert desk.office.store.queue() == ()


# ---- what the wire refuses


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[" * 3000, 400), (b"\xff", 400), (b"[]", 422), (b"{}", 422),
        (b'{"kiosk": "tablette-2", "message": 3}', 422), (b'{"kiosk": "Tablette 2", "message": "42"}', 422),
        (b'{"kiosk": "tablette-2", "message": "42"}', 422), (b'{"kiosk": "tablette-2", "message": "zz"}', 422),
        (b'{"kiosk": "tablette-2", "message": "42", "more": 1}', 422), (b" " * 5000, 413),
    ],
    ids=str,
)  # fmt: skip
def test_odd_messages_are_refused(desk: SealedDesk, body: bytes, status: int) -> None:
    desk.office.pairing.open()
    answer = desk.ask("POST", "/api/pairing", data=body)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")
    assert desk.office.pairing.opening is not None
    assert desk.office.pairing.opening.tries == 5


def test_a_proof_without_an_exchange_is_refused(desk: SealedDesk) -> None:
    for _ in range(2):
        assert desk.ask("POST", "/api/pairing/x", json={"proof": "00" * 32}).status_code == 403
        desk.office.pairing.open()
    assert desk.ask("POST", "/api/pairing/x", json={"proof": "00"}).status_code == 422
    assert desk.ask("GET", "/api/pairing").status_code == 405


# ---- desk.json


def test_the_desk_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    desk = Desk(url="https://192.168.1.10:8765", fingerprint=PRINT, token="t" * 43)
    assert read_desk(tmp_path) is None
    keep_desk(tmp_path, desk)
    assert read_desk(tmp_path) == desk
    assert [path.name for path in tmp_path.iterdir()] == ["desk.json"]
    assert (tmp_path / "desk.json").stat().st_mode & 0o777 == 0o600
    assert "t" * 43 not in repr(desk)
    assert forget_desk(tmp_path)
    assert not forget_desk(tmp_path)


def test_a_damaged_desk_json_is_said_without_what_is_in_it(tmp_path: Path) -> None:
    good = {"url": "https://192.168.1.10:8765", "fingerprint": PRINT, "token": "t" * 43}
    for change in ({"url": "http://192.168.1.10"}, {"fingerprint": PRINT[:32]}, {"token": "secret"}, {"more": 1}):
        (tmp_path / "desk.json").write_text(json.dumps({**good, **change}))
        with pytest.raises(PairingError, match="abîmé") as error:
            read_desk(tmp_path)
        assert "secret" not in str(error.value)
    with pytest.raises(PairingError, match="ne peut pas être écrit"):
        keep_desk(tmp_path / "nowhere", Desk(**good))

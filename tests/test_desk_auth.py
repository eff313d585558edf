"""The door: one PIN, patience with mistakes, sessions that end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_fixtures import CHEAP, TOKEN, Hands, library
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.auth import HASHER, Door, Locked, ensure_pin, new_pin
from kiosk.desk.server import DeskServer, ServerError
from kiosk.desk.store import Store

HERE = "http://127.0.0.1:8765"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


@pytest.fixture
def pin(store: Store) -> str:
    return new_pin(store, CHEAP)


@pytest.fixture
def door(store: Store, clock: Hands, pin: str) -> Door:
    return Door(store, clock, CHEAP)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_the_pin_is_made_once_and_only_its_hash_is_kept(store: Store, tmp_path: Path) -> None:
    pin = ensure_pin(store)
    assert pin is not None
    assert len(pin) == 6
    assert pin.isdigit()
    assert ensure_pin(store) is None
    kept = store.setting("pin")
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert pin not in kept
    assert HASHER.verify(kept, pin)


def test_a_new_pin_replaces_the_old(store: Store, clock: Hands) -> None:
    old, new = new_pin(store, CHEAP), new_pin(store, CHEAP)
    door = Door(store, clock, CHEAP)
    assert door.enter(new)
    assert old == new or door.enter(old) is None


def test_before_there_is_a_pin_nobody_enters(store: Store, clock: Hands) -> None:
    door = Door(store, clock, CHEAP)
    assert door.enter("") is None
    assert door.enter("000000") is None


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", " 12345"])
def test_odd_pins_are_wrong_pins(door: Door, odd: str) -> None:
    assert door.enter(odd) is None


def test_five_errors_lock_then_each_error_doubles(door: Door, pin: str, clock: Hands) -> None:
    for _ in range(4):
        assert door.enter(wrong(pin)) is None
    for seconds in (15, 30, 60, 120, 240, 480, 900, 900):
        with pytest.raises(Locked) as locked:
            door.enter(wrong(pin))
        assert locked.value.seconds == seconds
        with pytest.raises(Locked):
            door.enter(pin)  # even the right one, while locked
        clock.move(seconds=seconds - 1)
        with pytest.raises(Locked) as locked:
            door.enter(pin)
        assert locked.value.seconds == 1
        clock.move(seconds=1)
    assert door.enter(pin)
    assert door.enter(wrong(pin)) is None, "a success forgives"


def test_many_at_once_get_no_more_tries(door: Door, pin: str) -> None:
    results: list[str] = []

    def attempt() -> None:
        try:
            results.append("in" if door.enter(wrong(pin)) else "wrong")
        except Locked:
            results.append("locked")

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results.count("wrong"), results.count("locked")) == (4, 16)


def test_a_session_ends_unused_and_in_all(door: Door, pin: str, clock: Hands) -> None:
    secret = door.enter(pin)
    clock.move(minutes=29)
    assert door.session(secret, use=True)
    clock.move(minutes=29)
    assert door.session(secret, use=False), "a page that refreshes itself"
    clock.move(minutes=1)
    assert door.session(secret, use=True) is None, "does not keep it alive"
    secret = door.enter(pin)
    for _ in range(12 * 60 // 20 - 1):
        clock.move(minutes=20)
        assert door.session(secret, use=True)
    clock.move(minutes=20)
    assert door.session(secret, use=True) is None


def test_secrets_are_not_guessed(door: Door, pin: str) -> None:
    secret = door.enter(pin)
    assert door.session(None, use=True) is None
    assert door.session("", use=True) is None
    assert door.session("x", use=True) is None
    assert secret != door.enter(pin)
    door.leave(secret)
    assert door.session(secret, use=True) is None


def sign_in(client: TestClient, pin: str):
    token = client.get("/entrer").text.split('name="csrf" value="')[1].split('"')[0]
    return client.post("/entrer", data={"pin": pin, "csrf": token}, headers={"Origin": client.base_url.__str__()})


def test_the_cookie(store: Store, clock: Hands, pin: str) -> None:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP)
    for scheme, secure in (("http", False), ("https", True)):
        client = TestClient(app, base_url=f"{scheme}://localhost:8765", follow_redirects=False)
        cookies = sign_in(client, pin).headers.get_list("set-cookie")
        cookie = next(one.lower() for one in cookies if one.startswith("bureau="))
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert ("secure" in cookie) is secure
        assert pin not in cookie


def test_the_form_says_wrong_and_locked_in_french(store: Store, clock: Hands, pin: str) -> None:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP)
    client = TestClient(app, base_url=HERE, follow_redirects=False)
    for _ in range(4):
        answer = sign_in(client, wrong(pin))
        assert answer.status_code == 403
        assert "Ce code n&#39;est pas le bon." in answer.text
    answer = sign_in(client, wrong(pin))
    assert answer.status_code == 429
    assert "Trop d&#39;essais. Attendez 15 secondes, puis recommencez." in answer.text
    assert answer.headers["retry-after"] == "15"
    assert sign_in(client, pin).status_code == 429
    clock.now += timedelta(seconds=15)
    assert sign_in(client, f"{pin[:3]} {pin[3:]}").status_code == 303


def test_the_sign_in_form_has_its_own_token(store: Store, clock: Hands, pin: str) -> None:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP)
    client = TestClient(app, base_url=HERE, follow_redirects=False)
    client.get("/entrer")
    for form, headers in (
        ({"pin": pin}, {"Origin": HERE}),
        ({"pin": pin, "csrf": "x"}, {"Origin": HERE}),
        ({"pin": pin, "csrf": client.cookies["formulaire"]}, {"Origin": "http://evil.example"}),
        ({"pin": pin, "csrf": client.cookies["formulaire"]}, {}),
    ):
        assert client.post("/entrer", data=form, headers=headers).status_code == 403
    stranger = TestClient(app, base_url=HERE, follow_redirects=False)
    assert stranger.post("/entrer", data={"pin": pin, "csrf": ""}, headers={"Origin": HERE}).status_code == 403


def test_only_this_machine_for_now(store: Store, clock: Hands) -> None:
    app = make_app(store, library(), TOKEN, clock)
    for host in ("0.0.0.0", "192.168.1.4", "::", "bureau.local", ""):
        with pytest.raises(ServerError, match="que sur cette machine"):
            DeskServer(app, host)


def test_a_port_already_taken_is_said(store: Store, clock: Hands) -> None:
    app = make_app(store, library(), TOKEN, clock)
    first = DeskServer(app)
    port = first.start()
    try:
        with pytest.raises(ServerError, match="déjà pris"):
            DeskServer(app, port=port).start()
    finally:
        first.stop()
    assert first.start() == port, "the same desk opens again at the same place"
    first.stop()

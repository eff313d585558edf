"""The door: names and PINs, patience with mistakes, sessions that end, cookies, forms."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from desk_fixtures import CHEAP, HERE, TOKEN, UNHURRIED, Hands, csrf, library
from sqlalchemy import select
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.door.auth import Door, Locked
from kiosk.desk.door.pin import weak
from kiosk.desk.memory.registry import HASHER, Registry
from kiosk.desk.memory.store import Store
from kiosk.desk.memory.tables import people
from kiosk.desk.serving.server import DeskServer, ServerError

OVER_TLS = "https://localhost:8765"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


@pytest.fixture
def registry(store: Store) -> Registry:
    return Registry(store.database, CHEAP)


@pytest.fixture
def pin(registry: Registry) -> str:
    return registry.add("Lucie")


@pytest.fixture
def door(registry: Registry, clock: Hands, pin: str) -> Door:
    return Door(registry, clock.elapsed, CHEAP)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def tries(door: Door, pin: str, number: int, clock: Hands, name: str = "Lucie") -> None:
    """So many tries, each after the pause that the one before asked for."""
    for _ in range(number):
        try:
            assert door.enter(name, pin) is None
        except Locked as locked:
            clock.move(seconds=locked.seconds or 0)


# ---- the door


def test_the_pin_is_made_once_and_only_its_hash_is_kept(store: Store, tmp_path: Path) -> None:
    registry = Registry(store.database)
    pin = registry.first()
    assert pin is not None
    assert weak(pin) is None
    assert registry.people() == ("Bureau",)
    assert registry.first() is None
    with store.database.reading() as db:
        kept = db.scalar(select(people.c.pin))
    assert kept.startswith("$argon2id$")
    assert HASHER.verify(kept, pin)
    store.close()
    assert all(pin.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_each_person_has_their_own_pin(registry: Registry, door: Door, pin: str) -> None:
    registry.add("Karim")
    secret = door.enter("Lucie", pin)
    session = door.session(secret, use=True)
    assert session is not None
    assert session.name == "Lucie"
    assert door.enter("Karim", pin) is None
    assert door.enter("lucie", pin) is None
    for odd in ("", "12345", "１２３４５６"):
        assert door.enter("Karim", odd) is None


def test_five_errors_pause_then_twice_as_long_and_fifteen_lock(
    door: Door, registry: Registry, pin: str, clock: Hands
) -> None:
    for _ in range(4):
        assert door.enter("Lucie", wrong(pin)) is None
    for error in range(5, 15):
        with pytest.raises(Locked) as locked:
            door.enter("Lucie", wrong(pin))
        assert locked.value.seconds == 15 * 2 ** (error - 5)
        clock.move(seconds=locked.value.seconds - 1)
        with pytest.raises(Locked, match="1"):
            door.enter("Lucie", pin)
        clock.move(seconds=1)
    for given in (wrong(pin), pin, pin):
        with pytest.raises(Locked) as locked:
            door.enter("Lucie", given)
        assert locked.value.seconds is None
        clock.move(hours=100)
    assert registry.locked() == {"Lucie"}
    assert door.enter("Lucie", registry.renew("Lucie"))
    assert registry.locked() == set()


def test_a_new_pin_knows_no_pause(door: Door, store: Store, pin: str) -> None:
    for _ in range(4):
        door.enter("Lucie", wrong(pin))
    with pytest.raises(Locked):
        door.enter("Lucie", wrong(pin))
    assert door.enter("Lucie", Registry(store.database, CHEAP).renew("Lucie"))


def test_a_right_pin_forgives(door: Door, pin: str, clock: Hands) -> None:
    tries(door, wrong(pin), 9, clock)
    assert door.enter("Lucie", pin)
    assert door.enter("Lucie", wrong(pin)) is None


def test_errors_survive_a_restart(door: Door, registry: Registry, pin: str, clock: Hands) -> None:
    tries(door, wrong(pin), 14, clock)
    again = Door(registry, clock.elapsed, CHEAP)
    with pytest.raises(Locked) as locked:
        again.enter("Lucie", wrong(pin))
    assert locked.value.seconds is None
    with pytest.raises(Locked):
        Door(registry, clock.elapsed, CHEAP).enter("Lucie", pin)


def test_the_pause_of_one_is_not_that_of_another(door: Door, registry: Registry, pin: str, clock: Hands) -> None:
    other = registry.add("Karim")
    tries(door, wrong(pin), 4, clock)
    with pytest.raises(Locked):
        door.enter("Lucie", wrong(pin))
    assert door.enter("Karim", other)


def test_a_name_that_nobody_bears_is_answered_like_a_wrong_pin(registry: Registry, pin: str, clock: Hands) -> None:
    looked: list[str] = []

    class Watched(type(CHEAP)):
        def verify(self, hash: str, password: str) -> bool:
            looked.append(password)
            return super().verify(hash, password)

    watched = Watched(time_cost=1, memory_cost=8, parallelism=1)
    answers: dict[str, list[object]] = {}
    for name in ("Lucie", "Personne"):
        door = Door(registry, clock.elapsed, watched)
        answers[name] = []
        for _ in range(16):
            looked.clear()
            try:
                answer: object = door.enter(name, wrong(pin))
            except Locked as locked:
                answer = locked.seconds
                clock.move(seconds=locked.seconds or 0)
            answers[name].append((answer, looked == [wrong(pin)]))
    assert answers["Lucie"] == answers["Personne"]


def test_a_clock_that_somebody_sets_opens_nothing(door: Door, pin: str, clock: Hands) -> None:
    tries(door, wrong(pin), 4, clock)
    with pytest.raises(Locked):
        door.enter("Lucie", wrong(pin))
    clock.set(clock().replace(year=2040))
    with pytest.raises(Locked):
        door.enter("Lucie", pin)


def test_many_at_once_get_no_more_tries(door: Door, pin: str) -> None:
    results: list[str] = []

    def attempt() -> None:
        try:
            results.append("in" if door.enter("Lucie", wrong(pin)) else "wrong")
        except Locked:
            results.append("locked")

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results.count("wrong"), results.count("locked")) == (4, 16)


def test_asking_the_pin_again_counts_errors_too(door: Door, pin: str) -> None:
    assert door.confirm("Lucie", pin)
    for _ in range(4):
        assert not door.confirm("Lucie", wrong(pin))
    with pytest.raises(Locked):
        door.confirm("Lucie", wrong(pin))
    with pytest.raises(Locked):
        door.enter("Lucie", pin)


# ---- sessions


def test_a_session_ends_unused_and_in_all(door: Door, pin: str, clock: Hands) -> None:
    secret = door.enter("Lucie", pin)
    clock.move(minutes=29)
    assert door.session(secret, use=True)
    clock.move(minutes=29)
    assert door.session(secret, use=False), "a page that refreshes itself"
    clock.move(minutes=1)
    assert door.session(secret, use=True) is None, "does not keep it alive"
    secret = door.enter("Lucie", pin)
    for _ in range(12 * 60 // 20 - 1):
        clock.move(minutes=20)
        assert door.session(secret, use=True)
    clock.move(minutes=20)
    assert door.session(secret, use=True) is None


def test_a_session_ends_with_its_person_and_with_their_pin(
    door: Door, store: Store, registry: Registry, pin: str
) -> None:
    beside = Registry(store.database, CHEAP)  # as another desk on the same database: `kiosk desk --new-pin`
    karim = door.enter("Karim", registry.add("Karim"))
    for change in (registry.renew, beside.renew, lambda name: registry.set_pin(name, "274913"), registry.remove):
        lucie = door.enter("Lucie", registry.renew("Lucie"))
        assert door.session(lucie, use=True)
        change("Lucie")
        assert door.session(lucie, use=True) is None
        assert door.session(karim, use=True)


def test_secrets_are_not_guessed(door: Door, pin: str) -> None:
    secret = door.enter("Lucie", pin)
    assert door.session(None, use=True) is None
    assert door.session("", use=True) is None
    assert door.session("x", use=True) is None
    assert secret != door.enter("Lucie", pin)
    door.leave(secret)
    assert door.session(secret, use=True) is None


# ---- the page


@pytest.fixture
def browser(store: Store, clock: Hands) -> TestClient:
    return browser_of(store, clock)


def browser_of(store: Store, clock: Hands, address: str = HERE) -> TestClient:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP, elapsed=clock.elapsed, limits=UNHURRIED)
    return TestClient(app, base_url=address, follow_redirects=False)


def sign_in(browser: TestClient, pin: str, **more: str) -> httpx.Response:
    form = {"pin": pin, "csrf": csrf(browser.get("/entrer").text), **more}
    return browser.post("/entrer", data=form, headers={"Origin": str(browser.base_url)})


def test_the_cookies_of_the_loopback_and_those_over_tls(store: Store, clock: Hands, pin: str) -> None:
    for address, prefix in ((HERE, ""), (OVER_TLS, "__Host-")):
        browser = browser_of(store, clock, address)
        asked = browser.get("/entrer").headers.get_list("set-cookie")
        entered = sign_in(browser, pin).headers.get_list("set-cookie")
        left = browser.post("/sortir", data={"csrf": csrf(browser.get("/guides").text)}, headers={"Origin": address})
        for cookie in (*asked, *entered, *left.headers.get_list("set-cookie")):
            assert cookie.startswith((f"{prefix}bureau=", f"{prefix}formulaire="))
            parts = {part.strip().lower() for part in cookie.split(";")[1:]}
            assert {"httponly", "samesite=strict", "path=/"} <= parts
            assert ("secure" in parts) is bool(prefix)
            assert not any(part.startswith("domain") for part in parts)
            assert pin not in cookie
        assert browser.get("/guides").status_code == 303


def test_over_tls_a_cookie_without_its_prefix_opens_nothing(store: Store, clock: Hands, pin: str) -> None:
    browser = browser_of(store, clock, OVER_TLS)
    assert sign_in(browser, pin).status_code == 303
    secret = browser.cookies["__Host-bureau"]
    assert browser.get("/guides").status_code == 200
    browser.cookies.clear()
    browser.cookies.set("bureau", secret, domain="localhost")
    assert browser.get("/guides").status_code == 303


def test_one_person_is_not_asked_who_they_are_and_several_are(
    store: Store, clock: Hands, registry: Registry, pin: str, browser: TestClient
) -> None:
    assert 'name="nom"' not in browser.get("/entrer").text
    assert sign_in(browser, pin).status_code == 303
    other = registry.add("Karim")
    browser = browser_of(store, clock)
    page = browser.get("/entrer").text
    assert page.count('type="radio" name="nom"') == 2
    assert sign_in(browser, other).status_code == 403
    assert sign_in(browser, other, nom="Lucie").status_code == 403
    answer = sign_in(browser, wrong(other), nom="Karim")
    assert 'value="Karim" required checked' in answer.text
    assert sign_in(browser, other, nom="Karim").status_code == 303


def test_the_form_says_wrong_paused_and_locked_in_french(clock: Hands, pin: str, browser: TestClient) -> None:
    for _ in range(4):
        answer = sign_in(browser, wrong(pin))
        assert answer.status_code == 403
        assert "Ce code n&#39;est pas le bon." in answer.text
    answer = sign_in(browser, wrong(pin))
    assert answer.status_code == 429
    assert "Trop d&#39;essais. Attendez 15 secondes, puis recommencez." in answer.text
    assert answer.headers["retry-after"] == "15"
    assert sign_in(browser, pin).status_code == 429
    clock.move(seconds=15)
    assert sign_in(browser, f"{pin[:3]} {pin[3:]}").status_code == 303
    browser.cookies.clear()
    for _ in range(15):
        answer = sign_in(browser, wrong(pin))
        clock.move(hours=3)
    assert answer.status_code == 429
    assert "ce code est bloqué" in answer.text
    assert sign_in(browser, pin).status_code == 429


def test_the_sign_in_form_has_its_own_token(pin: str, browser: TestClient, store: Store, clock: Hands) -> None:
    browser.get("/entrer")
    token = browser.cookies["formulaire"]
    for form, headers in (
        ({"pin": pin}, {"Origin": HERE}),
        ({"pin": pin, "csrf": "x"}, {"Origin": HERE}),
        ({"pin": pin, "csrf": token}, {"Origin": "http://evil.example"}),
        ({"pin": pin, "csrf": token}, {"Origin": "null"}),
        ({"pin": pin, "csrf": token}, {"Origin": HERE.replace("http", "https")}),
        ({"pin": pin, "csrf": token}, {}),
    ):
        assert browser.post("/entrer", data=form, headers=headers).status_code == 403
    stranger = browser_of(store, clock)
    assert stranger.post("/entrer", data={"pin": pin, "csrf": ""}, headers={"Origin": HERE}).status_code == 403


def test_signing_out_needs_the_token_of_the_session(pin: str, browser: TestClient) -> None:
    sign_in(browser, pin)
    for form, headers in (({"csrf": "x"}, {"Origin": HERE}), ({}, {"Origin": HERE}), ({"csrf": "x"}, {})):
        assert browser.post("/sortir", data=form, headers=headers).status_code == 403
    assert browser.get("/guides").status_code == 200


def test_off_the_loopback_only_over_tls(store: Store, clock: Hands) -> None:
    app = make_app(store, library(), TOKEN, clock)
    for host in ("0.0.0.0", "192.168.1.4", "::", "bureau.local", ""):
        with pytest.raises(ServerError, match="liaison chiffrée"):
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

"""How much the desk takes: how often, how large, from how many."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from desk_fixtures import BEARER, CHEAP, HERE, TOKEN, Hands, csrf, library
from sealed_desk import SealedDesk, sealed_desk, silent_line
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.door import guard, limits
from kiosk.desk.door.guard import MOST_HEADERS
from kiosk.desk.door.limits import Buckets, Limits, Pace
from kiosk.desk.memory.store import Store
from kiosk.desk.serving import connections
from kiosk.desk.serving.connections import MOST_UNREAD


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


def from_address(app: object, address: str) -> TestClient:
    return TestClient(app, base_url=HERE, follow_redirects=False, client=(address, 50000))  # type: ignore[arg-type]


def test_a_bucket_empties_and_fills() -> None:
    buckets = Buckets(Pace(rate=2.0, burst=3))
    assert [buckets.take("a", 100.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b", 100.0) == 0
    assert buckets.take("a", 100.25) == 0.25
    assert buckets.take("a", 100.5) == 0
    assert buckets.take("a", 100.5) == 0.5, "waiting gave one, not two"
    assert [buckets.take("a", 1000.0) for _ in range(4)] == [0, 0, 0, 0.5], "never fuller than full"


def test_the_addresses_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 10)
    buckets = Buckets(Pace(rate=1.0, burst=1))
    for number in range(100):
        assert buckets.take("often", 0.0) == (0 if number == 0 else 1)
        buckets.take(str(number), 0.0)
    assert len(buckets._left) == 10


def test_who_floods_is_asked_to_wait_and_others_are_served(store: Store, clock: Hands) -> None:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP, elapsed=clock.elapsed)
    flood, calm = from_address(app, "192.168.1.66"), from_address(app, "192.168.1.20")
    statuses = [flood.get("/entrer").status_code for _ in range(160)]
    assert statuses == [200] * 150 + [429] * 10
    refused = flood.get("/entrer")
    assert refused.headers["retry-after"] == "1"
    assert "Trop de demandes" in refused.text
    assert refused.headers["cache-control"] == "no-store"
    asked = flood.get("/api/messages?kiosk=tablette-1")
    assert (asked.status_code, asked.json()["error"]) == (429, "429")
    assert calm.get("/entrer").status_code == 200
    clock.move(seconds=1)
    assert [flood.get("/entrer").status_code for _ in range(31)] == [200] * 30 + [429]


@pytest.mark.parametrize("path", ["/entrer", "/api/pairing", "/api/pairing/x"])
def test_who_tries_codes_is_slowed_sooner(store: Store, clock: Hands, path: str) -> None:
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP, elapsed=clock.elapsed)
    guesser = from_address(app, "192.168.1.66")
    statuses = [guesser.post(path, headers={"Origin": HERE}).status_code for _ in range(12)]
    assert statuses[10:] == [429, 429]
    assert 429 not in statuses[:10]
    assert guesser.get("/entrer").status_code == 200
    clock.move(seconds=1)
    again = [guesser.post(path, headers={"Origin": HERE}).status_code for _ in range(2)]
    assert (again[0] == 429, again[1]) == (False, 429)


def test_one_network_of_ipv6_is_one_address(store: Store, clock: Hands) -> None:
    pace = Pace(1.0, 1)
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP, elapsed=clock.elapsed, limits=Limits(pace, pace))
    asked = [
        from_address(app, address).get("/entrer").status_code
        for address in (
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8:0:1::1",
            "::ffff:10.0.0.1",
            "::ffff:10.0.0.2",
            "fe80::1%eth0",
        )
    ]
    assert asked == [200, 429, 200, 200, 200, 200]


def test_signing_in_by_brute_force_gets_nowhere(store: Store, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six hours of trying: fifteen PINs are looked at, then none."""
    app = make_app(store, library(), TOKEN, clock, hasher=CHEAP, elapsed=clock.elapsed)
    office = app.state.office
    office.registry.first()
    looked: list[str] = []
    monkeypatch.setattr(office.door, "_verified", lambda _kept, pin: looked.append(pin))
    guesser = from_address(app, "192.168.1.66")
    token = csrf(guesser.get("/entrer").text)
    for guess in range(360):
        clock.move(minutes=1)
        form = {"pin": f"{guess:06d}", "csrf": token}
        assert guesser.post("/entrer", data=form, headers={"Origin": HERE}).status_code in (403, 429)
    assert len(looked) == 15
    assert office.registry.locked() == {"Bureau"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SealedDesk]:
    with sealed_desk(tmp_path / "bureau") as desk:
        yield desk


def test_what_is_too_large_is_refused(desk: SealedDesk) -> None:
    assert desk.ask("POST", "/api/tickets", data=b"x" * 5000, headers=BEARER).status_code == 413
    assert desk.ask("POST", "/api/pairing", data=b"x" * 5000).status_code == 413
    form = desk.ask("POST", "/entrer", data=b"x" * 5000, headers={"Origin": desk.url})
    assert form.status_code == 413
    endless = desk.ask("POST", "/api/pairing", data=iter([b"x" * 1000] * 10))
    assert endless.status_code == 413, "without a length"
    assert desk.ask("GET", "/entrer", headers={"X-Long": "x" * (MOST_HEADERS - 400)}).status_code == 200
    assert desk.ask("GET", "/entrer", headers={"X-Long": "x" * MOST_HEADERS}).status_code == 431
    with silent_line(desk) as line:
        line.sendall(b"GET /entrer?" + b"x" * 2 * MOST_UNREAD)
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert desk.ask("GET", "/entrer").status_code == 200


def let_in(desk: SealedDesk) -> bool:
    try:
        silent_line(desk).close()
    except OSError:
        return False
    return True


def test_who_holds_too_many_lines_is_turned_away_before_tls_and_this_machine_is_not(
    desk: SealedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines without a word, which wait for TLS: they must not use up the desk's files, nor its log."""
    port = int(desk.url.rpartition(":")[2])
    monkeypatch.setattr(connections, "MOST_FROM_ONE", 2)
    with ExitStack() as lines:
        monkeypatch.setattr(connections, "is_loopback", lambda _address: False)
        mute = [lines.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(3)]
        assert mute[2].recv(1) == b""
        assert not let_in(desk)
        monkeypatch.undo()
        assert desk.ask("GET", "/entrer").status_code == 200
        monkeypatch.setattr(connections, "is_loopback", lambda _address: False)
        monkeypatch.setattr(connections, "MOST", 2)
        assert lines.enter_context(socket.create_connection(("127.0.0.1", port), 5)).recv(1) == b""
    assert any(let_in(desk) for _ in range(1000)), "those who left are soon not counted"


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /entrer HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n",
    ],
)
def test_who_asked_once_may_not_hold_the_line_afterwards(
    desk: SealedDesk, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    """Half of a second request; a body that nobody reads."""
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    with silent_line(desk) as line:
        line.sendall(begun)
        assert line.recv(100).startswith(b"HTTP/1.1 ")
        with suppress(ConnectionError, ssl.SSLError):  # however it is closed; not a TimeoutError
            line.sendall(b"{")
            while line.recv(65536):
                pass


def test_a_body_that_does_not_come_is_not_waited_for(desk: SealedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.05)
    with silent_line(desk) as line:
        line.sendall(b"POST /api/pairing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
        assert line.recv(100).startswith(b"HTTP/1.1 408")


def test_a_flood_over_real_sockets_is_answered_429(tmp_path: Path) -> None:
    with sealed_desk(tmp_path / "bureau", limits=Limits(usual=Pace(1.0, 5))) as desk:
        answers = [desk.ask("GET", "/entrer") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert answers[-1].headers["retry-after"] == "1"

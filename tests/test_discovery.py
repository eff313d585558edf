"""Finding the desk: zeroconf, real on the loopback and faked for what a network may do; a desk that has moved."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sealed_desk import SealedDesk, man_in_the_middle, sealed_desk
from zeroconf import ServiceInfo, Zeroconf

from kiosk.desk.serving import announce
from kiosk.desk.serving.announce import Announcement
from kiosk.handoff import discovery, pairing
from kiosk.handoff.discovery import Found, find
from kiosk.handoff.pairing import Desk, PairingError, followed, found_again, keep_desk, pair, read_desk, the_only_desk

PRINT = "ab" * 32


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SealedDesk]:
    with sealed_desk(tmp_path / "bureau") as desk:
        yield desk


class Air:
    """The network as zeroconf sees it: what is announced is found. Fakes `Zeroconf` on both sides."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceInfo] = {}

    def register_service(self, info: ServiceInfo, allow_name_change: bool = False) -> None:
        self.services[info.name] = info

    def get_service_info(self, _kind: str, name: str, _timeout: int) -> ServiceInfo:
        return self.services[name]

    def close(self) -> None: ...


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Air:
    air = Air()

    def browse(zeroconf: Air, kind: str, listener: discovery._Listener) -> None:
        for name in tuple(zeroconf.services):
            listener.add_service(zeroconf, kind, name)  # type: ignore[arg-type]

    monkeypatch.setattr(discovery, "ServiceBrowser", browse)
    return air


def announced(air: Air, monkeypatch: pytest.MonkeyPatch, fingerprint: str, port: int, *addresses: str) -> Announcement:
    monkeypatch.setattr(announce, "own_addresses", lambda: list(addresses))
    announcement = Announcement("0.0.0.0", port, fingerprint, lambda: air)  # type: ignore[arg-type,return-value]
    announcement.refresh()
    return announcement


def test_a_desk_that_announces_itself_is_found(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(seconds=0, open_zeroconf=lambda: air) == ()
    announced(air, monkeypatch, PRINT, 8765, "192.168.1.10", "fd00::2")
    found = find(seconds=0, open_zeroconf=lambda: air)
    assert found == (Found(PRINT, ("https://192.168.1.10:8765",)),)
    announced(air, monkeypatch, "cd" * 32, 8765, "192.168.1.11")
    assert find(PRINT, 0, lambda: air) == found


def test_the_only_desk_that_answers_is_taken_and_several_are_not_guessed(desk: SealedDesk) -> None:
    here = Found(desk.certificate.fingerprint, ("https://127.0.0.1:1", desk.url))
    assert the_only_desk((here,)) == desk.url
    for none in ((), (Found(PRINT, ()),), (Found(PRINT, (desk.url,)),)):
        with pytest.raises(PairingError, match="Aucun bureau n'est trouvé"):
            the_only_desk(none)
    with pytest.raises(PairingError, match="Plusieurs bureaux"):
        the_only_desk((here, Found(PRINT, ("https://192.168.1.11:8765",))))


def test_only_addresses_that_are_served_are_announced(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "own_addresses", lambda: ["172.17.0.1", "192.168.1.10"])
    Announcement("192.168.1.10", 8765, PRINT, lambda: air).refresh()  # type: ignore[arg-type,return-value]
    assert find(PRINT, 0, lambda: air) == (Found(PRINT, ("https://192.168.1.10:8765",)),)


def test_a_desk_with_a_new_address_announces_it(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    announcement = announced(air, monkeypatch, PRINT, 8765)
    assert air.services == {}, "without a network"
    for addresses in (["192.168.1.10"], ["10.0.0.7"]):
        monkeypatch.setattr(announce, "own_addresses", lambda addresses=addresses: addresses)
        announcement.refresh()
        assert find(PRINT, 0, lambda: air)[0].urls == (f"https://{addresses[0]}:8765",)


def test_what_others_announce_is_not_believed(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    for odd in ("", "short", "zz" * 32):
        announced(air, monkeypatch, odd, 8765, "192.168.1.10")
    assert find(seconds=0, open_zeroconf=lambda: air) == ()


def test_without_a_network_nothing_is_found_or_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise OSError

    assert find(seconds=0, open_zeroconf=none) == ()  # type: ignore[arg-type]
    monkeypatch.setattr(announce, "own_addresses", lambda: ["192.168.1.10"])
    announcement = Announcement("0.0.0.0", 8765, PRINT, none)  # type: ignore[arg-type]
    announcement.refresh()
    announcement.close()


def test_a_desk_that_moved_is_found_again_by_its_certificate(desk: SealedDesk, tmp_path: Path) -> None:
    paired = pair(desk.url, "tablette-2", desk.office.pairing.open()).model_copy(update={"url": "https://127.0.0.1:1"})
    keep_desk(tmp_path, paired)
    with man_in_the_middle(desk, tmp_path / "intrus") as liar:
        lies = Found(paired.fingerprint, ("https://127.0.0.1:1", liar))
        assert found_again(paired, lambda _: (lies,)) is None
        truth = Found(paired.fingerprint, (desk.url,))
        assert followed(tmp_path, paired, lambda _: (lies, truth))() == desk.url
    kept = read_desk(tmp_path)
    assert kept is not None
    assert kept.url == desk.url
    assert desk.office.registry.kiosk_with(kept.token) == "tablette-2"


def test_who_announces_a_thousand_dead_addresses_is_not_followed_to_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def nobody(_host: str, port: int, _seconds: float) -> str:
        asked.append(port)
        raise OSError

    monkeypatch.setattr(pairing, "fingerprint_at", nobody)
    paired = Desk(url="https://127.0.0.1:1", fingerprint=PRINT, token="x" * 32)
    lies = Found(PRINT, tuple(f"https://127.0.0.1:{port}" for port in range(1, 1001)))
    assert found_again(paired, lambda _: (lies, lies)) is None
    assert len(asked) < 10


def multicast_on_the_loopback() -> bool:
    group, here = socket.inet_aton("224.0.0.251"), socket.inet_aton("127.0.0.1")
    udp = partial(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)
    with udp() as hears, udp() as says:
        try:
            hears.bind(("", 0))
            hears.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + here)
            says.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
            says.sendto(b"?", ("224.0.0.251", hears.getsockname()[1]))
            hears.settimeout(1)
            return hears.recv(10) == b"?"
        except OSError:
            return False


def test_a_desk_is_found_over_real_zeroconf_on_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    if not multicast_on_the_loopback():
        pytest.skip("there is no multicast on the loopback here")
    loopback = partial(Zeroconf, interfaces=["127.0.0.1"])
    monkeypatch.setattr(announce, "own_addresses", lambda: ["127.0.0.1"])
    announcement = Announcement("0.0.0.0", 8765, PRINT, loopback)
    announcement.refresh()
    try:
        assert find(PRINT, 10, loopback) == (Found(PRINT, ("https://127.0.0.1:8765",)),)
    finally:
        announcement.close()

"""The desk on a network: its certificate, TLS, Host, who counts as this machine. Real sockets."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from desk_fixtures import BEARER, CHEAP, TOKEN, Hands, library
from sealed_desk import SealedDesk, sealed_desk, silent_line
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.door.guard import is_loopback
from kiosk.desk.memory.store import Store
from kiosk.desk.serving import connections, server
from kiosk.desk.serving.certificate import (
    CertificateError,
    certificate_of,
    names_of,
    own_addresses,
    own_certificate,
    own_names,
    read_certificate,
)
from kiosk.desk.serving.server import DeskServer, ServerError
from kiosk.handoff.line import fingerprint_at, open_line
from kiosk.settings import Settings

POLL = "/api/messages?kiosk=tablette-1&after=0&wait=0"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SealedDesk]:
    with sealed_desk(tmp_path / "bureau") as desk:
        yield desk


def port_of(desk: SealedDesk) -> int:
    return int(desk.url.rpartition(":")[2])


# ---- the certificate


def test_the_certificate_is_made_once_for_its_owner_and_names_the_machine(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, ["bureau.local", "192.168.1.10"])
    assert own_certificate(tmp_path, ["other"]) == made
    assert [path.name for path in tmp_path.iterdir()] == ["desk.pem"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    kept = x509.load_pem_x509_certificate(made.path.read_bytes())
    assert kept.public_key().curve.name == "secp256r1"
    assert timedelta(days=3640) < kept.not_valid_after_utc - datetime.now(UTC) < timedelta(days=3660)
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"bureau.local", "localhost", *own_names()} <= set(names.get_values_for_type(x509.DNSName))
    addresses = {"192.168.1.10", "127.0.0.1", *own_addresses()}
    assert set(map(ip_address, addresses)) <= set(names.get_values_for_type(x509.IPAddress))
    assert made.readable.replace(" ", "") == made.fingerprint
    assert {len(group) for group in made.readable.split(" ")} == {4}


def test_a_certificate_of_ones_own_is_taken_and_a_wrong_one_is_said(tmp_path: Path) -> None:
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        own_certificate(tmp_path / name, ())
    one, two = tmp_path / "un" / "desk.pem", tmp_path / "deux" / "desk.pem"
    settings = Settings(desk_certificate=str(one), desk_key=str(one), desk_names=" Bureau.Local , 192.168.1.10,")
    assert names_of(settings) == {"bureau.local", "192.168.1.10"}
    assert certificate_of(settings, tmp_path) == read_certificate(one, one)
    assert not (tmp_path / "desk.pem").exists()
    key = tmp_path / "key.pem"
    key.write_text(two.read_text().partition("-----BEGIN CERTIFICATE")[0])
    junk = tmp_path / "junk.pem"
    junk.write_text("rien")
    for certificate, given, said in (
        (one, key, "n'est pas celle du certificat"),
        (one, junk, "n'est pas celle du certificat"),
        (junk, one, "n'est pas un certificat"),
        (tmp_path / "nowhere", one, "certificat .* ne peut pas être lu"),
        (one, tmp_path / "nowhere", "clé .* ne peut pas être lue"),
    ):
        with pytest.raises(CertificateError, match=said):
            certificate_of(replace(settings, desk_certificate=str(certificate), desk_key=str(given)), tmp_path)
    with pytest.raises(CertificateError, match="ne peut pas être écrit"):
        own_certificate(tmp_path / "nowhere", ())


# ---- the line


def test_the_line_speaks_to_its_certificate_and_to_no_other(desk: SealedDesk, tmp_path: Path) -> None:
    assert fingerprint_at("127.0.0.1", port_of(desk), 5) == desk.certificate.fingerprint
    assert desk.ask("GET", POLL, headers=BEARER).status_code == 200
    for wrong in ("00" * 32, desk.certificate.fingerprint[::-1]):
        session, _ = open_line(wrong)
        with pytest.raises(requests.exceptions.SSLError):
            session.get(desk.url + POLL, headers=BEARER, timeout=5)
    with pytest.raises(requests.exceptions.SSLError):
        open_line()[0].get(desk.url, timeout=5)


def test_a_pinned_line_wants_tls_and_a_whole_fingerprint(desk: SealedDesk) -> None:
    for short in ("", "ab" * 16, "ab" * 20, "AB" * 32):  # urllib3 alone would take an MD5 or a SHA-1
        with pytest.raises(ValueError, match="64"):
            open_line(short)
    session, _ = open_line(desk.certificate.fingerprint)
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("http://127.0.0.1:1/")


def test_without_tls_and_with_old_tls_there_is_no_answer(desk: SealedDesk) -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(desk.url.replace("https", "http"), timeout=5)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", port_of(desk)), 5) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain)


def test_the_cookies_of_the_real_desk_are_for_tls_only(desk: SealedDesk) -> None:
    cookie = desk.ask("GET", "/entrer").headers["set-cookie"]
    assert cookie.startswith("__Host-formulaire=")
    assert "secure" in cookie.lower()


def test_no_answer_is_kept_or_promises_tls_for_ever(desk: SealedDesk) -> None:
    headers = desk.ask("GET", "/entrer").headers
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers, "the certificate is self-signed"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "server" not in headers


# ---- Host


def test_a_rebound_name_is_refused_and_the_desk_s_own_are_not(desk: SealedDesk) -> None:
    port = port_of(desk)
    for host, status in (
        (f"127.0.0.1:{port}", 200), (f"localhost:{port}", 200), ("bureau.local", 200), ("BUREAU.local:443", 200),
        ("evil.example", 400), (f"127.0.0.1.evil.example:{port}", 400), ("192.168.77.77", 400), ("127.0.0.2", 400),
        ("[::1", 400), ("", 400), ("bureau.local.", 400), ("bureau.local:x", 400),
    ):  # fmt: skip
        assert desk.ask("GET", "/entrer", headers={"Host": host}).status_code == status, host


def test_the_address_at_which_a_request_arrived_is_a_good_host(tmp_path: Path) -> None:
    with sealed_desk(tmp_path / "bureau", host="0.0.0.0") as desk:
        for address in own_addresses():
            if ":" not in address:
                answer = desk.ask("GET", "/entrer", headers={"Host": address})
                assert answer.status_code == 400, "asked at 127.0.0.1"
                assert desk.ask("GET", "/entrer", at=address).status_code == 200


# ---- this machine


def test_the_token_of_this_machine_counts_only_over_the_loopback(desk: SealedDesk) -> None:
    app = make_app(desk.office.store, library(), TOKEN, desk.clock, hasher=CHEAP)
    for address, status in (
        ("127.0.0.1", 200), ("127.1.2.3", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
        ("192.168.1.20", 401), ("::ffff:192.168.1.20", 401), ("fd00::2", 401), ("testclient", 401), ("", 401),
    ):  # fmt: skip
        client = TestClient(app, base_url="https://localhost:8765", client=(address, 50000))
        forwarded = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
        assert client.get(POLL, headers={**BEARER, **forwarded}).status_code == status, address
        assert is_loopback(address) is (status == 200)


def test_the_token_of_this_machine_does_not_come_from_the_network(tmp_path: Path) -> None:
    with sealed_desk(tmp_path / "bureau", host="0.0.0.0") as desk:
        assert desk.ask("GET", POLL, headers=BEARER).status_code == 200
        for address in own_addresses():
            if ":" not in address:
                assert desk.ask("GET", POLL, at=address, headers=BEARER).status_code == 401


def test_who_says_to_be_a_proxy_is_not_believed(desk: SealedDesk) -> None:
    lies = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "10.0.0.1"}
    assert desk.ask("GET", "/entrer", headers=lies).headers["set-cookie"].startswith("__Host-")
    assert desk.ask("GET", POLL, headers={**BEARER, **lies}).status_code == 200


# ---- the server


def test_an_address_that_is_not_of_this_machine_is_said(tmp_path: Path, desk: SealedDesk) -> None:
    app = make_app(desk.office.store, library(), TOKEN, desk.clock)
    for host in ("192.0.2.254", "no such name"):
        with pytest.raises(ServerError, match="ne peut pas s'ouvrir à l'adresse"):
            DeskServer(app, host, certificate=desk.certificate).start()


def test_a_desk_at_one_address_answers_its_own_kiosk_too(tmp_path: Path, desk: SealedDesk) -> None:
    app = make_app(desk.office.store, library(), TOKEN, desk.clock)
    for address in [one for one in own_addresses() if ":" not in one][:1]:
        at_one = DeskServer(app, address, certificate=desk.certificate, announce=False)
        port = at_one.start()
        try:
            assert at_one.url == f"https://127.0.0.1:{port}"
            assert at_one.network_urls == [f"https://{address}:{port}"]
            for host in (address, "127.0.0.1"):
                assert fingerprint_at(host, port, 5) == desk.certificate.fingerprint
        finally:
            at_one.stop()


def test_a_connection_that_says_nothing_is_closed(desk: SealedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    for said in (b"", b"GET / HTTP/1.1\r\nHost: "):
        with silent_line(desk) as line:
            line.sendall(said)
            assert line.recv(100) == b""


def test_a_new_day_begins_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MINUTE", 0.01)
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", Hands())
    minutes: list[int] = []
    enough = threading.Event()

    def begin_day() -> None:
        minutes.append(1)
        if len(minutes) == 1:
            raise OperationalError("", None, Exception())  # a database out of reach for a while
        if len(minutes) == 3:
            enough.set()

    monkeypatch.setattr(store, "begin_day", begin_day)
    desk = DeskServer(make_app(store, library(), TOKEN, Hands()))
    desk.start()
    assert enough.wait(10)
    desk.stop()
    assert not any(thread.is_alive() for thread in desk._threads)
    store.close()

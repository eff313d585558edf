"""I/O. The desk's certificate: one of its own, made at the first start, or the département's."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import ifaddr
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.settings import Settings

FILE = "desk.pem"
YEARS = 10
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Where the desk needs no certificate: no network leads there."""
EVERYWHERE = frozenset({"0.0.0.0", "::"})
"""Where it answers at every address of the machine; at the first, of IPv4 only."""


class CertificateError(Exception):
    """The certificate cannot be used. `str(error)` is a French sentence."""


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key are (PEM; one file may hold both), and its SHA-256 in hexadecimal."""

    path: Path
    key: Path
    fingerprint: str

    @property
    def readable(self) -> str:
        """The fingerprint for people, in groups of four."""
        return " ".join(self.fingerprint[at : at + 4] for at in range(0, 64, 4))


def names_of(settings: Settings) -> frozenset[str]:
    """The names under which the desk is reached, by the settings, in small letters."""
    return frozenset(name.strip().lower() for name in settings.desk_names.split(",") if name.strip())


def certificate_of(settings: Settings, directory: Path) -> Certificate:
    """The département's certificate when the settings name one, else our own. Raises CertificateError."""
    if settings.desk_certificate:
        return read_certificate(Path(settings.desk_certificate), Path(settings.desk_key or settings.desk_certificate))
    return own_certificate(directory, names_of(settings))


def own_names() -> frozenset[str]:
    """What this machine is called: its host name, the same under .local, in small letters."""
    name = socket.gethostname().lower().removesuffix(".local")
    return frozenset({name, f"{name.partition('.')[0]}.local"})


def own_addresses() -> list[str]:
    """The addresses of this machine on its networks, without those of the loopback and of a single link."""
    found = (ip.ip if isinstance(ip.ip, str) else ip.ip[0] for card in ifaddr.get_adapters() for ip in card.ips)
    return sorted(one for one in found if not (ip_address(one).is_loopback or ip_address(one).is_link_local))


def own_certificate(directory: Path, names: Iterable[str]) -> Certificate:
    """The certificate kept in that folder, made there by whoever comes first. Raises CertificateError."""
    path = directory / FILE
    draft = directory / f".{FILE}-{secrets.token_hex(8)}"
    try:
        if not path.exists():
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_make(names))
                file.flush()
                os.fsync(handle)
            with contextlib.suppress(FileExistsError):  # somebody else came first: theirs is the certificate
                os.link(draft, path)
    except OSError:
        raise CertificateError(f"Le certificat {path} ne peut pas être écrit.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return read_certificate(path, path)


def read_certificate(path: Path, key: Path) -> Certificate:
    """A certificate and its key, known to belong together. Raises CertificateError."""
    try:
        fingerprint = x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(hashes.SHA256()).hex()
    except OSError:
        raise CertificateError(f"Le certificat {path} ne peut pas être lu.") from None
    except ValueError:
        raise CertificateError(f"Le fichier {path} n'est pas un certificat (PEM).") from None
    try:
        key.read_bytes()
        # A password is never asked for on the terminal: a key that wants one is refused.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path, key, password=b"")
    except ssl.SSLError:
        raise CertificateError(f"La clé {key} n'est pas celle du certificat {path}, ou elle est chiffrée.") from None
    except OSError:
        raise CertificateError(f"La clé {key} ne peut pas être lue.") from None
    return Certificate(path, key, fingerprint)


def _make(names: Iterable[str]) -> bytes:
    """A key and its self-signed certificate, as one PEM text."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Maxilien, le bureau")])
    start = datetime.now(UTC) - timedelta(days=1)
    alternatives = [
        _alternative(name) for name in sorted({*names, *own_names(), *own_addresses(), "127.0.0.1", "::1", "localhost"})
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)

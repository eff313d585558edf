"""Rules. Which addresses may be shown or become a QR code: https, on the official list, and no look-alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_URL = re.compile(r"[\x21-\x7e]+")
MOST_SIGNS = 300  # more makes a QR code too dense for an old telephone, and far more makes none at all


def refusal(url: str, official: Collection[str]) -> str | None:
    """Why this address must not be shown, as a French sentence; None when it may.

    `official` holds exact host names: a sub-domain of an official host is not official by itself.
    """
    if not _URL.fullmatch(url) or "\\" in url:
        return "L'adresse contient un espace ou un signe interdit."
    if len(url) > MOST_SIGNS:
        return "L'adresse est trop longue pour un QR code."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "L'adresse est mal écrite."
    if not url.startswith("https://"):
        return "L'adresse ne commence pas par https://."
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return "L'adresse cache un autre site derrière un « @ »."
    if port is not None or parts.netloc.endswith(":"):
        return "L'adresse donne un numéro de port."
    host = parts.netloc
    if host.startswith("xn--") or ".xn--" in host:
        return "L'adresse imite des lettres (punycode)."
    if not _HOST.fullmatch(host):
        return "Le nom du site est mal écrit (minuscules, lettres simples)."
    if host not in official:
        return f"Le site « {host} » n'est pas dans la liste officielle."
    return None


def host_of(url: str) -> str:
    """The host in words, as shown under a QR code."""
    return urlsplit(url).netloc

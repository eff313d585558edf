"""Addresses: only those of the official list, written plainly, may be shown; whatever looks alike is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from guide_files import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from kiosk.guide.hosts import MOST_SIGNS, host_of, refusal
from kiosk.guide.library import read_hosts

OFFICIAL = read_hosts(ROOT / "config" / "official_hosts.toml")

REFUSED = {
    "signe interdit": [
        "", " ", "https://www.ameli.fr ", " https://www.ameli.fr", "https://www.ameli.fr\n", "https://www.ameli.fr\t",
        "https://www.ame\nli.fr", "https://www.ameli.fr/mon compte", "https://www.аmeli.fr", "https://www.ameli。fr",
        "https://www.améli.fr", "https://www.ameli.fr\u200b", "https://www.ameli.fr\\@evil.example",
        "https:\\\\www.ameli.fr", "https://www.ameli.fr\0", "\ufeffhttps://www.ameli.fr", "https://www.ameli.fr/é",
    ],
    "ne commence pas par https": [
        "http://www.ameli.fr", "javascript:alert(1)", "data:text/html,www.ameli.fr", "ftp://www.ameli.fr",
        "www.ameli.fr", "https:www.ameli.fr", "https:/www.ameli.fr", "HTTPS://www.ameli.fr", "//www.ameli.fr",
        "intent://www.ameli.fr", "httpss://www.ameli.fr", "tel:3646",
    ],
    "derrière un « @ »": [
        "https://www.ameli.fr@evil.example", "https://www.ameli.fr:www@evil.example/", "https://moi@www.ameli.fr",
        "https://moi:secret@www.ameli.fr", "https://@www.ameli.fr", "https://www.ameli.fr%2F@evil.example",
    ],
    "numéro de port": ["https://www.ameli.fr:443", "https://www.ameli.fr:8443/", "https://www.ameli.fr:", "https://[::1]:80"],
    "punycode": ["https://xn--meli-5cd.fr", "https://www.xn--meli-5cd.fr/", "https://www.ameli.xn--fr-abc"],
    "mal écrit": [
        "https://", "https:///www.ameli.fr", "https://WWW.AMELI.FR", "https://www.ameli.fr.", "https://.ameli.fr",
        "https://www..ameli.fr", "https://www.ameli.f%72", "https://www%2eameli.fr", "https://www_.ameli.fr",
        "https://ameli", "https://localhost", "https://127.0.0.1", "https://2130706433", "https://0x7f.1", "https://[::1]",
        "https://-www.ameli.fr", "https://www.ameli.fr;evil.example", "https://www.ameli.fr,evil.example",
        "https://www.ameli.fr&evil", "https://[www.ameli.fr", "https://www.ameli.fr:port", "https://www.ameli.fr:99999",
    ],
    "n'est pas dans la liste": [
        "https://ameli.fr.evil.example", "https://www.ameli.fr.evil.example", "https://ameli.fr", "https://vous.www.ameli.fr",
        "https://www.ame1i.fr", "https://www.arneli.fr", "https://www-ameli.fr", "https://www.ameli.com", "https://evil.example",
        "https://evil.example/www.ameli.fr", "https://evil.example?https://www.ameli.fr", "https://evil.example#www.ameli.fr",
    ],
    "trop longue": [f"https://www.ameli.fr/{'a' * MOST_SIGNS}", f"https://{'a.' * 5000}ameli.fr"],
}  # fmt: skip


@pytest.mark.parametrize(("why", "url"), [(why, url) for why, urls in REFUSED.items() for url in urls])
def test_an_address_that_is_not_plainly_official_is_refused_with_its_reason(why: str, url: str) -> None:
    told = refusal(url, OFFICIAL)
    assert told is not None
    assert why in told


@pytest.mark.parametrize("host", sorted(OFFICIAL))
@pytest.mark.parametrize("rest", ["", "/", "/a/b-c.html?x=1&y=%20#z", "?a@b", "#a@b", "/a@b", "/a:8080"])
def test_every_official_site_is_accepted_with_whatever_follows_its_name(host: str, rest: str) -> None:
    assert refusal(f"https://{host}{rest}", OFFICIAL) is None
    assert host_of(f"https://{host}{rest}") == host


@pytest.mark.parametrize("host", ["www.ameli.fr", "a", "xn--meli-5cd.fr", "WWW.CAF.FR", "127.0.0.1", "www.caf.fr:443"])
def test_nothing_is_accepted_by_an_empty_list_and_no_strange_name_by_any_list(host: str) -> None:
    assert refusal(f"https://{host}", ()) is not None
    assert host == "www.ameli.fr" or refusal(f"https://{host}", {host}) is not None


START = "https://www.ameli.fr"
BITS = "https:// https: http:// // / \\ @ : . www. ameli .fr www.ameli.fr caf ? # %2e %40 %00 xn-- evil.example [ ] а"
NEAR = st.lists(st.sampled_from([*BITS.split(), "\t", "\n", " ", "\0"]), max_size=9).map("".join)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(url=NEAR | (NEAR | st.text(max_size=40)).map(START.__add__) | NEAR.map(f"{START}/".__add__))
@example(url="https://www.ameli.fr\n")
@example(url="https://www.ameli.fr?@evil.example")
@example(url="https://www.ameli.fr\\.evil.example")
def test_what_is_accepted_leads_to_an_official_site_for_another_reader_too(url: str) -> None:
    if refusal(url, OFFICIAL):
        return
    try:
        other = parse_url(url)
    except LocationParseError:  # an address that a telephone could not open at all
        other = None
    assert url.isascii()
    assert url.isprintable()
    assert urlsplit(url).hostname in OFFICIAL
    assert other is None or (other.scheme, other.auth, other.port, other.host in OFFICIAL) == (
        "https",
        None,
        None,
        True,
    )

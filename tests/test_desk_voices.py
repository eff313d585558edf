"""The voices of the kiosks at the desk: told by each kiosk, heard and chosen from the professional's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_fixtures import BEARER, HERE, Hands, client_of, sign_in
from starlette.testclient import TestClient

from kiosk.desk.memory.store import Store
from kiosk.visit.ticket import KioskState, VoiceName, Voices


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


@pytest.fixture
def client(store: Store, clock: Hands) -> Iterator[TestClient]:
    with client_of(store, clock) as client:
        yield client


def polled(client: TestClient, after: int = 0, *, voices: str | None = None, voice: str = "espeak") -> list[object]:
    """The messages that a kiosk is given; before, it may tell its voices."""
    if voices is not None:
        told = Voices.model_validate({"installed": list(filter(None, voices.split(","))), "present": voice})
        state = KioskState(busy=False, mute=False, guides="", voices=told)
        assert client.put("/api/kiosks/tablette-1", content=state.model_dump_json(), headers=BEARER).status_code == 204
    answer = client.get("/api/messages", params={"kiosk": "tablette-1", "after": after}, headers=BEARER)
    assert answer.status_code == 200, answer.text
    found: list[object] = answer.json()["messages"]
    return found


def words_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_voices_of_a_kiosk_are_those_it_tells(client: TestClient, store: Store, clock: Hands) -> None:
    sign_in(client, store)
    assert "Aucun écran ne s'est encore annoncé." in words_of(client.get("/voix").text)
    polled(client)
    assert "Cet écran n'a pas dit quelles voix il a." in words_of(client.get("/voix").text)
    polled(client, voices="", voice="espeak")
    assert "Aucune voix n'est installée sur cet écran." in words_of(client.get("/voix").text)
    before = store.changes.number
    polled(client, voices="espeak,piper", voice="espeak")
    assert store.changes.number == before + 1, "the page is told"
    polled(client, voices="espeak,piper", voice="espeak")
    assert store.changes.number == before + 1
    page = words_of(client.get("/voix").text)
    assert "Seulement quand personne n'utilise la borne." in page
    assert "Piper La plus proche d'une personne. Écouter Piper sur Tablette 1 Choisir Piper pour Tablette 1" in page
    assert "eSpeak voix actuelle" in page
    assert "Choisir eSpeak" not in page
    assert "Pico" not in page
    clock.move(seconds=31)
    page = words_of(client.get("/voix").text)
    assert "Quand cet écran est en ligne, vous pouvez écouter ses voix." in page
    assert "Choisir Piper" not in page


def test_a_voice_is_heard_and_chosen(client: TestClient, store: Store, clock: Hands) -> None:
    good = sign_in(client, store)
    told = {"voices": "espeak,pico", "voice": "espeak"}
    polled(client, **told)

    def ask(**form: str) -> int:
        facts = {"csrf": good, "borne": "tablette-1", "voix": "pico", "geste": "ecouter", **form}
        return client.post("/voix", data=facts, headers={"Origin": HERE}).status_code

    assert ask(borne="tablette-9") == 404
    assert ask(voix="piper") == ask(voix="auto") == ask(voix="") == 404, "not installed there"
    assert ask(geste="") == ask(geste="jouer") == 400
    assert ask(csrf="") == 403
    assert polled(client, **told) == []
    assert ask() == 303
    assert "Vous avez demandé à écouter la voix Pico. En route vers l'écran" in words_of(client.get("/voix").text)
    assert ask(geste="choisir") == 303
    assert polled(client, **told) == [
        {"kind": "voice", "number": 1, "name": "pico", "keep": False},
        {"kind": "voice", "number": 2, "name": "pico", "keep": True},
    ]
    assert "Vous avez choisi la voix Pico. En route vers l'écran" in words_of(client.get("/voix").text)
    polled(client, 2, voices="espeak,pico", voice="pico")
    page = words_of(client.get("/voix/liste").text)
    assert "Vous avez choisi la voix Pico. Reçu par l'écran" in page
    assert "Pico voix actuelle" in page
    assert store.voicings()["tablette-1"].name is VoiceName.PICO
    clock.move(seconds=31)
    assert ask() == 409, "a trial that waits would sound when nobody expects it"
    assert store.messages("tablette-1", 0)[0] == 2

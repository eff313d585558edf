"""The comfort that staff propose with a guide: every part of it, in words, and no black screen without the voice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_fixtures import HERE, Hands, client_of, csrf, sign_in
from starlette.testclient import TestClient

from kiosk.desk.memory.store import Store
from kiosk.desk.pages import preset
from kiosk.visit.comfort import COLOURS, RATES, SIZES, VOLUMES, Comfort, Contrast


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


def launched(client: TestClient, store: Store, **form: str) -> Comfort | None:
    """The comfort of the proposal that the form makes, for who is signed in."""
    store.know("tablette-1")
    facts = {
        "csrf": csrf(client.get("/lancer?guide=caf-rsa").text),
        "guide": "caf-rsa",
        "borne": "tablette-1",
        "confort": "choisi",
        **form,
    }
    assert client.post("/lancer", data=facts, headers={"Origin": HERE}).status_code == 303
    last, messages = store.messages("tablette-1", 0)
    return messages[last - 1].comfort


def test_every_part_of_the_comfort_can_be_preset(client: TestClient, store: Store) -> None:
    sign_in(client, store)
    everything = launched(
        client, store, taille="4", couleurs="blanc sur noir", lettres="oui", calme="oui", voix="seule", vitesse="2",
        volume="5", bas="oui", gauche="oui",
    )  # fmt: skip
    assert everything == Comfort(
        size=4, contrast=Contrast.DARK, open_dyslexic=True, calm=True, voice=True, blank=True, rate=2, volume=5,
        low_reach=True, left_handed=True,
    )  # fmt: skip
    assert all(getattr(everything, field) != getattr(Comfort(), field) for field in Comfort.model_fields)
    assert launched(client, store) == Comfort(), "what is not chosen is as usual"
    assert launched(client, store, confort="") is None


def test_the_form_asks_what_it_understands_and_begins_as_usual(client: TestClient, store: Store) -> None:
    asked = [one for _, questions in preset.FORM for one in questions]
    usual = {one.name: one.usual for one in asked if isinstance(one, preset.Ask)}
    assert preset.comfort_of(usual) == Comfort()
    for one in asked:
        answers = [value for value, _ in one.answers] if isinstance(one, preset.Ask) else ["oui"]
        found = [preset.comfort_of({**usual, one.name: value}) for value in answers]
        assert len({*found, Comfort()}) == len(found) + isinstance(one, preset.Tick), one.name
    lengths = {one.name: len(one.answers) for one in asked if isinstance(one, preset.Ask)}
    assert lengths == {
        "taille": len(SIZES), "couleurs": len(COLOURS), "voix": 3, "vitesse": len(RATES), "volume": len(VOLUMES),
    }  # fmt: skip
    sign_in(client, store)
    store.know("tablette-1")
    page = client.get("/lancer?guide=caf-rsa").text
    for one in asked:
        assert f'name="{one.name}"' in page
    for words in ("<legend>Voir", "<legend>Entendre", "<legend>Toucher", "4 : comme d", "8 : très rapide"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words


@pytest.mark.parametrize("voice", ["", "oui", "seule"])
def test_the_screen_is_never_black_without_the_voice(voice: str) -> None:
    comfort = preset.comfort_of({"voix": voice, "noir": "oui", "blank": "oui"})
    assert (comfort.voice, comfort.blank) == (voice != "", voice == "seule")


@pytest.mark.parametrize(
    "wrong",
    [{"taille": "5"}, {"couleurs": "rose"}, {"vitesse": "0"}, {"vitesse": "9"}, {"vitesse": ""}, {"volume": "6"},
     {"volume": "x"}, {"voix": "non"}, {"voix": "noir"}],
    ids=str,
)  # fmt: skip
def test_a_preset_that_makes_no_sense_is_refused(client: TestClient, store: Store, wrong: dict[str, str]) -> None:
    store.know("tablette-1")
    form = {"csrf": sign_in(client, store), "guide": "caf-rsa", "borne": "tablette-1", "confort": "choisi", **wrong}
    answer = client.post("/lancer", data=form, headers={"Origin": HERE})
    assert answer.status_code == 400
    assert "Ces réglages n&#39;existent pas." in answer.text
    assert store.proposals() == ()

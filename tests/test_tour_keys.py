"""`kiosk tour` by keys: a guide is walked without touch and without sight, and what is heard is enough to do it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from test_tour import SMALL, kiosk

from kiosk.page.frame import speaking
from kiosk.settings import Settings
from kiosk.terminal import read_world
from kiosk.visit.ticket import Ticket
from kiosk.voice.pronounce import spoken

ROOT = Path(__file__).resolve().parent.parent
TABLE = read_world(ROOT, Settings(), date(2026, 11, 22))[1]
BOTH = (False, True)
CONTROLS = [one.said or one.label for going in BOTH for ended in BOTH for one in speaking(going, ended)]
TOURS = {
    "five keys in the dark": ("caf-rsa", "--keys", "five", "--dark"),
    "two switches in the dark": ("arnaques", "--keys", "two", "--dark", "--seed", "5", "--display", SMALL),
    "five keys, very large": ("caf-rsa", "--keys", "five", "--seed", "1", "--size", "4", "--display", SMALL),
}


@pytest.fixture(scope="module", params=TOURS)
def tour(request, tmp_path_factory) -> tuple[Path, dict, bool]:
    out = tmp_path_factory.mktemp("tour")
    words = TOURS[request.param]
    done = kiosk("tour", *words, "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out, json.loads((out / "tour.json").read_text()), "--dark" in words


def said(words: str) -> str:
    return spoken(words, TABLE).rstrip(" .!?…:,")


def arrives(before: dict | None, row: dict) -> bool:
    """Whether a line of the transcript is the first on its page, where something is heard."""
    place = (row["page"], row["title"])
    return bool(row["heard"]) and (before is None or place != (before["page"], before["title"]))


def test_it_ends_at_the_goodbye_with_a_call_that_the_desk_received(tour):
    _, told, _ = tour
    kinds = [page["kind"] for page in told["pages"]]
    assert told["faults"] == []
    assert kinds[0] == "attract"
    assert kinds[-1] == "goodbye"
    for kind in ("home", "search", "theme", "cover", "call", "consent", "waiting", "outcome", "where"):
        assert kind in kinds, kind
    assert told["ticket"].keys() == Ticket.model_fields.keys()
    assert told["ticket"]["comfort"]["blank"] is tour[2]


def test_in_the_dark_every_picture_is_black(tour):
    out, told, dark = tour
    for page in told["pages"]:
        black = Image.open(out / page["picture"]).convert("L").getextrema() == (0, 0)
        asked = dark and page["kind"] not in ("attract", "comfort", "goodbye") and page is not told["pages"][1]
        if page["kind"] != "comfort":
            assert black is asked, page["picture"]


def test_each_arrival_names_every_action_that_is_offered(tour):
    _, told, _ = tour
    rows = told["transcript"]
    arrivals = [row for before, row in zip([None, *rows], rows, strict=False) if arrives(before, row)]
    assert len(arrivals) > 15
    for row in arrivals:
        named = ["Écouter la page" if words in CONTROLS else words for words in row["offered"]]  # once it is being read
        assert [words for words in named if said(words) not in row["heard"]] == [], (row["page"], row["heard"])


def test_nothing_is_selected_before_its_name_was_heard(tour):
    _, told, _ = tour
    rows = told["transcript"]
    chosen, since = 0, 0
    for at, row in enumerate(rows):
        before = rows[at - 1]
        if row["key"] == "select":
            chosen += 1
            assert before["focus"], row
            if before["page"] in ("search", "number"):  # a row of the keyboard keeps the focus after its letter
                heard = " ".join(one["heard"] for one in rows[since:at])
                names = before["focus"].split(" ") if " " in before["focus"] else [before["focus"]]
                assert all(said(name) in heard for name in names), (before["focus"], heard)
            else:
                assert said(before["focus"]) in before["heard"], before
        if at and arrives(before, row):
            since = at
    assert chosen > 15


def test_the_keys_are_explained_first_and_only_those_are_pressed(tour):
    _, told, _ = tour
    first = told["transcript"][0]["heard"]
    for word in ("suivant", "précédent", "valider", "retour", "aide"):
        assert word in first
    pressed = {row["key"] for row in told["transcript"]} - {None}
    assert pressed <= {"next", "previous", "select", "back", "help"}
    if told["pages"][0]["leaf"] and len(pressed) == 2:
        assert pressed == {"next", "select"}


def test_dark_without_keys_is_refused_in_one_sentence(tmp_path):
    done = kiosk("tour", "caf-rsa", "--dark", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "--keys" in done.stderr
    assert "Traceback" not in done.stderr

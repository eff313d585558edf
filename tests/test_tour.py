"""The commands that open a window, run as anybody runs them: `kiosk tour`, `kiosk run`, `kiosk bench`."""

from __future__ import annotations

import html
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import wave
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from journey import WORLD
from PIL import Image

from kiosk.staff.every_page import every_page
from kiosk.staff.virtual_display import display_of_some_kind
from kiosk.visit.ticket import Ticket

ROOT = Path(__file__).resolve().parent.parent
KIOSK = [sys.executable, "-m", "kiosk"]


def kiosk(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    keep = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [*KIOSK, *words], cwd=ROOT, env={**keep, **environment}, capture_output=True, text=True, timeout=220
    )


SMALL = "1280x800@217x136mm"
TOURS = {
    "small": ("ameli-carte-vitale", "--seed", "3", "--size", "4", "--display", "1280x800@217x136mm",
              "--contrast", "blanc sur noir"),
    "large": ("impots-avis", "--seed", "2", "--display", "1920x1080@345x194mm"),
    "upright": ("arnaques", "--seed", "1", "--size", "3", "--display", "1080x1920@194x345mm", "--contrast", "doux"),
}  # fmt: skip
HELPED = {"small", "large"}
"""The tours that pass a step where another guide helps: `arnaques` has none."""


@pytest.fixture(scope="module", params=TOURS)
def tour(request, tmp_path_factory) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp(request.param)
    done = kiosk("tour", *TOURS[request.param], "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out, json.loads((out / "tour.json").read_text())


def test_a_tour_goes_from_the_welcome_to_the_goodbye_through_a_hand_off(tour):
    _, told = tour
    kinds = [page["kind"] for page in told["pages"]]
    assert kinds[0] == "attract"
    assert kinds[-1] == "goodbye"
    for kind in ("home", "search", "theme", "cover", "call", "consent", "waiting", "outcome"):
        assert kind in kinds, kind
    assert told["faults"] == []
    assert told["ticket"].keys() == Ticket.model_fields.keys()


def test_a_tour_takes_a_help_once_and_comes_back_to_the_step(tour, request):
    pages = [(page["kind"], page["title"]) for page in tour[1]["pages"]]
    covers = list(dict.fromkeys(page for page in pages if page[0] == "cover"))
    assert (len(covers) == 2) == (request.node.callspec.params["tour"] in HELPED)
    if len(covers) == 2:
        begun = pages.index(covers[1])
        ended = next(at for at in range(begun, len(pages)) if pages[at][0] == "outcome")
        after = next(page for page in pages[ended:] if page[0] != "outcome")
        assert after in pages[:begun]
        assert after[0] in ("question", "checklist", "caution", "information", "action")


def test_every_page_of_a_tour_has_its_picture_and_its_speech(tour):
    out, told = tour
    for number, page in enumerate(told["pages"], start=1):
        assert page["picture"] == f"{number:02d}-{page['kind']}.png"
        image = Image.open(out / page["picture"])
        assert len(image.resize((320, 320), Image.Resampling.NEAREST).getcolors(1 << 17)) > 20, "the page is painted"
        assert page["speech"].strip()
        assert page["title"]


def test_the_qr_codes_of_a_tour_open_the_official_link(tour):
    out, told = tour
    codes = [page for page in told["pages"] if page["kind"] == "qr"]
    assert codes
    for page in codes:
        found = zxingcpp.read_barcodes(Image.open(out / page["picture"]))
        texts = [code.text for code in found]
        assert texts in ([page["link"]], []), page  # on a low panel the code may stand on another leaf
    decoded = {code.text for page in codes for code in zxingcpp.read_barcodes(Image.open(out / page["picture"]))}
    assert decoded == {page["link"] for page in codes}


def test_the_sound_of_a_tour_is_speech(tour):
    out, told = tour
    with wave.open(str(out / "speech.wav")) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(float)
        hertz = sound.getframerate()
    words = sum(len(page["speech"].split()) for page in told["pages"])
    seconds = len(samples) / hertz
    assert 0.2 < seconds / words < 0.9, "about 125 words a minute"
    parts = samples[: len(samples) // hertz * hertz].reshape(-1, hertz)
    assert np.median(np.sqrt((parts**2).mean(axis=1))) > 300


def test_a_tour_of_no_guide_says_which_there_are():
    done = kiosk("tour", "nulle-part", "--out", "/tmp/never")
    assert done.returncode == 2
    assert "caf-rsa" in done.stderr


def test_a_tour_on_an_impossible_panel_is_refused_in_one_sentence(tmp_path):
    done = kiosk("tour", "caf-rsa", "--out", str(tmp_path), "--display", "grand")
    assert done.returncode == 2
    assert "1280x800@217x136mm" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":4321"}, {"WAYLAND_DISPLAY": "nowhere-0"}])
def test_without_a_display_run_says_so_and_names_the_tour(display):
    done = kiosk("run", "--fake-desk", **display)
    assert done.returncode == 3
    assert "kiosk tour" in done.stderr


def read_until(process: subprocess.Popen[str], pattern: str, seconds: float = 30.0) -> re.Match[str]:
    """The first match in what a process prints."""
    assert process.stdout is not None
    told, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        ready, _, _ = select.select([process.stdout], [], [], 0.5)
        if ready:
            told += os.read(process.stdout.fileno(), 4096).decode()
            found = re.search(pattern, told)
            if found:
                return found
    raise AssertionError(f"{pattern} never came in: {told}")


def test_run_opens_the_kiosk_and_the_desk_tells_of_a_broken_guide_and_ends_all(tmp_path):
    root, port = tmp_path / "root", free_port()
    for folder in ("guides", "config"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "assets").symlink_to(ROOT / "assets")
    (root / "guides" / "caf-rsa.yaml").write_text("version: 1\nid: caf-rsa\n")
    settings = root / "config" / "kiosk.toml"
    settings.write_text(settings.read_text().replace("desk_port = 8765", f"desk_port = {port}"))
    command = [*KIOSK, "--root", str(root), "run", "--display", "1280x800@217x136mm", "--state", str(tmp_path / "s")]
    with (
        display_of_some_kind(1280, 800, virtual=True) as display,
        (tmp_path / "errors").open("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "DISPLAY": display}, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as running,
    ):
        try:
            assert len(read_until(running, r"code à 6 chiffres : (\d{3} \d{3})")[1]) == 7
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert "Maxilien" in answer.read().decode()
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0
        errors.seek(0)
        told = errors.read()
    assert "caf-rsa.yaml:1:1" in told
    assert "Traceback" not in told
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_photos_draw_every_page_that_is_asked_for_into_a_gallery(tmp_path):
    names = [name for name, _ in every_page(WORLD)]
    step = next(name for name in names if re.fullmatch("arnaques .* consent", name)).removesuffix(" consent")
    asked = {name for name in names if step in name}
    assert {step, f"{step} consent", f"{step} where"} <= asked
    done = kiosk("photos", "--out", str(tmp_path), "--only", step, "--size", "4", "--display", SMALL)
    assert done.returncode == 0, done.stderr
    gallery = (tmp_path / "index.html").read_text()
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) >= len(asked)
    assert all(f'src="{picture.name}"' in gallery for picture in pictures)
    drawn = re.findall("<figcaption>(.*?)</figcaption>", gallery)
    assert {re.sub(r" \(\d+ sur \d+\)$", "", html.unescape(name)) for name in drawn} == asked


def test_bench_measures_and_says_so_to_a_program():
    done = kiosk("bench", "--runs", "1", "--json", "--display", "1280x800@217x136mm")
    assert done.returncode == 0, done.stderr
    figures = {figure["name"]: figure for figure in json.loads(done.stdout)}
    assert len(figures) == 6
    assert all({"median", "low", "high", "goal", "met"} <= set(figure) for figure in figures.values())
    assert all(figure["median"] > 0 for figure in figures.values())

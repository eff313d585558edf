"""What tests share: the repository's root, and one real kiosk on a virtual display for all tests that need a window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from windows import Clock

from kiosk.screen.look import read_display
from kiosk.settings import Settings
from kiosk.staff.stage import Stage
from kiosk.staff.virtual_display import display_of_some_kind

ROOT = Path(__file__).resolve().parent.parent
PANEL = "1280x800@217x136mm"


@pytest.fixture(scope="session")
def stage_of_the_session() -> Iterator[Stage]:
    """The kiosk in its window, once a test run, since Kivy opens one window a process."""
    display = read_display(PANEL)
    with display_of_some_kind(display.width, display.height, virtual=True):
        stage = Stage(ROOT, Settings(), display, seed=7)
        yield stage
        stage.close()


@pytest.fixture
def stage(stage_of_the_session: Stage) -> Stage:
    """The kiosk at its welcome page, as the last visitor's wipe left it."""
    stage_of_the_session.at_welcome()
    return stage_of_the_session


@pytest.fixture(scope="session")
def ruler(stage_of_the_session: Stage) -> Callable[[bool], Callable[[str, str, float], float]]:
    """Measures text as the window paints it: in the usual letters, or in those of OpenDyslexic."""
    return lambda open_dyslexic: stage_of_the_session.shell._rulers[open_dyslexic]


@pytest.fixture
def clock(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock(time.monotonic())
    with monkeypatch.context() as patched:
        patched.setattr("kiosk.screen.shell.time", made)
        yield made
        stage.host.panic(made.now)
        stage.shell._last_error, stage.shell._looked_at_plug = float("-inf"), 0.0
    stage.shell.rest_finger()

"""The command `kiosk run`: the kiosk in its window, and the desk beside it."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from kiosk.desk import state
from kiosk.desk.serving.certificate import LOOPBACK, CertificateError, certificate_of
from kiosk.guide.problem import BadFile
from kiosk.handoff.fake import FakeDesk
from kiosk.handoff.pairing import PairingError, followed, read_desk
from kiosk.handoff.port import Deliver, Handoff
from kiosk.screen.look import read_display
from kiosk.settings import Settings, read_settings
from kiosk.staff.virtual_display import display_answers
from kiosk.terminal import State, open_courier, open_kiosk
from kiosk.visit.ticket import Answer
from kiosk.voice.port import Voice

NO_DISPLAY = 3
_DESK_PAUSE = 2.0  # seconds before a desk that stopped is started again
_LONGEST_PAUSE = 300.0  # one that cannot be opened is tried again too, doubling the pause up to this


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "run", help="ouvre la borne et le bureau", description="Ouvre la borne à l'écran, et la page du bureau."
    )
    parser.add_argument("--fullscreen", action="store_true", help="plein écran, sans bord")
    parser.add_argument("--display", help="écran, par exemple 1280x800@217x136mm (par défaut : config/kiosk.toml)")
    parser.add_argument("--state", type=Path, help="dossier des demandes et du secret partagé avec le bureau")
    parser.add_argument("--desk", metavar="ADRESSE", help="adresse d'un bureau déjà ouvert sur cette machine")
    parser.add_argument("--new-pin", action="store_true", help="donne un nouveau code à 6 chiffres pour le bureau")
    parser.add_argument("--fake-desk", action="store_true", help="répond tout seul, pour montrer la borne sans bureau")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 closed, 2 the settings or guides cannot be used, 3 there is no display."""
    if not display_answers():
        print("Il n'y a pas d'écran ici : la borne ne peut pas s'ouvrir.", file=sys.stderr)
        print(
            "Essayez « kiosk tour caf-rsa --out visite » : la borne s'ouvre alors sur un écran virtuel.",
            file=sys.stderr,
        )
        return NO_DISPLAY
    try:
        settings = read_settings(options.root / "config" / "kiosk.toml")
        settings = replace(settings, panel=options.display or settings.panel)
        return _run(options, settings)
    except BadFile as bad:
        print(bad, file=sys.stderr)
        return 2
    except (ValueError, state.StateError, CertificateError, PairingError) as error:  # a display, a folder, a file
        print(error, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace, settings: Settings) -> int:
    display = read_display(settings.panel)
    directory = state.prepare(options.state or state.default_directory())
    token = state.token(directory)
    ended = Event()
    paired = None if options.desk or options.fake_desk else read_desk(directory)
    url, fingerprint = local_desk(settings, directory, options.desk)
    if not options.desk and not options.fake_desk and paired is None:
        Thread(target=_keep_desk, args=(options, settings, directory, ended), daemon=True).start()

    def handoff(deliver: Deliver, state: State) -> Handoff:
        if options.fake_desk:
            return FakeDesk(deliver, by_itself=Answer.COMING)
        if paired is not None:
            return open_courier(
                settings, directory, paired.url, paired.token, deliver, state,
                fingerprint=paired.fingerprint, relocate=followed(directory, paired),
            )  # fmt: skip
        return open_courier(settings, directory, url, token, deliver, state, fingerprint=fingerprint)

    fullscreen = options.fullscreen or settings.fullscreen
    kiosk = open_kiosk(
        options.root, settings, display, directory / "kivy", handoff, fullscreen=fullscreen,
        voice_file=directory / "voice",
    )  # fmt: skip
    for problem in (*kiosk.library.problems, *filter(None, [kiosk.choice.problem])):
        print(problem, file=sys.stderr)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: kiosk.shell.close())
    kiosk.start()
    Thread(target=_tell_when_mute, args=(kiosk.voice, ended), daemon=True).start()
    try:
        kiosk.shell.run()
    finally:
        ended.set()
        kiosk.close()
    return 0


def local_desk(settings: Settings, directory: Path, asked: str | None = None) -> tuple[str, str | None]:
    """The address of the desk on this machine, or the one asked for, and the fingerprint of its certificate when it has
    one. Raises CertificateError; ValueError for a desk elsewhere, where tickets would go unsealed."""
    open_here = settings.desk_host in LOOPBACK
    host = "[::1]" if settings.desk_host == "::1" else "127.0.0.1"
    url = asked or f"{'http' if open_here else 'https'}://{host}:{settings.desk_port}"
    if urlsplit(url).hostname not in LOOPBACK:
        raise ValueError("Le bureau d'un autre ordinateur se relie avec « kiosk pair ».")
    return url, certificate_of(settings, directory).fingerprint if url.startswith("https:") else None


def _tell_when_mute(voice: Voice, ended: Event) -> None:
    """Tells staff once that the kiosk has no sound; the desk's page shows it too."""
    while not ended.wait(1.0):
        if voice.mute:
            print(voice.mute, file=sys.stderr, flush=True)
            return


def _keep_desk(options: argparse.Namespace, settings: Settings, directory: Path, ended: Event) -> None:
    """Keeps a desk open in a process of its own, and opens it again when it stops."""
    command = [sys.executable, "-m", "kiosk", "--root", str(options.root), "desk",
               "--port", str(settings.desk_port), "--state", str(directory)]  # fmt: skip
    if options.new_pin:
        command.append("--new-pin")
    pause = _DESK_PAUSE
    while not ended.is_set():
        told = subprocess.DEVNULL if pause > _DESK_PAUSE else None  # why it cannot be opened is said once
        desk = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=told, preexec_fn=_die_with_parent(os.getpid())
        )
        while desk.poll() is None and not ended.wait(0.5):
            pass
        if ended.is_set():
            desk.terminate()
            return
        if desk.returncode == 2:
            pause = min(_LONGEST_PAUSE, 2 * pause)
        else:
            pause = _DESK_PAUSE
            command = [word for word in command if word != "--new-pin"]  # once is enough
        ended.wait(pause)


def _die_with_parent(parent: int) -> Callable[[], None]:
    """For a child process: end when the kiosk ends, even when it is killed (prctl PR_SET_PDEATHSIG)."""
    libc = ctypes.CDLL(None)

    def arrange() -> None:
        libc.prctl(1, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return arrange

"""I/O. The command `kiosk desk`: opens the professional's page on this machine."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import date, datetime
from pathlib import Path
from queue import SimpleQueue

from kiosk.guide.library import load
from kiosk.guide.problem import BadFile
from kiosk.settings import read_settings


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "desk",
        help="ouvre la page du bureau",
        description="Ouvre la page de la professionnelle ou du professionnel, sur cette machine seulement.",
    )
    parser.add_argument("--port", type=int, help="port de la page (par défaut : desk_port de config/kiosk.toml)")
    parser.add_argument("--state", type=Path, default=None, help="dossier des demandes et du secret partagé")
    parser.add_argument("--new-pin", action="store_true", help="remplace le code à 6 chiffres")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until stopped. Exit code: 0 stopped, 2 the desk could not be opened."""
    # Imported here because the web server costs half a second, which no other command should pay.
    from kiosk.desk import state
    from kiosk.desk.app import make_app
    from kiosk.desk.auth import ensure_pin, new_pin
    from kiosk.desk.server import DeskServer, ServerError
    from kiosk.desk.store import Store, StoreError

    directory: Path = options.state or state.default_directory()
    try:
        settings = read_settings(options.root / "config" / "kiosk.toml")
        port = settings.desk_port if options.port is None else options.port
        library = load(options.root, date.today())
        secret = state.token(directory)
        store = Store(state.database_url(directory), now)
        server = DeskServer(make_app(store, library, secret, now, assets=options.root / "assets"), port=port)
        server.start()
    except BadFile as bad:
        for problem in bad.problems:
            print(problem, file=sys.stderr)
        return 2
    except (state.StateError, StoreError, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    end: SimpleQueue[None] = SimpleQueue()  # not an Event, which two signals at once (a killed kiosk) lock for ever
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.put(None))
    pin = new_pin(store) if options.new_pin else ensure_pin(store)
    print(f"Le bureau est ouvert : {server.url}")
    if pin is None:
        print("Entrez avec votre code à 6 chiffres. Code perdu ? Relancez avec --new-pin.")
    else:
        print(f"Votre code à 6 chiffres : {pin[:3]} {pin[3:]}\nNotez-le : il ne sera plus affiché.")
    print("Pour fermer : Ctrl+C.", flush=True)
    end.get()
    server.stop()
    store.close()
    return 0


def now() -> datetime:
    """The machine's local time, with its offset."""
    return datetime.now().astimezone()

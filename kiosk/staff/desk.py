"""I/O. The command `kiosk desk`: opens the professional's page, on this machine or on its network."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import date, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from kiosk.guide.library import load
from kiosk.guide.problem import BadFile
from kiosk.settings import read_settings

if TYPE_CHECKING:
    from kiosk.desk.memory.registry import Registry


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "desk",
        help="ouvre la page du bureau",
        description="Ouvre la page de la professionnelle ou du professionnel. Sur le réseau, la liaison est chiffrée.",
    )
    parser.add_argument("--host", help="où répondre : 127.0.0.1, cette machine ; 0.0.0.0, tout le réseau")
    parser.add_argument("--port", type=int, help="port de la page (par défaut : desk_port de config/kiosk.toml)")
    parser.add_argument("--state", type=Path, default=None, help="dossier des demandes et du secret partagé")
    parser.add_argument("--new-pin", nargs="?", const="", metavar="NOM", help="donne un nouveau code à cette personne")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until stopped. Exit code: 0 stopped, 2 the desk could not be opened."""
    # Imported here because the web server costs half a second, which no other command should pay.
    from kiosk.desk import state
    from kiosk.desk.app import make_app
    from kiosk.desk.door.auth import since_start
    from kiosk.desk.memory.registry import Registry
    from kiosk.desk.memory.store import Store, StoreError
    from kiosk.desk.serving.certificate import LOOPBACK, CertificateError, certificate_of, names_of, own_names
    from kiosk.desk.serving.server import DeskServer, ServerError

    directory: Path = options.state or state.default_directory()
    try:
        settings = read_settings(options.root / "config" / "kiosk.toml")
        host = options.host or settings.desk_host
        port = settings.desk_port if options.port is None else options.port
        library = load(options.root, date.today())
        secret = state.token(directory)
        certificate = None if host in LOOPBACK else certificate_of(settings, directory)
        store = Store(state.database_url(directory, settings.desk_database), now, elapsed=since_start)
        names = names_of(settings) | (own_names() if certificate else frozenset())
        app = make_app(
            store, library, secret, now, assets=options.root / "assets", hosts=names,
            fingerprint=certificate.fingerprint if certificate else "",
        )  # fmt: skip
        server = DeskServer(app, host, port, certificate)
        server.start()
    except BadFile as bad:
        for problem in bad.problems:
            print(problem, file=sys.stderr)
        return 2
    except (state.StateError, StoreError, CertificateError, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    end: SimpleQueue[None] = SimpleQueue()  # not an Event, which two signals at once (a killed kiosk) lock for ever
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.put(None))
    print(f"Le bureau est ouvert : {server.url}")
    _say_pin(Registry(store.database), options.new_pin)
    if certificate is not None:
        print("Sur le réseau : " + ", ".join(server.network_urls))
        print(f"Empreinte du certificat (SHA-256) : {certificate.readable}")
    print("Pour fermer : Ctrl+C.", flush=True)
    end.get()
    server.stop()
    store.close()
    return 0


def _say_pin(registry: Registry, asked: str | None) -> None:
    """Shows the PIN that was just made, if one was. `asked`: whose is to be renewed; empty for the only person's."""
    from kiosk.desk.memory.registry import NotThere  # as above

    pin = registry.first()
    people = registry.people()
    if pin is None and asked is not None:
        if not asked and len(people) > 1:
            print(f"Pour qui ? Relancez avec --new-pin et un nom : {', '.join(people)}.")
            return
        try:
            pin = registry.renew(asked or people[0])
        except NotThere as error:
            print(f"{error} Les noms : {', '.join(people)}.")
            return
    if pin is None:
        print("Entrez avec votre code à 6 chiffres. Code perdu ? Relancez avec --new-pin.")
    else:
        print(f"Votre code à 6 chiffres : {pin[:3]} {pin[3:]}\nNotez-le : il ne sera plus affiché.")


def now() -> datetime:
    """The machine's local time, with its offset."""
    return datetime.now().astimezone()

"""I/O. The command `kiosk pair`: links this kiosk to a desk on the network, by the code that the desk shows."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.guide.problem import BadFile
from kiosk.settings import read_settings


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "pair",
        help="relie la borne à un bureau du réseau",
        description="Relie la borne à un bureau du réseau, avec le code à 8 chiffres que montre sa page « Écrans ».",
    )
    parser.add_argument("code", nargs="*", help="le code à 8 chiffres")
    parser.add_argument("--desk", metavar="ADRESSE", help="adresse du bureau (par défaut : celui que l'on trouve)")
    parser.add_argument("--forget", action="store_true", help="oublie le bureau de cette borne")
    parser.add_argument("--state", type=Path, help="dossier des demandes et du lien avec le bureau")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 paired or forgotten, 2 not paired."""
    # Imported here because cryptography and zeroconf cost a quarter of a second, which no other command should pay.
    from kiosk.desk import state
    from kiosk.handoff.discovery import find
    from kiosk.handoff.pairing import PairingError, forget_desk, keep_desk, pair, the_only_desk
    from kiosk.pairing import DIGITS

    try:
        directory = state.prepare(options.state or state.default_directory())
        if options.forget:
            known = forget_desk(directory)
            said = "La borne a oublié son bureau." if known else "La borne n'était reliée à aucun bureau."
            return _say(options, said, forgotten=known)
        code = "".join("".join(options.code).split())
        if not (len(code) == DIGITS and code.isascii() and code.isdigit()):
            raise PairingError(f"Tapez le code à {DIGITS} chiffres que montre la page « Écrans » du bureau.")
        settings = read_settings(options.root / "config" / "kiosk.toml")
        desk = pair(options.desk or the_only_desk(find()), settings.terminal, code)
        keep_desk(directory, desk)
    except BadFile as bad:
        return _refuse(options, "\n".join(map(str, bad.problems)))
    except (state.StateError, PairingError) as error:
        return _refuse(options, str(error))
    said = f"La borne « {settings.terminal} » est reliée au bureau {desk.url}."
    return _say(options, said, paired=True, desk=desk.url, fingerprint=desk.fingerprint)


def _say(options: argparse.Namespace, message: str, **facts: object) -> int:
    print(json.dumps({**facts, "message": message}, ensure_ascii=False) if options.json else message)
    return 0


def _refuse(options: argparse.Namespace, message: str) -> int:
    if options.json:
        print(json.dumps({"paired": False, "message": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return 2

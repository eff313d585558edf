"""The command `kiosk`: reads the command line and runs one sub-command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk import __version__
from kiosk.staff import bench, check, desk, hands_command, pair, photos, privacy, run, search, tour

ROOT = Path(__file__).resolve().parent.parent


def parser() -> argparse.ArgumentParser:
    """The whole command line, in French."""
    top = argparse.ArgumentParser(prog="kiosk", description="Maxilien, la borne d'aide aux démarches.")
    top.add_argument("--version", action="version", version=f"kiosk {__version__}")
    top.add_argument("--root", type=Path, default=ROOT, help="dossier qui contient guides/, config/ et assets/")
    commands = top.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    for command in (run, desk, pair, tour, photos, bench, hands_command, check, search, privacy):
        command.add_to(commands)
    return top


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    options = parser().parse_args(argv)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())

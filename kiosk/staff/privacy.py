"""I/O. The command `kiosk privacy`: what is kept about people, where, how long and why; and how much of it is there."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.desk import state
from kiosk.guide.problem import BadFile
from kiosk.settings import read_settings
from kiosk.staff.kept import KEPT, Kept

OUTBOX = "outbox.sqlite"


@dataclass(frozen=True)
class Counted:
    """One kind of data and how much of it is there now; None where that cannot be counted from here."""

    kept: Kept
    count: int | None


class CannotCount(Exception):
    """A database that is there but cannot be read. `str(error)` is a French sentence."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "privacy",
        help="montre ce qui est gardé sur les personnes, où, combien de temps et pourquoi",
        description="Montre chaque donnée gardée sur cette machine, et combien il y en a maintenant. N'affiche jamais "
        "leur contenu.",
    )
    parser.add_argument("--state", type=Path, default=None, help="dossier des demandes et du secret partagé")
    parser.add_argument("--json", action="store_true", help="écrit du JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 shown, 2 what is kept could not be read."""
    directory: Path = options.state or state.default_directory()
    try:
        settings = read_settings(options.root / "config" / "kiosk.toml")
        desk = settings.desk_database or f"sqlite:///{directory / state.DATABASE}"
        counted = count_all(directory, desk)
    except (BadFile, CannotCount) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([{**asdict(one.kept), "count": one.count} for one in counted], ensure_ascii=False, indent=1))
        return 0
    print(f"Dossier de cette machine : {directory}")
    for one in counted:
        kept = one.kept
        print(f"\n{kept.what}\n  où : {kept.where}\n  jusqu'à : {kept.until}\n  pourquoi : {kept.why}")
        print(f"  base légale : {kept.basis}\n  maintenant : {_amount(one)}")
    print("\nLe détail, pour le registre et l'analyse d'impact : docs/donnees-personnelles.md")
    return 0


def count_all(directory: Path, desk: str) -> list[Counted]:
    """How much of each kind is kept, without opening any of it. Raises CannotCount."""
    tables = _tables(f"sqlite:///{directory / OUTBOX}") | _tables(desk)
    return [Counted(kept, _count(kept, tables, directory)) for kept in KEPT]


def _count(kept: Kept, tables: dict[str, int], directory: Path) -> int | None:
    if kept.table:
        return tables.get(kept.table, 0)
    return int((directory / kept.file).exists()) if kept.file else None


def _tables(url: str) -> dict[str, int]:
    """The tables of a database with their numbers of rows; none when there is no such file."""
    # Imported here, because SQLAlchemy takes a fifth of a second that no other command should pay.
    from sqlalchemy import create_engine, func, inspect, make_url, select, table
    from sqlalchemy.exc import SQLAlchemyError

    try:
        place = make_url(url)
        if place.get_backend_name() == "sqlite":
            if not Path(place.database or "").exists():
                return {}
            place = place.set(database=f"file:{place.database}", query={"mode": "ro", "uri": "true"})
        elif place.drivername == "postgresql":
            place = place.set(drivername="postgresql+psycopg")
        engine = create_engine(place, hide_parameters=True)
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            return {
                name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names
            }
    except SQLAlchemyError:
        raise CannotCount("Une base de données ne peut pas être lue. Vérifiez ses droits et son adresse.") from None


def _amount(one: Counted) -> str:
    if one.count is None:
        return "rien n'est écrit sur le disque"
    if one.kept.file:
        return "présent" if one.count else "absent"
    return str(one.count)

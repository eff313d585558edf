"""The house holds: each room uses only the rooms below it, and what must run without a window does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES, MOST_IN_A_FUNCTION = 400, 60

# What each room may use, from the ground up (design.md). Every room may use itself.
BELOW_HOST = {"settings", "pairing", "guide", "visit", "page", "handoff", "desk", "voice"}
MAY_USE = {
    "settings": {"guide.problem"},
    "pairing": set(),
    "guide": {"settings"},
    "visit": {"settings", "guide"},
    "page": {"settings", "guide", "visit"},
    "handoff": {"settings", "pairing", "guide", "visit"},
    "desk": {"settings", "pairing", "guide", "visit"},
    "voice": {"settings", "guide", "visit", "page"},
    "moves": {"settings", "guide", "visit", "page"},
    "reader": {"settings", "guide", "visit", "page", "voice"},
    "calls": {"settings", "guide", "visit", "page", "handoff", "moves"},
    "host": {*BELOW_HOST, "moves", "calls", "reader"},
    "screen": {*BELOW_HOST - {"desk", "handoff"}, "reader", "host"},
    "terminal": {*BELOW_HOST, "host", "screen"},
    "staff": {*BELOW_HOST, "host", "screen", "terminal"},
    "__main__": {*BELOW_HOST, "host", "screen", "terminal", "staff"},
    "__init__": set(),
}
# In guide, visit and page a module of rules is given time, files and data; it never reaches for them.
OUTSIDE = {
    "asyncio", "datetime", "glob", "http", "io", "os", "pathlib", "random", "requests", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "tomllib", "urllib", "yaml",
}  # fmt: skip
HARMLESS = {"datetime": {"date", "datetime", "timedelta"}, "urllib": {"urlsplit"}}  # types and pure functions
REACHES = {"open", "input", "print", "today", "now", "utcnow", "fromtimestamp", "getenv"}

# Debts that stand. The tests only let these sets shrink: whoever pays one takes its line out, nobody adds one.
# These three take only the type of what is handed to them (Library, Settings), never its reader.
RULES_THAT_USE_IO = {
    ("kiosk.guide.search", "kiosk.guide.library"),
    ("kiosk.page.frame", "kiosk.guide.library"),
    ("kiosk.page.frame", "kiosk.settings"),
}
LONG_FUNCTIONS = set[str]()
LONG_FILES = set[str]()


class Import(NamedTuple):
    """One imported module, where, and whether only when a function runs."""

    module: str
    line: int
    inside: bool
    names: tuple[str, ...]


class Module:
    """One file of the kiosk, as its source tells it."""

    def __init__(self, path: Path) -> None:
        self.path = path.relative_to(ROOT).as_posix()
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        self.lines = path.read_text("utf-8").splitlines()
        self.tree = ast.parse("\n".join(self.lines))
        parts = path.relative_to(ROOT / "kiosk").with_suffix("").parts
        self.room = parts[0]
        self.is_package = parts[-1] == "__init__"
        self.first_line = (ast.get_docstring(self.tree) or "").split("\n")[0]
        self.imports = tuple(self._imports(self.tree, inside=False))

    def _imports(self, node: ast.AST, inside: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, inside, ()) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{self.path}:{child.lineno}: imports are written in full"
                yield Import(child.module or "", child.lineno, inside, tuple(alias.name for alias in child.names))
            yield from self._imports(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


MODULES = {module.name: module for module in map(Module, sorted((ROOT / "kiosk").rglob("*.py")))}
RULES = [
    one for one in MODULES.values() if one.room in ("guide", "visit", "page") and one.first_line.startswith("Rules.")
]


def used(module: Module) -> Iterator[tuple[str, Import]]:
    """The kiosk's own modules that this one imports: `from kiosk.desk import view` uses kiosk.desk.view."""
    for one in module.imports:
        if one.module.split(".")[0] == "kiosk":
            inner = [f"{one.module}.{name}" for name in one.names if f"{one.module}.{name}" in MODULES]
            for name in inner or [one.module]:
                yield name, one


def room_of(name: str) -> str:
    return MODULES[name].room


def test_every_room_stands_in_the_table() -> None:
    assert {module.room for module in MODULES.values()} == set(MAY_USE)


def test_each_room_uses_only_the_rooms_below_it() -> None:
    upward = [
        f"{module.path}:{one.line} uses {name}"
        for module in MODULES.values()
        for name, one in used(module)
        if room_of(name) not in {module.room, "__init__"}
        and not {room_of(name), name.removeprefix("kiosk.")} & MAY_USE[module.room]
    ]
    assert upward == []


def test_the_table_itself_only_points_downward() -> None:
    order = {room: {use.split(".")[0] for use in uses} for room, uses in MAY_USE.items()}
    order["settings"] = set()  # it takes one class from guide.problem, which takes nothing
    assert next(used(MODULES["kiosk.guide.problem"]), None) is None
    assert list(TopologicalSorter(order).static_order())


def test_no_module_comes_back_to_itself() -> None:
    graph = {module.name: {name for name, _ in used(module)} - {"kiosk"} for module in MODULES.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


def test_only_the_screen_knows_kivy_and_commands_only_when_they_run() -> None:
    strangers = [
        f"{module.path}:{one.line}"
        for module in MODULES.values()
        for one in module.imports
        if one.module.split(".")[0] in ("kivy", "kivy_deps")
        and module.room != "screen"
        and not (module.room == "staff" and one.inside)
    ]
    assert strangers == []


def test_only_what_opens_windows_and_servers_imports_the_kiosk_inside_a_function() -> None:
    """There it saves the start-up of other commands; elsewhere it would hide a circle."""
    hidden = [
        f"{module.path}:{one.line}"
        for module in MODULES.values()
        for _, one in used(module)
        if one.inside and module.room not in ("staff", "terminal")
    ]
    assert hidden == []


def test_the_rules_of_guide_visit_and_page_reach_for_no_clock_file_or_network() -> None:
    reaching = [
        f"{module.path}:{one.line} imports {one.module}"
        for module in RULES
        for one in module.imports
        if (top := one.module.split(".")[0]) in OUTSIDE
        and not (one.names and set(one.names) <= HARMLESS.get(top, set()))
    ]
    reaching += [
        f"{module.path}:{node.lineno} calls {name}"
        for module in RULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and (name := getattr(node.func, "id", getattr(node.func, "attr", ""))) in REACHES
    ]
    assert len(RULES) > 15
    assert reaching == []


def test_the_rules_of_guide_visit_and_page_use_no_module_that_reads() -> None:
    found = {
        (module.name, name)
        for module in RULES
        for name, _ in used(module)
        if MODULES[name].first_line.startswith("I/O.")
    }
    assert found == RULES_THAT_USE_IO


def test_every_module_says_first_whether_it_is_rules_or_input_and_output() -> None:
    silent = [
        module.path
        for module in MODULES.values()
        if not module.first_line.startswith(("Rules. ", "I/O. ", "The command `kiosk"))
        and not (module.is_package and module.first_line)
    ]
    assert silent == []


def test_files_and_functions_stay_short() -> None:
    long_files = {module.path for module in MODULES.values() if len(module.lines) > MOST_LINES}
    long_functions = {
        f"{module.name}.{node.name}"
        for module in MODULES.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_IN_A_FUNCTION
    }
    assert (long_files, long_functions) == (LONG_FILES, LONG_FUNCTIONS)


def test_no_kiosk_is_fetched_from_a_global() -> None:
    """`App.get_running_app()` only in the shell: parts arrive by constructor."""
    callers = {module.path for module in MODULES.values() if "get_running_app" in "\n".join(module.lines)}
    assert callers <= {"kiosk/screen/shell.py"}


@pytest.mark.parametrize(
    "names",
    [
        ("kiosk.guide.library", "kiosk.visit.visit", "kiosk.page.build", "kiosk.host"),
        tuple(
            name for name, module in MODULES.items() if module.room in BELOW_HOST - {"voice"} or module.room == "host"
        ),
        ("kiosk.__main__", "kiosk.staff.check", "kiosk.staff.search"),
    ],
    ids=["the four doors", "all below the screen", "the command line"],
)
def test_what_needs_no_window_runs_without_kivy_sound_or_display(names: tuple[str, ...]) -> None:
    blocked = ("kivy", "miniaudio", "pyttsx3")
    ask = f"import sys, importlib; sys.modules |= dict.fromkeys({blocked}); [*map(importlib.import_module, {names})]"
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

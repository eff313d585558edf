"""The command `kiosk check`: proves the guides, and keeps the schema that editors' completion uses in step."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from kiosk.guide import check as rules
from kiosk.guide.check import Ground
from kiosk.guide.event_check import event_to_verify
from kiosk.guide.glossary import Themes
from kiosk.guide.library import (
    EVENTS,
    REHEARSALS,
    Library,
    guide_files,
    inspect,
    inspect_event,
    inspect_rehearsal,
    load,
)
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem
from kiosk.screen.icons import ICONS
from kiosk.staff import plain

SCHEMA = Path("config") / "guide.schema.json"


def schema_text() -> str:
    """`config/guide.schema.json`, generated from the model."""
    schema = Guide.model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "check", help="vérifie les guides", description="Vérifie tous les guides, ou ceux que l'on nomme."
    )
    parser.add_argument("fichiers", nargs="*", type=Path, help="fichiers à vérifier (par défaut : tous les guides)")
    parser.add_argument("--to-verify", action="store_true", help="liste ce qui reste à confirmer sur le terrain")
    parser.add_argument("--plain", action="store_true", help="mesure la lecture facile de chaque guide")
    parser.add_argument("--write-schema", action="store_true", help=f"réécrit {SCHEMA}")
    parser.add_argument("--without-dates", action="store_true", help="ne dit rien des relectures en retard")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 all is well, 1 a guide has a problem, 2 the check itself could not be made."""
    root: Path = options.root
    if options.write_schema:
        try:
            (root / SCHEMA).write_text(schema_text(), "utf-8")
        except OSError as error:
            print(f"{SCHEMA} ne peut pas être écrit ({error.strerror}).")
            return 2
        print(f"{SCHEMA} est écrit.")
        return 0
    today = date.today()
    try:
        library = load(root, today)
    except BadFile as bad:
        _print(bad.problems, options.json)
        return 2
    if options.to_verify:
        return _print_to_verify(library, options.json)
    files = plain.shown(root, options.fichiers)
    hard = plain.faults(files, library.glossary)
    if options.plain:
        found = sorted([*hard, *plain.advice(files, library.glossary)])
        plain.print_table(files, library.glossary, found, options.json)
        return 1 if hard else 0
    problems = list(library.problems)
    count = len(guide_files(root))
    if options.fichiers:
        guides = [path for path in options.fichiers if path.parent.name not in (EVENTS, REHEARSALS)]
        ids = {path.stem for path in (*guide_files(root), *guides)}
        ground = Ground(library.hosts, library.glossary, Themes(themes=library.themes), ids, today)
        problems = [problem for path in options.fichiers for problem in _inspected(path, ground)]
        count = len(options.fichiers)
    elif not (root / SCHEMA).exists() or (root / SCHEMA).read_bytes() != schema_text().encode():
        problems.append(
            Problem(
                str(SCHEMA), 0, 0, "Le schéma n'est plus celui du modèle.", "Lancez « kiosk check --write-schema »."
            )
        )
    problems += [
        Problem(f"{one.id}.yaml", 0, 0, f"Le pictogramme « {one.icon} » n'existe pas.", "Choisissez-en un autre.")
        for one in library.events
        if one.icon not in ICONS
    ]
    problems = sorted([*problems, *hard])
    if options.without_dates:
        problems = [problem for problem in problems if problem.grave]
    _print(problems, options.json)
    if not problems and not options.json:
        print(f"{count} guide{'s' if count > 1 else ''} : tout est en ordre.")
    return 1 if problems else 0


def _inspected(path: Path, ground: Ground) -> list[Problem]:
    """The problems of one file, by the folder it is in: a guide, a change in life, a rehearsal."""
    if path.parent.name == EVENTS:
        return inspect_event(path, ground)[1]
    return (inspect_rehearsal if path.parent.name == REHEARSALS else inspect)(path, ground)[1]


def _print(problems: list[Problem], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"problems": [problem.as_data() for problem in problems]}, ensure_ascii=False, indent=1))
        return
    for problem in problems:
        print(problem)


def _print_to_verify(library: Library, as_json: bool) -> int:
    rows = [(guide.id, step, what) for guide in library.guides for step, what in rules.to_verify(guide)]
    rows += [(event.id, task, what) for event in library.events for task, what in event_to_verify(event)]
    rows += [(one.id, "exercice", what) for one in library.rehearsals for what in one.to_verify]
    steps: dict[tuple[str, str], list[str]] = {}
    for where, step, what in rows:
        steps.setdefault((where, what), []).append(step)
    if as_json:
        told = [{"guide": where, "steps": at, "what": what} for (where, what), at in steps.items()]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for (where, what), at in steps.items():
        print(f"{where} · {', '.join(at)} : {what}")
    print(f"{len(steps)} points à vérifier.")
    return 0

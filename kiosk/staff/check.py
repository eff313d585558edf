"""The command `kiosk check`: proves the guides, and keeps the schema that editors' completion uses in step."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from kiosk.guide import check as rules
from kiosk.guide.check import Ground
from kiosk.guide.glossary import Themes
from kiosk.guide.library import guide_files, inspect, load
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Problem

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
        return _print_to_verify(library.guides, options.json)
    problems = list(library.problems)
    count = len(guide_files(root))
    if options.fichiers:
        ids = {path.stem for path in guide_files(root)} | {path.stem for path in options.fichiers}
        ground = Ground(library.hosts, library.glossary, Themes(themes=library.themes), ids, today)
        problems = [problem for path in options.fichiers for problem in inspect(path, ground)[1]]
        count = len(options.fichiers)
    elif not (root / SCHEMA).exists() or (root / SCHEMA).read_bytes() != schema_text().encode():
        problems.append(
            Problem(
                str(SCHEMA), 0, 0, "Le schéma n'est plus celui du modèle.", "Lancez « kiosk check --write-schema »."
            )
        )
    if options.without_dates:
        problems = [problem for problem in problems if problem.grave]
    _print(problems, options.json)
    if not problems and not options.json:
        print(f"{count} guide{'s' if count > 1 else ''} : tout est en ordre.")
    return 1 if problems else 0


def _print(problems: list[Problem], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"problems": [problem.as_data() for problem in problems]}, ensure_ascii=False, indent=1))
        return
    for problem in problems:
        print(problem)


def _print_to_verify(guides: tuple[Guide, ...], as_json: bool) -> int:
    rows = [(guide.id, step, what) for guide in guides for step, what in rules.to_verify(guide)]
    if as_json:
        print(
            json.dumps(
                [dict(zip(("guide", "step", "what"), row, strict=True)) for row in rows], ensure_ascii=False, indent=1
            )
        )
        return 0
    for guide_id, step, what in rows:
        print(f"{guide_id} · {step} : {what}")
    print(f"{len(rows)} points à vérifier.")
    return 0

"""The command `kiosk search`: what a resident would find with these words."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from kiosk.guide.library import load
from kiosk.guide.problem import BadFile
from kiosk.guide.read import read_model
from kiosk.guide.search import Everyday, Hit, Index, nearest_themes, search, search_events
from kiosk.guide.urgency import danger

EVERYDAY = Path("config") / "search.yaml"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    parser = commands.add_parser(
        "search", help="cherche un guide", description="Cherche un guide avec les mots de tous les jours."
    )
    parser.add_argument("mots", metavar="TEXTE", nargs="+", help="ce que la personne écrit : « g pu de sous »")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 something was found, 1 nothing was, 2 the search could not be made."""
    root: Path = options.root
    text = " ".join(options.mots)
    try:
        library = load(root, date.today())
        everyday = read_model(root / EVERYDAY, Everyday)
    except BadFile as bad:
        print(bad, file=sys.stderr)
        return 2
    index = Index(library, everyday)
    hits, changes = search(index, text), search_events(index, text)
    distress = danger(f"{text} ", library.urgency) is not None  # all of it has been written
    if options.json:
        rows = [{"id": "urgence", "title": "Urgence", "score": 1.0, "kind": "urgency"}] if distress else []
        rows += [_row(hit, "guide") for hit in hits] + [_row(hit, "event") for hit in changes]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0 if rows else 1
    if distress:
        print("      Urgence : les numéros à appeler")
    for hit in (*hits, *changes):
        print(f"{hit.score:4.0%}  {hit.title}  ({hit.id})")
    if not (hits or changes or distress):
        print(f"Aucun guide pour « {text} ».")
        themes = nearest_themes(index, text)
        if themes:
            print("Thèmes proches : " + ", ".join(theme.title for theme in themes) + ".")
    return 0 if hits or changes or distress else 1


def _row(hit: Hit, kind: str) -> dict[str, object]:
    return {"id": hit.id, "title": hit.title, "score": round(hit.score, 3), "kind": kind}

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
from kiosk.guide.search import Everyday, Index, nearest_themes, search

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
    hits = search(Index(library, everyday), text)
    if options.json:
        rows = [{"id": hit.id, "title": hit.title, "score": round(hit.score, 3)} for hit in hits]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0 if hits else 1
    for hit in hits:
        print(f"{hit.score:4.0%}  {hit.title}  ({hit.id})")
    if not hits:
        print(f"Aucun guide pour « {text} ».")
        themes = nearest_themes(library, text, everyday)
        if themes:
            print("Thèmes proches : " + ", ".join(theme.title for theme in themes) + ".")
    return 0 if hits else 1

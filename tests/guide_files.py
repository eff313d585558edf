"""The text of a small guide without a mistake, and ways to spoil it: for the tests of the files that editors write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kiosk.guide.check import Ground
from kiosk.guide.glossary import Glossary, Themes
from kiosk.guide.library import inspect
from kiosk.guide.problem import Problem

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)

GUIDE = """\
version: 1
id: demo
titre: Demander une aide
resume: Une aide en argent.
theme: argent
organisme: la Caf
portail:
  nom: le site de la Caf
  url: https://www.caf.fr/aides
telephones:
  - {numero: "3230", qui: Un conseiller, faits: [telephones-1]}
duree: 20
mots: [aide, argent, sous]
a_preparer:
  - quoi: Une carte
    explication: Elle prouve qui vous êtes.
    faits: [documents-1]
acces: {email: necessaire, mobile: utile, franceconnect: non}
relecture:
  le: 2026-10-01
  avant: 2027-04-01
sources:
  - {cle: S1, titre: Une fiche, adresse: un livre, date: "2026", confiance: haute}
faits:
  - {cle: telephones-1, dit: "32 30, un conseiller", sources: [S1]}
  - {cle: documents-1, dit: "Une carte, une photo", sources: [S1]}
  - {cle: cout-1, dit: "Gratuit", sources: [S1]}
etapes:
  - genre: information
    id: debut
    titre: Le début
    texte: Voici le [[RSA]].
  - genre: attention
    id: argent
    titre: Ne payez rien
    texte: C'est gratuit.
    faits: [cout-1]
  - genre: liste
    id: papiers
    titre: Vos papiers
    texte: Cochez.
    elements:
      - quoi: Une photo
        explication: Elle est récente.
        faits: [documents-1]
  - genre: question
    id: compte
    titre: Avez-vous un compte ?
    texte: Choisissez.
    choix:
      - {reponse: "Oui", vers: page}
      - {reponse: Je ne sais pas, vers: fin-pro, doute: true}
  - genre: action
    id: page
    titre: Ouvrez la page
    texte: Touchez le **bouton**.
    url: https://www.caf.fr
    croquis:
      bandeau:
        - titre: Caf
      page:
        - lignes: 2
        - [{champ: Nom}, {bouton: Suite, ici: true}]
    suite: fin-fait
  - genre: fin
    id: fin-fait
    titre: Bravo
    texte: C'est fini.

      La Caf vous écrit.

      Le professionnel peut vous aider.
    bilan: fait
    voir: [autre]
  - genre: fin
    id: fin-pro
    titre: Voyons ensemble
    texte: Frappez au bureau.

      Gardez vos papiers.

      Le professionnel finit avec vous.
    bilan: professionnel
    faits: [cout-1]
"""

GROUND = Ground(
    hosts=frozenset({"www.caf.fr"}),
    glossary=Glossary.model_validate({"mots": [{"mot": "RSA", "sens": "Une aide."}]}),
    themes=Themes.model_validate({"themes": [{"id": "argent", "titre": "Argent", "pictogramme": "coin-euro"}]}),
    guides={"demo", "autre"},
    today=TODAY,
)


def spoiled(*changes: tuple[str, str]) -> str:
    """The good guide with each of these passages, which stand there once, written otherwise."""
    text = GUIDE
    for before, after in changes:
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
        text = text.replace(before, after)
    return text


def place(text: str, passage: str, number: int = 1) -> tuple[int, int]:
    """The line and column where that passage begins for the first, second… time."""
    at = -1
    for _ in range(number):
        at = text.index(passage, at + 1)
    line_start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - line_start + 1


def write(folder: Path, text: str | bytes, name: str = "demo.yaml") -> Path:
    """That text as a file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems_of(folder: Path, text: str | bytes, ground: Ground = GROUND) -> list[Problem]:
    """What reading and checking find in a guide with that text."""
    return inspect(write(folder, text), ground)[1]

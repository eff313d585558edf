"""Reading a guide: every mistake told in French at its place with a remedy, all at once, whatever the file holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from guide_files import GUIDE, ROOT, place, problems_of, spoiled, write
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.guide import read
from kiosk.guide.glossary import Glossary
from kiosk.guide.model import Checklist, Verdict
from kiosk.guide.problem import BadFile, Problem, place_of
from kiosk.guide.read import read_guide, read_model

# (how the good guide is spoiled, the passage where the mistake is shown, what is said, the remedy)
MISTAKES = {
    "a line is missing": (("duree: 20\n", ""), "version:", "Il manque « duree »", "Ajoutez une ligne « duree: … »"),
    "a line is missing in a part": (("  le: 2026-10-01\n", ""), "avant:", "Il manque « le »", "« le: … »"),
    "a line is missing in a step": (("    bilan: fait\n", ""), "genre: fin", "Il manque « bilan »", "Ajoutez"),
    "a key is misspelt": (("organisme:", "organisation:"), "organisation:", "« organisation » n'existe pas", "Corrigez"),
    "a key is in English": (("duree:", "minutes:"), "minutes:", "« minutes » n'existe pas ici", "Corrigez"),
    "a key stands in the wrong step": (("    bilan: fait\n", "    bilan: fait\n    plans: []\n"), "plans", "plans", "retirez"),
    "a step has no kind": (("genre: attention\n    id", "id"), "id: argent", "genre de cette étape", "genre: information"),
    "a step has an unknown kind": (("genre: liste", "genre: liset"), "genre: liset", "genre de cette étape", "liste"),
    "a word outside the choice": (("email: necessaire", "email: oui"), "oui", "« oui » n'est pas", "utile, non"),
    "an unknown version": (("version: 1", "version: 2"), "2\n", "« 2 » n'est pas possible pour « version »", "parmi : 1"),
    "too long": (("Demander une aide", "a" * 49), "a" * 49, "« titre » est trop long (49 signes)", "Au plus 48 signes"),
    "empty": (("titre: Bravo", "titre: ''"), "''", "« titre » est vide", "Écrivez un texte"),
    "blank": (("titre: Bravo", "titre: '  '"), "'  '", "« titre » est vide", "Écrivez un texte"),
    "an id with accents": (("id: debut", "id: début"), "début", "« début » n'est pas bien écrit pour « id »", "sans accent"),
    "a source key": (("cle: S1", "cle: Source1"), "Source1", "n'est pas bien écrit pour « cle »", "S1, S2, S3"),
    "a phone number": (('"3230"', '"32.30"'), '"32.30"', "n'est pas bien écrit pour « numero »", "chiffres et des espaces"),
    "a number where text is wanted": (('numero: "3230"', "numero: 3230"), "3230", "« numero » doit être un texte", "guillem"),
    "a date where text is wanted": (("titre: Bravo", "titre: 2026-11-22"), "2026", "« titre » doit être un texte", "guillem"),
    "a list where text is wanted": (("titre: Bravo", "titre: [a, b]"), "[a, b]", "« titre » doit être un texte", "guillem"),
    "text where a number is wanted": (("duree: 20", "duree: vingt"), "vingt", "« duree » doit être un nombre", "chiffres"),
    "half a minute": (("duree: 20", "duree: 2.5"), "2.5", "« duree » doit être un nombre entier", "chiffres"),
    "a number too large": (("duree: 20", "duree: 181"), "181", "181 n'est pas possible pour « duree »", "La limite est 180"),
    "a number too small": (("duree: 20", "duree: 0"), "0\n", "0 n'est pas possible pour « duree »", "La limite est 1."),
    "a number beyond all measure": (("duree: 20", f"duree: 0x{'f' * 5000}"), "0xf", "« duree » doit être un nombre", "chiff"),
    "a date in words": (("le: 2026-10-01", "le: octobre"), "octobre", "« le » n'est pas une date", "2026-11-22"),
    "a French date": (("le: 2026-10-01", "le: 01/10/2026"), "01/10", "« le » n'est pas une date", "2026-11-22"),
    "a day that does not exist": (("le: 2026-10-01", "le: 2026-02-30"), "2026-02", "« le » n'est pas une date", "2026-11-22"),
    "an hour on a date": (("le: 2026-10-01", "le: 2026-10-01 10:30:00"), "2026-10", "« le » n'est pas une date", "2026"),
    "a year alone": (("le: 2026-10-01", "le: 2026"), "2026\n", "« le » n'est pas une date", "2026-11-22"),
    "neither true nor false": (("ici: true", "ici: peut-être"), "peut", "« ici » doit être vrai ou faux", "true ou false"),
    "no list": (("[aide, argent, sous]", "aide"), "aide\na_preparer", "« mots » doit être une liste", "tiret"),
    "too few": (("[aide, argent, sous]", "[aide]"), "[aide]", "« mots » n'a pas assez d'éléments", "au moins 3"),
    "too many": (("voir: [autre]", "voir: [a, b, c, d]"), "[a, b", "« voir » a trop d'éléments", "Gardez-en 3 au plus"),
    "text where a part is wanted": (("{email: necessaire, mobile: utile, franceconnect: non}", "oui"), "oui", "« acces »", "C"),
    "two kinds in one drawing": (("{champ: Nom}", "{champ: Nom, lien: X}"), "{champ", "dire une seule chose", "seul mot parmi"),
    "no kind in a drawing": (("- titre: Caf", "- ici: false"), "ici: false", "dire une seule chose", "seul mot parmi titre"),
    "a key written twice": (("duree: 20\n", "duree: 20\nduree: 30\n"), "duree: 30", "« duree » est écrite deux fois", "seule"),
    "a reference": (("resume: Une aide", "resume: &x Une aide").__class__((("titre: Bravo", "titre: *x"))), "*x", "renvoi", "guil"),
    "a merged key": (("{champ: Nom}", "{<<: {champ: Nom}}"), "<<", "La clé « << » n'existe pas", "Corrigez"),
    "a key that is a list": (("duree: 20\n", "duree: 20\n[a, b]: c\n"), "[a, b]", "La clé « ? » n'existe pas", "Corrigez"),
    "a set": (("[aide, argent, sous]", "!!set {aide, argent, sous}"), "!!set", "Une marque « ! » est interdite", "Retirez"),
    "a text marked as text": (("titre: Bravo", "titre: !!str 12"), "!!str", "Une marque « ! » est interdite", "guillemets"),
    "nested without end": (("titre: Bravo", f"titre: {'[' * 60}{']' * 60}"), "[" * 51, "trop profondément", "alignement"),
    "an open quote": (("titre: Bravo", "titre: 'Bravo"), None, "L'écriture YAML est cassée", "les guillemets"),
    "a colon in a text": (("titre: Bravo", "titre: Bravo : fini"), " : fini", "L'écriture YAML est cassée", "deux-points"),
    "a tab before a line": (("    titre: Bravo", "\ttitre: Bravo"), "\ttitre: Bravo", "L'écriture YAML est cassée", "align"),
    "a stray mark": (("titre: Bravo", "titre: @Bravo"), "@Bravo", "L'écriture YAML est cassée", "guillemets"),
    "two files in one": (("version: 1", "---\nversion: 1\n---"), None, "L'écriture YAML est cassée", "Regardez"),
    "a NUL": (("titre: Bravo", "titre: Bra\0vo"), "\0vo", "signe invisible", "retapez cette ligne"),
    "a bell": (("titre: Bravo", "titre: Bra\x07vo"), "\x07vo", "signe invisible", "Effacez-le"),
}  # fmt: skip

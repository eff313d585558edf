"""The proof of a guide: each rule by a small broken guide; the real guides without a fault, walked to every end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from guide_files import GROUND, GUIDE, ROOT, TODAY, place, problems_of, spoiled, write

from kiosk.guide.check import MOST_SENTENCES, MOST_WORDS, Ground, check, to_verify
from kiosk.guide.hosts import refusal
from kiosk.guide.library import guide_files, load
from kiosk.guide.model import Guide, Outcome, Question, Verdict
from kiosk.guide.problem import Problem
from kiosk.guide.read import read_guide
from kiosk.screen.qr import matrix
from kiosk.visit.walk import Walk

LIBRARY = load(ROOT, TODAY)
NAMES = [path.stem for path in guide_files(ROOT)]

OUTCOME = """\
  - genre: fin
    id: {}
    titre: Fin
    texte: |-
      Fin.
      Et après.
      Le professionnel.
    bilan: fait
"""
LONG = " ".join(["mot"] * (MOST_WORDS + 1))
MANY = " ".join(["Lisez."] * (MOST_SENTENCES + 1))
STEP = "genre: "  # a step begins there; the number says which
DEBUT, ARGENT, PAPIERS, COMPTE, PAGE, FAIT, PRO = range(1, 8)

# what is wrong: what the good guide says, what is written instead, [(passage shown, which one, what is told)]
FAULTS: dict[str, tuple[str, str, list[tuple[str, int, str]]]] = {
    "two steps of one name": (
        "id: argent\n",
        "id: debut\n",
        [("debut", 2, "Deux étapes s'appellent « debut »")],
    ),
    "unknown theme": ("theme: argent", "theme: argents", [("argents", 1, "Le thème « argents » n'existe pas")]),
    "unknown related guide": ("[autre]", "[autre, perdu]", [("[autre", 1, "Le guide « perdu » n'existe pas")]),
    "unknown next": (
        "suite: fin-fait",
        "suite: perdu",
        [
            (STEP, PAGE, "Depuis l'étape « page », on ne peut pas finir"),
            ("perdu", 1, "L'étape « perdu » n'existe pas"),
            (STEP, FAIT, "On n'arrive jamais à l'étape « fin-fait »"),
        ],
    ),
    "unknown answer": (
        "vers: fin-pro",
        "vers: perdu",
        [("perdu", 1, "L'étape « perdu » n'existe pas"), (STEP, PRO, "On n'arrive jamais à l'étape « fin-pro »")],
    ),
    "unreachable step": (
        "    suite: fin-fait\n",
        "    suite: fin-fait\n" + OUTCOME.format("ile"),
        [(STEP, 6, "On n'arrive jamais à l'étape « ile »")],
    ),
    "dead end": (
        "    bilan: professionnel\n    faits: [cout-1]\n",
        "    bilan: professionnel\n  - {genre: information, id: bout, titre: A, texte: B}\n",
        [("{genre", 1, "L'étape « bout » ne mène nulle part"), ("{genre", 1, "jamais à l'étape « bout »")],
    ),
    "loop": (
        "suite: fin-fait",
        "suite: papiers",
        [
            (STEP, PAPIERS, "L'étape « papiers » ramène sur elle-même"),
            (STEP, COMPTE, "L'étape « compte » ramène sur elle-même"),
            (STEP, PAGE, "L'étape « page » ramène sur elle-même"),
            (STEP, FAIT, "On n'arrive jamais à l'étape « fin-fait »"),
        ],
    ),
    "loop with no way out": (
        "suite: fin-fait",
        "suite: page",
        [
            (STEP, PAGE, "Depuis l'étape « page », on ne peut pas finir"),
            (STEP, PAGE, "L'étape « page » ramène sur elle-même"),
            (STEP, FAIT, "On n'arrive jamais à"),
        ],
    ),
    "look-alike portal": ("www.caf.fr/aides", "www.cаf.fr", [("https://www.cаf", 1, "un signe interdit")]),
    "unofficial portal": ("www.caf.fr/aides", "caf.fr", [("https://caf", 1, "« caf.fr » n'est pas dans la liste")]),
    "insecure page": ("url: https://www.caf.fr\n", "url: http://www.caf.fr\n", [("http:", 1, "par https://")]),
    "unknown word": ("[[RSA]]", "[[RMI]]", [("Voici", 1, "Le mot « rmi » n'est pas dans le glossaire")]),
    "unknown word behind others": ("[[RSA]]", "[[RSA|RMI]]", [("Voici", 1, "Le mot « rmi » n'est pas")]),
    "no word at all": ("[[RSA]]", "[[ ]]", [("Voici", 1, "Le mot «  » n'est pas dans le glossaire")]),
    "unknown word in the summary": ("Une aide en", "Le [[RMI]] en", [("Le [[RMI", 1, "Le mot « rmi »")]),
    "unknown word in what to have": ("Elle prouve", "Le [[RMI]] prouve", [("Le [[RMI", 1, "Le mot « rmi »")]),
    "unknown word on a checklist": ("Elle est réc", "Le [[RMI]] réc", [("Le [[RMI", 1, "Le mot « rmi »")]),
    "unknown word in the detail": ("Bravo", "Bravo\n    plus: Un [[RMI]].", [("Un [[RMI", 1, "Le mot « rmi »")]),
    "sentence too long": ("Cochez.", LONG, [(LONG, 1, f"Une phrase a {MOST_WORDS + 1} mots : « mot mot")]),
    "too many sentences": ("Cochez.", MANY, [(MANY, 1, f"Il y a {MOST_SENTENCES + 1} phrases ici")]),
    "bold left open": ("le **bouton**", "le **bouton", [("Touchez", 1, "n'est pas complète")]),
    "bold over two sentences": ("le **bouton**", "**ici. Puis là**", [("Touchez", 1, "n'est pas complète")]),
    "word left open": ("[[RSA]]", "[[RSA", [("Voici", 1, "n'est pas complète")]),
    "word never opened": ("[[RSA]]", "RSA]]", [("Voici", 1, "n'est pas complète")]),
    "mark in a title": ("titre: Bravo", "titre: Bravo [[RSA]]", [("Bravo", 1, "est dans « Bravo [[RSA]] »")]),
    "mark in an answer": ("Je ne sais pas,", "Je ne **sais** pas,", [("Je ne **", 1, "est dans « Je ne **sais**")]),
    "mark in a thing to have": ("quoi: Une carte", "quoi: Une [[RSA]]", [("Une [[", 1, "est dans « Une [[RSA]]")]),
    "two sources of one name": (
        "sources:\n",
        "sources:\n  - {cle: S1, titre: A, adresse: B, date: C, confiance: basse}\n",
        [("- {cle", 1, "Deux sources portent le même nom")],
    ),
    "unknown source of a fact": (
        'un conseiller", sources: [S1]',
        'un conseiller", sources: [S1, S9]',
        [("[S1, S9]", 1, "La source « S9 » n'est pas décrite")],
    ),
    "unknown fact of a step": (
        "professionnel\n    faits: [cout-1]",
        "professionnel\n    faits: [cout-1, cout-9]",
        [(STEP, PRO, "Le fait « cout-9 » n'est pas dans « faits »")],
    ),
    "unknown fact of a phone": (
        "conseiller, faits: [telephones-1]",
        "conseiller, faits: [telephones-1, delai-9]",
        [("{numero", 1, "Le fait « delai-9 »")],
    ),
    "unproved number": ("Cochez.", "Appelez le 3231.", [(STEP, PAPIERS, "Rien ne prouve « 3231 » ici")]),
    "sketch with nothing to touch": (", ici: true", "", [("bandeau:", 1, "Le croquis montre 0 endroits")]),
    "sketch with two places": ("{champ: Nom}", "{champ: Nom, ici: true}", [("bandeau:", 1, "montre 2 endroits")]),
    "mark in the band too": ("- titre: Caf", "- {titre: Caf, ici: true}", [("bandeau:", 1, "montre 2 endroits")]),
}

ENDS: dict[str, tuple[str, str | None]] = {
    "good": ("Fin.\n      Et après.\n      Le professionnel.", None),
    "good, with two sentences in a line": ("Fin.\n      Et après. Voilà.\n      Le professionnel.", None),
    "good, with an empty line and the professional elsewhere": ("Fin.\n\n      Une professionnelle.\n      Bon.", None),
    "four lines": ("Fin.\n      Et après.\n      Encore.\n      Le professionnel.", "La fin « ile » a 4 lignes."),
    "two lines": ("Fin.\n      Le professionnel.", "La fin « ile » a 2 lignes."),
    "one line": ("Le professionnel.", "La fin « ile » a 1 ligne."),
    "no professional": ("Fin.\n      Et après.\n      Bravo.", "La fin « ile » ne nomme pas le professionnel."),
    "another profession": ("Fin.\n      Et après.\n      Un semiprofessionnel.", "ne nomme pas le professionnel."),
}


@pytest.mark.parametrize(("text", "told"), ENDS.values(), ids=ENDS)
def test_every_end_has_three_lines_and_names_the_professional(tmp_path: Path, text: str, told: str | None) -> None:
    end = OUTCOME.format("ile").replace("Fin.\n      Et après.\n      Le professionnel.", text)
    guide = spoiled(
        ("    suite: fin-fait\n", f"    suite: fin-fait\n{end}"),
        ("{reponse: Je", "{reponse: Non, vers: ile}\n      - {reponse: Je"),
    )
    problems = problems_of(tmp_path, guide)
    assert [told in problem.what for problem in problems] == ([True] if told else [])
    for problem in problems:
        assert (problem.line, problem.column) == place(guide, "|-")
        assert problem.remedy == "Écrivez trois lignes : ce qui est fait, ce qui vient ensuite, le professionnel."
        assert problem.grave


@pytest.mark.parametrize(("before", "after", "told"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_at_its_place_and_keeps_the_guide_off_the_shelf(
    tmp_path: Path, before: str, after: str, told: list[tuple[str, int, str]]
) -> None:
    text = spoiled((before, after))
    problems = problems_of(tmp_path, text)
    assert [(problem.line, problem.column) for problem in problems] == [place(text, *shown) for *shown, _ in told]
    for problem, (_, _, what) in zip(problems, told, strict=True):
        assert what in problem.what
        assert problem.grave
        assert problem.remedy.endswith((".", "…"))


def test_a_good_guide_has_no_fault(tmp_path: Path) -> None:
    assert problems_of(tmp_path, GUIDE) == []


def test_the_faults_of_a_guide_are_told_all_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    names = ("unknown theme", "unofficial portal", "unknown source of a fact", "unknown word", "sentence too long")
    text = spoiled(*(FAULTS[name][:2] for name in names))
    problems = problems_of(tmp_path, text)
    assert [(problem.line, problem.column) for problem in problems] == [
        place(text, *FAULTS[n][2][0][:2]) for n in names
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("avant: 2027-04-01", "avant: 2026-11-22"), []),  # the last day
        (("le: 2026-10-01", "le: 2026-11-22"), []),  # read today
        (("avant: 2027-04-01", "avant: 2026-11-21"), [("2026-11-21", "devait être relu avant le 21/11/2026")]),
        (("le: 2026-10-01", "le: 2026-11-23"), [("2026-11-23", "est dans le futur")]),
        (
            ("le: 2026-10-01\n  avant: 2027-04-01", "le: 2026-10-01\n  avant: 2026-10-01"),
            [("2026-10-01\nsources", "devait être relu"), ("2026-10-01\nsources", "La prochaine relecture est avant")],
        ),
        (
            ("le: 2026-10-01\n  avant: 2027-04-01", "le: 2027-04-02\n  avant: 2027-04-01"),
            [("2027-04-02", "est dans le futur"), ("2027-04-01", "La prochaine relecture est avant la dernière")],
        ),
    ],
    ids=["last day", "read today", "overdue", "read in the future", "overdue at once", "in the wrong order"],
)
def test_the_dates_of_review_are_told_but_keep_no_guide_off_the_shelf(
    tmp_path: Path, change: tuple[str, str], told: list[tuple[str, str]]
) -> None:
    text = spoiled(change)
    problems = problems_of(tmp_path, text)
    assert [(problem.line, problem.column) for problem in problems] == [place(text, shown) for shown, _ in told]
    assert all(what in problem.what for problem, (_, what) in zip(problems, told, strict=True))
    assert not any(problem.grave for problem in problems)


def test_a_guide_without_any_outcome_is_told_step_by_step(tmp_path: Path) -> None:
    text = GUIDE[: GUIDE.index("  - genre: question")]
    problems = problems_of(tmp_path, text)
    assert Counter(problem.what.split(",")[0].split(" «")[0] for problem in problems) == {
        "Depuis l'étape": 3,
        "L'étape": 1,
    }


def test_a_problem_says_file_line_column_and_remedy_to_people_and_programs() -> None:
    problem = Problem("a.yaml", 3, 5, "Il manque « id ».", "Ajoutez-le.")
    assert str(problem) == "a.yaml:3:5 : Il manque « id ». Ajoutez-le."
    assert str(replace(problem, line=0, column=0)) == "a.yaml : Il manque « id ». Ajoutez-le."
    assert problem.as_data() == {
        "file": "a.yaml", "line": 3, "column": 5, "what": "Il manque « id ».", "remedy": "Ajoutez-le.", "grave": True,
    }  # fmt: skip


def test_what_stays_to_verify_comes_from_the_steps_and_from_weak_facts(tmp_path: Path) -> None:
    text = spoiled(
        ("titre: Bravo", "titre: Bravo\n    a_verifier: [Le nom du bouton.]"), ("confiance: haute", "confiance: basse")
    )
    guide, _ = read_guide(write(tmp_path, text))
    assert list(to_verify(guide)) == [
        ("telephones", "repose sur le fait telephones-1 : 32 30, un conseiller"),
        ("a_preparer", "repose sur le fait documents-1 : Une carte, une photo"),
        ("argent", "repose sur le fait cout-1 : Gratuit"),
        ("papiers", "repose sur le fait documents-1 : Une carte, une photo"),
        ("fin-fait", "Le nom du bouton."),
        ("fin-pro", "repose sur le fait cout-1 : Gratuit"),
    ]


# The guides that the kiosk really tells.


def test_the_real_guides_have_no_fault_on_the_day_they_were_reviewed() -> None:
    assert LIBRARY.problems == ()
    assert [guide.id for guide in LIBRARY.guides] == NAMES
    assert len(NAMES) >= 8


@pytest.fixture(params=NAMES)
def guide(request: pytest.FixtureRequest) -> Guide:
    found = LIBRARY.guide(request.param)
    assert found is not None
    return found


def every_walk(walk: Walk) -> Iterator[Walk]:
    """Every whole walk on from there."""
    ways = walk.guide.ways(walk.step)
    if not ways:
        yield walk
    for way in range(len(ways)):
        yield from every_walk(walk.answer(way))


def test_every_walk_of_a_real_guide_ends_in_an_outcome_and_together_they_see_every_step(guide: Guide) -> None:
    walks = list(every_walk(Walk(guide)))
    assert all(walk.over for walk in walks)
    assert {step.id for walk in walks for step in walk.path} == {step.id for step in guide.steps}
    assert {way for walk in walks for way in walk.answers} > {0}, "nobody chooses anything"
    assert max(walk.position for walk in walks) <= 20


def test_a_real_guide_has_a_fitting_size(guide: Guide) -> None:
    longest = max(walk.position for walk in every_walk(Walk(guide)))
    assert 8 <= len(guide.steps) <= 36
    assert longest >= 4
    assert max(len(step.title) for step in guide.steps) <= 60
    assert any(isinstance(step, Question) and len(set(guide.ways(step))) > 1 for step in guide.steps)


def test_a_real_guide_can_end_well_badly_or_with_the_professional(guide: Guide) -> None:
    assert {step.verdict for step in guide.steps if isinstance(step, Outcome)} == set(Verdict)


def test_every_address_of_a_real_guide_is_official_and_fits_a_qr_code(guide: Guide) -> None:
    urls = {guide.portal.url, *(url for step in guide.steps if (url := getattr(step, "url", None)))}
    for url in urls:
        assert refusal(url, LIBRARY.hosts) is None
        assert len(matrix(url)) <= 57, "version 10: a denser code is hard for an old telephone"


def test_a_real_guide_is_told_overdue_the_day_after_its_date(guide: Guide) -> None:
    ground = Ground(LIBRARY.hosts, LIBRARY.glossary, GROUND.themes, NAMES, date(2100, 1, 1))
    told = [problem for problem in check(guide, guide.id, {}, ground) if "devait être relu" in problem.what]
    assert [problem.grave for problem in told] == [False]

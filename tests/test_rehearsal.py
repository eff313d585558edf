"""Rehearsals: what may stand in their files, what is right on their screens, and what is said when it is not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from guide_files import GROUND, ROOT
from journey import LIBRARY

from kiosk.guide.library import inspect_rehearsal, load, rehearsal_files
from kiosk.guide.problem import Problem
from kiosk.guide.prose import sentences
from kiosk.guide.rehearsal import Form, Screen, Writing
from kiosk.guide.rehearsal_check import invented, prose_of_rehearsal
from kiosk.guide.rightness import ADDRESS, ELSEWHERE, after_touch, after_writing, found, label_at

REHEARSAL = """\
version: 1
id: demo
titre: Essayer un site
resume: Vous essayez un faux site.
duree: 3
mots: [essai, site, bouton]
guides: [demo]
retenir: Prenez votre temps.
a_verifier: [Tout]
ecrans:
  - titre: Ouvrez le site
    consigne: Touchez « Entrer ».
    adresse: www.site-exemple.fr
    site:
      bandeau: [{titre: Exemple}]
      page:
        - {lignes: 2}
        - [{bouton: Entrer}, {lien: Aide}]
    toucher: [Entrer]
    corrections:
      - {touche: Aide, dit: Ce lien explique le site.}
    bravo: C'est le bon bouton.
  - titre: Écrivez
    consigne: Remplissez le champ.
    donnees: Votre adresse est jeanne@site-exemple.fr.
    adresse: www.site-exemple.fr
    site:
      page:
        - {champ: E-mail}
        - {case: Je suis là}
        - {case: Des offres}
        - {bouton: Valider}
        - {image: Un bus}
    ecrire:
      - {dans: E-mail, texte: jeanne@site-exemple.fr, forme: courriel}
    cocher: [Je suis là]
    toucher: [Valider]
    sinon: Restez sur le formulaire.
    bravo: Tout est rempli.
  - titre: Regardez l'adresse
    consigne: Touchez l'adresse.
    adresse: www.exemple.gouv.fr
    site:
      page:
        - {bouton: Commencer}
    toucher: [www.exemple.gouv.fr]
    bravo: C'est l'adresse.
"""


def problems_of(folder: Path, *changes: tuple[str, str], name: str = "demo.yaml") -> list[Problem]:
    """What is told of the good rehearsal with these passages written otherwise."""
    text = REHEARSAL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / name
    path.write_text(text, "utf-8")
    return inspect_rehearsal(path, GROUND)[1]


# ---- the files


def test_the_example_is_in_order(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == []


def test_the_example_of_the_documentation_is_in_order(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "guide-format.md").read_text("utf-8")
    example = re.findall(r"^```yaml\n(.*?)^```", text.partition("## A rehearsal")[2], re.S | re.M)[0]
    path = tmp_path / "exercice-exemple.yaml"
    path.write_text(example, "utf-8")
    rehearsal, problems = inspect_rehearsal(path, replace(GROUND, guides={"arnaques"}))
    assert problems == []
    assert rehearsal is not None


@pytest.mark.parametrize(
    ("before", "after", "told", "line"),
    [
        ("id: demo", "id: autre", "n'est pas le nom du fichier", 2),
        ("version: 1", "version: 2", "n'est pas possible pour « version »", 1),
        ("adresse: www.site-exemple.fr", "adresse: www.ameli.fr", "n'est pas inventée", 13),
        ("{lien: Aide}", "{lien: www.caf.fr}", "« www.caf.fr » n'est pas une adresse inventée", 18),
        ("texte: jeanne@site-exemple.fr", "texte: jeanne@laposte.net", "« laposte.net » n'est pas", 35),
        ("toucher: [Entrer]", "toucher: [Sortir]", "« Sortir » n'est pas sur le site", 19),
        ("toucher: [Entrer]", "cocher: []", "Rien n'est à faire", 11),
        ("{touche: Aide,", "{touche: Entrer,", "« Entrer » est la bonne réponse", 21),
        ("{touche: Aide,", "{touche: Sortir,", "« Sortir » n'est pas sur le site", 21),
        ("dans: E-mail", "dans: Nom", "Le champ « Nom » n'est pas sur le site", 35),
        ("cocher: [Je suis là]", "cocher: [E-mail]", "La case « E-mail » n'est pas sur le site", 36),
        ("jeanne@site-exemple.fr, forme", "jeanne, forme", "a un signe @", 35),
        ("texte: jeanne@site-exemple.fr, ", "", "Rien n'est à écrire", 35),
        ("forme: courriel", "forme: code", "n'a que des chiffres", 35),
        ("{lien: Aide}", "{lien: Retour}", "« Retour » est un bouton de la borne", 18),
        ("{case: Des offres}", "{case: Je suis là}", "Deux éléments s'appellent « Je suis là »", 31),
        ("{bouton: Entrer}", "{bouton: Entrer, ici: true}", "montre la réponse", 18),
        ("retenir: Prenez votre temps.", "retenir: Le [[RSA]] est là.", "n'a pas sa place ici", 8),
        ("retenir: Prenez votre temps.", "retenir: Prenez **votre temps.", "n'est pas complète", 8),
        ("bravo: C'est le bon bouton.", "bravo: " + "mot " * 13, "Une phrase a 13 mots", 22),
        ("bravo: C'est le bon bouton.", "bravo: Un. Deux. Trois. Quatre.", "Il y a 4 phrases", 22),
        ("guides: [demo]", "guides: [perdu]", "Le guide « perdu » n'existe pas", 7),
    ],
)
def test_each_mistake_is_told_at_its_place(tmp_path: Path, before: str, after: str, told: str, line: int) -> None:
    problems = problems_of(tmp_path, (before, after))
    assert [problem.line for problem in problems if told in problem.what] == [line], list(map(str, problems))


def test_a_box_alone_leads_nowhere(tmp_path: Path) -> None:
    told = problems_of(tmp_path, ("    toucher: [Valider]\n", ""))
    assert [problem.what for problem in told] == ["Après la case, rien n'est à toucher."]


def test_a_broken_rehearsal_is_set_aside_and_one_that_names_a_lost_guide_stays(tmp_path: Path) -> None:
    (tmp_path / "guides" / "exercices").mkdir(parents=True)
    (tmp_path / "config").symlink_to(ROOT / "config")
    folder = tmp_path / "guides" / "exercices"
    problems_of(folder, ("id: demo", "id: autre"), name="autre.yaml")
    problems_of(folder, ("adresse: www.site-exemple.fr", "adresse: www.ameli.fr"))
    library = load(tmp_path, GROUND.today)
    assert [one.id for one in library.rehearsals] == ["autre"]
    assert {(problem.file, problem.grave) for problem in library.problems if problem.file != "urgency.yaml"} == {
        ("demo.yaml", True), ("demo.yaml", False), ("autre.yaml", False)
    }  # fmt: skip


# ---- those of the house


def test_there_are_eight_rehearsals_and_every_file_is_in_order() -> None:
    assert len(LIBRARY.rehearsals) == len(rehearsal_files(ROOT)) >= 8
    names = {path.name for path in rehearsal_files(ROOT)}
    assert [problem for problem in LIBRARY.problems if problem.file in names and problem.grave] == []


def test_nothing_real_stands_in_a_rehearsal() -> None:
    for rehearsal in LIBRARY.rehearsals:
        for screen in rehearsal.screens:
            assert invented(screen.host, LIBRARY.hosts), screen.host
    assert not invented("www.ameli.fr", LIBRARY.hosts)
    assert not invented("www.exemple.fr", {"www.exemple.fr"})


def test_every_piece_that_is_not_right_has_its_correction_or_that_of_its_screen() -> None:
    for rehearsal in LIBRARY.rehearsals:
        for screen in rehearsal.screens:
            for at in (ADDRESS, *range(len(screen.pieces()))):
                label = label_at(screen, at)
                if label and label not in screen.touch:
                    assert after_touch(screen, at, (), ()), (rehearsal.id, label)


def test_what_is_told_is_in_short_plain_sentences() -> None:
    for rehearsal in LIBRARY.rehearsals:
        for where, text in prose_of_rehearsal(rehearsal):
            for line in text.splitlines():
                assert len(line.split()) <= 13, (rehearsal.id, where, line)
            assert "vous" in text.lower() or len(sentences(text)) <= 5


# ---- what is right


@pytest.fixture
def screens(tmp_path: Path) -> tuple[Screen, ...]:
    problems_of(tmp_path)
    rehearsal, _ = inspect_rehearsal(tmp_path / "demo.yaml", GROUND)
    assert rehearsal is not None
    return rehearsal.screens


def test_a_touch_is_right_or_kindly_corrected(screens: tuple[Screen, ...]) -> None:
    first, form, last = screens
    at = {label_at(first, number): number for number in range(4)}
    assert after_touch(first, at["Entrer"], (), ()) == ""
    assert after_touch(first, at["Aide"], (), ()) == "Ce lien explique le site."
    assert after_touch(form, 4, (), ()) == "Restez sur le formulaire."
    assert after_touch(last, 0, (), ()) == ELSEWHERE
    assert after_touch(last, ADDRESS, (), ()) == ""
    assert label_at(first, ADDRESS) is None, "the address bar is touched only where it is an answer"
    assert label_at(first, 99) is None


def test_what_is_missing_on_a_form_is_told_one_thing_at_a_time(screens: tuple[Screen, ...]) -> None:
    form = screens[1]
    assert "« E-mail » est vide" in after_touch(form, 3, (), ())
    assert "la case « Je suis là »" in after_touch(form, 3, {0}, ())
    assert after_touch(form, 3, {0}, {1, 2}) == "Restez sur le formulaire."
    assert after_touch(form, 3, {0}, {1}) == ""


NAME = Writing(field="Nom", text="Éloïse Dupré-Exemple")
EMAIL = Writing(field="E-mail", text="jeanne.b@site-exemple.fr", form=Form.EMAIL)
CODE = Writing(field="Code", text="482915", form=Form.CODE)
PASSWORD = Writing(field="Mot de passe", text="Rose2026", form=Form.PASSWORD)
INVENTED = Writing(field="Mot de passe", form=Form.PASSWORD, without=("Jeanne", "1950", "123456"))


@pytest.mark.parametrize(
    ("writing", "text", "told"),
    [
        (NAME, "Éloïse Dupré-Exemple", ""),
        (NAME, " eloise  dupre exemple ", ""),
        (NAME, "", "Le champ est encore vide."),
        (NAME, "eloise dupre exempl", "Il manque 1 signe."),
        (NAME, "eloise dupre exempless", "Effacez 2 signes."),
        (NAME, "eloise dupre exempla", "Un signe est différent."),
        (EMAIL, "Jeanne.B@Site-Exemple.fr", ""),
        (EMAIL, "jeanne.b @site-exemple.fr ", ""),
        (EMAIL, "jeanne.bsite-exemple.fr", "Il manque le signe @, l'arobase."),
        (EMAIL, "jeanne.b@@site-exemple.fr", "Gardez un seul signe @."),
        (EMAIL, "@site-exemple.fr", "Il manque le début, avant le signe @."),
        (EMAIL, "jeanne.b@", "Il manque la fin, après le signe @."),
        (EMAIL, "jeanne.b@site-exemplefr", "Il manque un point après le signe @."),
        (EMAIL, "jeanneb@site-exemple.fr", "Il manque un point."),
        (EMAIL, "jeanne.b@siteexemple.fr", "Il manque un tiret."),
        (EMAIL, "jeanne.b@site-exemple.f", "Il manque 1 signe."),
        (CODE, "482915", ""),
        (CODE, "4829", "Il manque 2 chiffres."),
        (CODE, "4829155", "Effacez 1 chiffre."),
        (CODE, "482951", "Un chiffre est différent."),
        (PASSWORD, "Rose2026", ""),
        (PASSWORD, "rose2026", "Regardez les majuscules et les minuscules."),
        (PASSWORD, "Rose202", "Il manque 1 signe."),
        (INVENTED, "Tasse!Rivage47", ""),
        (INVENTED, "Tasse!Riva47", ""),
        (INVENTED, "TasseRivage473", ""),
        (INVENTED, "TasseRivage47", "Vous y êtes presque.\nAjoutez un signe comme ! ou ?"),
        (INVENTED, "Tasse!Riv4", "C'est un bon début.\nAjoutez encore 2 signes."),
        (INVENTED, "tasse!rivage47", "C'est un bon début.\nAjoutez une lettre majuscule."),
        (INVENTED, "TASSE!RIVAGE47", "C'est un bon début.\nAjoutez une lettre minuscule."),
        (INVENTED, "Tasse!Rivage", "C'est un bon début.\nAjoutez un chiffre."),
        (INVENTED, "JEANNE!tasse47", "« Jeanne » est facile à deviner.\nChoisissez autre chose."),
        (INVENTED, "Tasse!19501950", "« 1950 » est facile à deviner.\nChoisissez autre chose."),
        (INVENTED, "Aaaaaaaaaaa1!", "Les mêmes signes reviennent souvent.\nMélangez des lettres différentes."),
    ],
)
def test_typing_is_forgiving_where_real_sites_are_and_says_what_is_missing(
    writing: Writing, text: str, told: str
) -> None:
    assert after_writing(writing, text) == told


def test_a_correction_never_repeats_what_was_typed() -> None:
    for writing in (NAME, EMAIL, CODE, PASSWORD, INVENTED):
        assert "zyx" not in after_writing(writing, "zyx")


def test_a_search_finds_rehearsals_by_the_words_of_people() -> None:
    assert [one.id for one in found(LIBRARY.rehearsals, "je")] == []
    assert [one.id for one in found(LIBRARY.rehearsals, "captch")] == ["captcha"]
    assert "faux-site" in [one.id for one in found(LIBRARY.rehearsals, "Fâux site")]
    assert found(LIBRARY.rehearsals, "girafe") == ()


def test_a_rehearsal_goes_with_its_guides() -> None:
    assert {one.id for one in LIBRARY.rehearsals_for("arnaques")} == {"code-sms", "payer-ou-pas", "faux-site"}
    assert LIBRARY.rehearsals_for("caf-nulle-part") == ()
    assert LIBRARY.rehearsal("perdu") is None
    assert replace(LIBRARY, rehearsals=()).rehearsal("captcha") is None

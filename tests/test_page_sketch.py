"""A sketch in words: which piece is marked, and where it stands."""

from __future__ import annotations

import pytest

from kiosk.guide.model import Sketch
from kiosk.page.step import drawing

LINE: dict[str, object] = {"lignes": 1}
HERE: dict[str, object] = {"bouton": "Valider", "ici": True}


@pytest.mark.parametrize(
    ("band", "page", "place"),
    [
        ([], [HERE], "en haut de la page"),
        ([], [LINE, HERE], "en bas de la page"),
        ([], [HERE, LINE, LINE], "en haut de la page"),
        ([], [LINE, HERE, LINE], "au milieu de la page"),
        ([], [LINE, LINE, HERE], "en bas de la page"),
        ([], [LINE, LINE, LINE, LINE, LINE, LINE, HERE], "en bas de la page"),
        ([], [LINE, [HERE, LINE], LINE], "au milieu de la page, à gauche"),
        ([], [LINE, [LINE, HERE], LINE], "au milieu de la page, à droite"),
        ([], [LINE, [LINE, HERE, {"texte": "Aide"}], LINE], "au milieu de la page"),
        ([HERE], [LINE], "en haut"),
        ([{"titre": "caf.fr"}, HERE], [LINE], "en haut, à droite"),
        ([HERE, {"titre": "caf.fr"}], [LINE], "en haut"),
    ],
)
def test_the_voice_tells_where_to_touch(band: list[object], page: list[object], place: str) -> None:
    sketch = Sketch.model_validate({"bandeau": band, "page": page})
    [described] = drawing(sketch, "www.caf.fr").described
    assert described.text == f"Sur le dessin, le bouton « Valider » est {place}."


@pytest.mark.parametrize(
    ("piece", "named"),
    [
        ({"titre": "Mon Compte"}, "le titre"), ({"texte": "Bonjour"}, "la ligne"), ({"champ": "Nom"}, "le champ"),
        ({"lien": "Aide"}, "le lien"), ({"case": "Oui"}, "la case"), ({"image": "logo"}, "l'image"),
    ],
)  # fmt: skip
def test_the_voice_tells_what_to_touch(piece: dict[str, object], named: str) -> None:
    sketch = Sketch.model_validate({"page": [LINE, {**piece, "ici": True}]})
    [described] = drawing(sketch, "www.caf.fr").described
    assert described.text == f"Sur le dessin, {named} « {next(iter(piece.values()))} » est en bas de la page."


def test_a_sketch_without_a_mark_is_only_announced() -> None:
    [described] = drawing(Sketch.model_validate({"page": [LINE]}), "www.caf.fr").described
    assert described.text == "C'est un dessin de la page."

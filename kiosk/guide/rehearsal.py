"""Rules. What a rehearsal is, as validated data: a few drawn screens of a made-up site, and what is right on each.

As in a guide, the attributes are English and the file's keys French, with their descriptions. Nothing of it is real:
names, addresses and codes are given by us, and a check refuses a site that is not an obvious example.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.guide.model import Part, Piece, Prose, Short, Sketch, Slug, Source

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$", max_length=60)]
Asked = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
TOUCHED = ("field", "button", "link", "box", "picture")
"""The kinds of pieces that can be touched on a practised site."""


class Form(str, Enum):
    """What is written in a field: that decides what is forgiven, and which keyboard is shown."""

    NAME = "nom"
    EMAIL = "courriel"
    CODE = "code"
    PASSWORD = "mot-de-passe"


class Writing(Part):
    """One field to fill in. Without a text, the person invents a password, and its rules are checked."""

    field: Short = Field(alias="dans", description="Le champ à remplir, avec le nom qu'il porte sur le site.")
    text: Asked | None = Field(
        default=None, alias="texte", description="Ce qu'il faut écrire. Sans lui, un mot de passe à inventer."
    )
    form: Form = Field(
        default=Form.NAME,
        alias="forme",
        description="nom, courriel, code ou mot-de-passe : le clavier, et ce qui est pardonné.",
    )
    told: Prose | None = Field(
        default=None, alias="aide", description="Ce qui est dit au-dessus du clavier, en deux phrases au plus."
    )
    without: tuple[Asked, ...] = Field(
        default=(), alias="sans", max_length=12, description="Ce qu'un mot de passe inventé ne doit pas contenir."
    )


class Correction(Part):
    """What is said, kindly, after one wrong piece."""

    touched: Short = Field(alias="touche", description="L'élément touché à tort, avec les mots qu'il porte.")
    told: Prose = Field(alias="dit", description="La correction, gentille, en une à trois phrases.")


class Screen(Part):
    """One screen of a made-up site, and what is right on it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = Field(
        alias="titre", description="Ce qu'il faut faire, en grand sur l'écran (60 signes au plus)."
    )
    told: Prose = Field(alias="consigne", description="La consigne, en une à trois phrases courtes.")
    given: Prose | None = Field(
        default=None, alias="donnees", description="Les données inventées : « Pour l'exercice, vous vous appelez… »."
    )
    host: Host = Field(alias="adresse", description="L'adresse inventée du site : site-exemple.fr.")
    site: Sketch = Field(description="Le dessin du site, comme un croquis, sans « ici ».")
    write: Annotated[tuple[Writing, ...], Field(max_length=3)] = Field(
        default=(), alias="ecrire", description="Les champs à remplir."
    )
    tick: Annotated[tuple[Short, ...], Field(max_length=3)] = Field(
        default=(), alias="cocher", description="Les cases à cocher."
    )
    touch: Annotated[tuple[Short, ...], Field(max_length=6)] = Field(
        default=(), alias="toucher", description="Ce qu'il est juste de toucher ; plusieurs réponses sont possibles."
    )
    corrections: tuple[Correction, ...] = Field(default=(), description="Une correction pour chaque erreur.")
    otherwise: Prose | None = Field(
        default=None, alias="sinon", description="La correction des autres erreurs ; sans elle, une phrase générale."
    )
    praise: Prose = Field(alias="bravo", description="Pourquoi c'était juste, en une à trois phrases.")

    def pieces(self) -> tuple[Piece, ...]:
        """Every piece of the site in reading order; a piece is named by its number here."""
        return self.site.pieces()

    def number_of(self, label: str, kind: str | None = None) -> int | None:
        """The number of the piece with those words, of a kind if one is asked."""
        for at, piece in enumerate(self.pieces()):
            if piece.label == label and piece.kind in TOUCHED and kind in (None, piece.kind):
                return at
        return None

    @property
    def address_is_touched(self) -> bool:
        """Whether the address bar can be touched: where it is an answer, right or wrong."""
        return self.host in (*self.touch, *(one.touched for one in self.corrections))


class Rehearsal(Part):
    """A few screens to practise on, with what to keep in mind afterwards."""

    version: Literal[1] = Field(description="Version du format : 1.")
    id: Slug = Field(description="Nom de l'exercice, identique au nom du fichier sans « .yaml ».")
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)] = Field(
        alias="titre", description="Ce à quoi on s'entraîne : « Créer un compte »."
    )
    summary: Prose = Field(alias="resume", description="Ce que l'on apprend, en une ou deux phrases.")
    minutes: Annotated[int, Field(ge=1, le=30)] = Field(alias="duree", description="Durée en minutes.")
    words: Annotated[tuple[Short, ...], Field(min_length=3, max_length=30)] = Field(
        alias="mots", description="Les mots que les gens emploient vraiment."
    )
    rank: Annotated[int, Field(ge=1, le=99)] = Field(
        default=50, alias="rang", description="Sa place dans la liste ; le plus facile en premier."
    )
    guides: Annotated[tuple[Slug, ...], Field(max_length=6)] = Field(
        default=(), description="Les guides qui vont avec : l'exercice y est proposé, et eux à la fin de l'exercice."
    )
    keep: Prose = Field(alias="retenir", description="Ce qu'il faut retenir, en une à cinq phrases.")
    sources: tuple[Source, ...] = Field(default=(), description="D'où viennent les faits.")
    to_verify: tuple[str, ...] = Field(default=(), alias="a_verifier", description="Ce qui reste à faire confirmer.")
    screens: Annotated[tuple[Screen, ...], Field(min_length=3, max_length=7)] = Field(
        alias="ecrans", description="Les écrans du site inventé, dans l'ordre (3 à 7)."
    )

"""Rules. What a change in somebody's life is: what there is to do, in its order, each task with the guide that helps.

As a guide, it carries its facts and sources; the keys of the file are French. See `kiosk/guide/event_check.py` for what
it must prove.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.guide.model import Fact, FactKey, Part, Prose, Review, Short, Slug, Source

ORDER = ("D'abord", "Ensuite", "Plus tard", "À la fin")
"""What « quand » may say without a proof: an order, no delay."""
DELAY = "delai"
"""How the key of a fact begins that proves a delay."""


class Task(Part):
    """One thing to do after a change in life."""

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = Field(
        alias="quoi", description="Ce qu'il y a à faire, en quelques mots : « Prévenir la Caf »."
    )
    when: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)] = Field(
        alias="quand",
        description="D'abord, Ensuite, Plus tard ou À la fin. Un délai, seulement si un fait « delai-1 » le prouve.",
    )
    text: Prose = Field(alias="explication", description="Phrases courtes, une idée par phrase.")
    guide: Slug | None = Field(default=None, description="Le guide qui montre comment faire.")
    facts: tuple[FactKey, ...] = Field(default=(), alias="faits", description="Faits sur lesquels ceci repose.")
    to_verify: tuple[str, ...] = Field(
        default=(), alias="a_verifier", description="Ce qui reste à faire confirmer sur le terrain."
    )


class Event(Part):
    """A change in somebody's life, told as a list of tasks."""

    version: Literal[1] = Field(description="Version du format : 1.")
    id: Slug = Field(description="Nom de la situation, identique au nom du fichier sans « .yaml ».")
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)] = Field(
        alias="titre", description="Ce qui arrive, à la première personne : « Je déménage »."
    )
    summary: Prose = Field(alias="resume", description="Ce que cette liste apporte, en une ou deux phrases.")
    icon: Short = Field(alias="pictogramme", description="Nom d'un pictogramme Tabler.")
    words: Annotated[tuple[Short, ...], Field(min_length=3, max_length=60)] = Field(
        alias="mots", description="Les mots que les gens emploient vraiment."
    )
    review: Review = Field(alias="relecture", description="Dates de relecture.")
    sources: tuple[Source, ...] = Field(default=(), description="D'où viennent les faits.")
    facts: tuple[Fact, ...] = Field(default=(), alias="faits", description="Les faits sur lesquels la liste repose.")
    tasks: Annotated[tuple[Task, ...], Field(min_length=2, max_length=10)] = Field(
        alias="taches", description="Ce qu'il y a à faire, le plus pressé d'abord."
    )

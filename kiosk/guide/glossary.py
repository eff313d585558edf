"""Rules. The difficult words, each with a plain explanation, and the themes of the home page."""

from __future__ import annotations

from pydantic import Field

from kiosk.guide.model import Part, Prose, Short, Slug


class Word(Part):
    """One difficult word and what it means."""

    word: Short = Field(alias="mot", description="Le mot, en minuscules sauf sigle ou nom propre.")
    meaning: Prose = Field(alias="sens", description="Ce qu'il veut dire, en une à trois phrases courtes.")
    full: Short | None = Field(default=None, alias="entier", description="Le nom entier, pour un sigle.")


class Glossary(Part):
    """Every word explained, in `config/glossary.yaml`."""

    words: tuple[Word, ...] = Field(alias="mots", min_length=1)

    def find(self, word: str) -> Word | None:
        """The entry of that word, capitals apart."""
        return next((entry for entry in self.words if entry.word.lower() == word.lower()), None)


class Theme(Part):
    """One large tile of the home page."""

    id: Slug
    title: Short = Field(alias="titre")
    icon: Short = Field(alias="pictogramme", description="Nom d'un pictogramme Tabler.")
    words: tuple[Short, ...] = Field(default=(), alias="mots", description="Mots qui mènent à ce thème.")


class Themes(Part):
    """The themes in the order of the home page, in `config/themes.yaml`."""

    themes: tuple[Theme, ...] = Field(min_length=1)

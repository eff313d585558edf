"""A guide's prose: cut into sentences as a person would, its marks read, and nothing of it lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.guide.prose import Span, plain, sentence, sentences, words_of


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        (" \n \n", []),
        ("Bonjour.", ["Bonjour."]),
        ("Lisez. Touchez ! Pourquoi ? Voyez… Fini", ["Lisez.", "Touchez !", "Pourquoi ?", "Voyez…", "Fini"]),
        ("Une ligne\nune autre", ["Une ligne", "une autre"]),
        ("Deux points : une seule phrase.", ["Deux points : une seule phrase."]),
        ("Allez sur ameli.fr. Puis lisez.", ["Allez sur ameli.fr.", "Puis lisez."]),
        ("Il a 12.50 euros. 3 de trop.", ["Il a 12.50 euros.", "3 de trop."]),
        ("C'est fini. « Oui ». **Non.** [[RSA]]", ["C'est fini.", "« Oui ».", "Non.", "RSA"]),
        ("etc. et ainsi de suite", ["etc. et ainsi de suite"]),
        ("trop   d'espaces\tici", ["trop d'espaces ici"]),
    ],
)
def test_a_text_is_cut_at_the_end_of_its_sentences(text: str, cut: list[str]) -> None:
    assert [one.text for one in sentences(text)] == cut


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("simple", [Span("simple")]),
        ("a **gras** b", [Span("a "), Span("gras", bold=True), Span(" b")]),
        ("[[RSA]]", [Span("RSA", word="rsa")]),
        ("le [[revenu minimum|RSA]].", [Span("le "), Span("revenu minimum", word="rsa"), Span(".")]),
        ("[[ RSA ]]", [Span(" RSA ", word="rsa")]),
        ("[[a]][[b]]", [Span("a", word="a"), Span("b", word="b")]),
        ("**open", [Span("**open")]),
        ("[[open", [Span("[[open")]),
        ("[[]]", [Span("[[]]")]),
        ("2 * 3", [Span("2 * 3")]),
    ],
)
def test_marks_become_styles(text: str, spans: list[Span]) -> None:
    assert list(sentence(text).spans) == spans


def test_a_plain_sentence_keeps_signs_that_would_be_marks() -> None:
    assert plain("**moi** [[RSA]]").spans == (Span("**moi** [[RSA]]"),)


def test_two_sentences_that_read_the_same_are_two_places() -> None:
    one, other = sentences("Lisez.\nLisez.")
    assert one.text == other.text
    assert one != other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rien", ()),
        ("[[RSA]] et [[Caf]]. Le [[revenu|RSA]] encore.", ("rsa", "caf")),
        ("[[ ]]", ("",)),
        ("[[mot| ]]", ("",)),
    ],
)
def test_the_glossary_words_are_told_once_each_in_order(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["Mot", " ", ". ", "**", "[[", "]]", "|", "\n", "é", "«", "!"]), max_size=20).map("".join)
)
def test_no_word_is_lost_between_the_sentences(text: str) -> None:
    def bare(written: str) -> str:
        return "".join(sign for sign in written if sign.isalpha())

    shown = [one.text for one in sentences(text)]
    assert "|" in text or bare("".join(shown)) == bare(text)
    assert all(one == " ".join(one.split()) or "[[" in text or "**" in text for one in shown)

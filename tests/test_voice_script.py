"""A page read aloud: everything on it, in reading order, each sentence with its place on the screen."""

from __future__ import annotations

import pytest

from kiosk.guide.model import Piece, Sketch
from kiosk.guide.prose import Sentence, plain, sentences
from kiosk.page.model import (
    Action,
    Badge,
    Block,
    Choices,
    Drawing,
    Fact,
    Intent,
    Keys,
    Notice,
    Options,
    Page,
    Qr,
    Text,
    Tiles,
    Typed,
    Verb,
    Words,
)
from kiosk.visit.ticket import Code, Colour
from kiosk.voice.pronounce import Table
from kiosk.voice.script import Said, named, prepared, script


def button(label: str, verb: Verb = Verb.BEGIN, **more: object) -> Action:
    return Action(Intent(verb), label, **more)  # type: ignore[arg-type]


def page(*blocks: Block, **more: object) -> Page:
    return Page("step", plain("Titre"), (), blocks, **more)  # type: ignore[arg-type]


def said(*blocks: Block) -> list[str]:
    """What the blocks say, without the page's title."""
    return [one.text for one in script(page(*blocks))[1:]]


def test_a_whole_step_in_reading_order() -> None:
    title = plain("Ouvrez le site")
    prose = sentences("Prenez votre **téléphone**. Visez le carré.")
    caption, described = plain("Le site ressemble à ceci."), sentences("En haut, un bandeau bleu.")
    sketch = Sketch(body=(Piece(button="Mon compte", here=True),))
    back, done, listen = button("Retour", Verb.BACK), button("C'est fait"), button("Écouter", Verb.LISTEN)
    step = Page(
        "step",
        title,
        ("Argent", "RSA"),
        (Text(prose),),
        side=(Qr("https://www.caf.fr", "www.caf.fr"), Drawing(sketch, "www.caf.fr", caption, described)),
        bar=(back, done),
        top=(listen,),
        progress=(6, 12),
    )
    assert [(one.text, one.source) for one in script(step)] == [
        ("Étape 6 sur 12.", None),
        ("Ouvrez le site.", title),
        ("Prenez votre téléphone.", prose[0]),
        ("Visez le carré.", prose[1]),
        ("Un carré à viser avec l'appareil photo de votre téléphone.", None),
        ("Il ouvre le site www point caf point fr.", None),
        ("Le site ressemble à ceci.", caption),
        ("En haut, un bandeau bleu.", described[0]),
        ("Vous pouvez choisir : Retour,", back),
        ("C'est fait,", done),
        ("Écouter.", listen),
    ]


def test_a_number_to_call_is_said_to_be_one() -> None:
    assert said(Fact("3230", plain("La Caf."), "phone")) == ["Téléphone trente-deux trente : La Caf."]
    assert said(Fact("3230", plain("La Caf."), "point")) == ["trente-deux trente : La Caf."]


def test_the_answers_of_a_question_are_numbered() -> None:
    yes, no = button("J'ai un compte"), button("Je ne sais pas", detail=plain("Ce n'est pas grave."))
    ways = script(page(Choices((yes, no), numbered=True)))[1:]
    assert [one.text for one in ways] == [
        "Réponse 1 sur 2 : J'ai un compte.",
        "Réponse 2 sur 2 : Je ne sais pas.",
        "Ce n'est pas grave.",
    ]
    assert [one.source for one in ways] == [yes, no, no.detail]


def test_a_question_says_so_with_its_step() -> None:
    asked = Page("question", plain("Titre"), (), (), progress=(2, 5))
    assert script(asked)[0].text == "Étape 2 sur 5, question."
    comfort = Page("asking", plain("Titre"), ("Votre confort", "Question 1 sur 3"), ())
    assert script(comfort)[0].text == "Question 1 sur 3."


def test_a_button_alone_is_not_counted() -> None:
    assert said(Choices((button("En savoir plus"),))) == ["Bouton : En savoir plus."]


@pytest.mark.parametrize(
    ("block", "at", "told"),
    [
        (Choices((button("Oui"), button("Non")), numbered=True), 1, "Non, réponse 2 sur 2."),
        (Choices((button("Oui", chosen=True), button("Non")), numbered=True), 0, "Oui, choisi, réponse 1 sur 2."),
        (Choices((button("RIB", Verb.TICK, chosen=False), button("x"))), 0, "RIB, pas coché, case 1 sur 2."),
        (Choices((button("Seul"),)), 0, "Seul, bouton."),
        (Choices((button("A"), button("B", detail=plain("Et plus")))), 1, "B, bouton 2 sur 2. Et plus."),
        (Tiles((button("A"), button("B"))), 1, "B, bouton 2 sur 2."),
        (Options("Taille", (button("petit", chosen=True), button("grand"))), 0, "Taille : petit, choisi, bouton."),
        (Words((button("RIB", said="Que veut dire : RIB"),)), 0, "Que veut dire : RIB, bouton."),
    ],
)
def test_one_button_says_its_name_its_state_what_it_is_and_its_place(block: Block, at: int, told: str) -> None:
    whole = page(block)
    action = list(whole.actions())[at]
    assert (named(whole, action).text, named(whole, action).source) == (told, action)


def test_a_text_that_stands_on_no_page_is_said_sentence_by_sentence() -> None:
    assert [(one.text, one.source) for one in prepared("Bonjour.\nLe RIB", Table(words={"RIB": "ribe"}))] == [
        ("Bonjour.", None),
        ("Le ribe.", None),
    ]
    assert prepared("") == ()


def test_what_is_ticked_and_what_is_chosen_is_heard() -> None:
    ticks = Choices((button("Votre RIB", Verb.TICK, chosen=True), button("Une photo", Verb.TICK, chosen=False)))
    assert said(ticks) == ["Case 1 sur 2 : Votre RIB, coché.", "Case 2 sur 2 : Une photo, pas coché."]
    sizes = Options("Taille du texte", (button("petit", chosen=False), button("normal", chosen=True)))
    assert said(sizes) == ["Taille du texte, 2 choix :", "petit.", "normal, choisi."]


def test_what_replaces_a_label_aloud_is_said_instead() -> None:
    tiles = Tiles((button("A+", said="Écrire plus grand"), button("Santé")))
    assert said(tiles) == ["Bouton 1 sur 2 : Écrire plus grand.", "Bouton 2 sur 2 : Santé."]


def test_a_box_that_warns_says_so_once() -> None:
    assert said(Notice(sentences("Ne payez rien."), "caution")) == ["Attention. Ne payez rien."]
    assert said(Notice(sentences("Attention aux faux sites."), "caution")) == ["Attention aux faux sites."]
    assert said(Notice(sentences("C'est gratuit."), "info")) == ["C'est gratuit."]


def test_the_other_blocks() -> None:
    value = plain("20 minutes")
    fact = script(page(Fact("Durée", value)))[1]
    assert (fact.text, fact.source) == ("Durée : 20 minutes.", value)
    assert said(Words((button("foyer", Verb.WORD),))) == ["Mots expliqués :", "foyer."]
    assert said(Words(())) == []
    assert said(Typed("carte", "Écrivez un mot")) == ["Vous avez écrit : carte."]
    assert said(Typed("", "Écrivez un mot")) == ["Écrivez un mot."]
    row = tuple(button(letter, Verb.KEY) for letter in "azerty")
    assert said(Keys((row, row[:2]))) == [
        "Un clavier est affiché, pour écrire.",
        "Ligne 1 : a, z, e, r, t, y.",
        "Ligne 2 : a, z.",
    ]
    assert said(Badge(Code(colour=Colour.BLUE, number=7), plain("Votre code"))) == ["Votre code.", "Bleu 7, le vélo."]


def test_every_sentence_and_button_of_the_page_is_said() -> None:
    text = Text(sentences("Une phrase. Une autre. Une dernière ?"))
    full = page(text, Choices((button("Oui"), button("Non"))), bar=(button("Retour"),), top=(button("Aide"),))
    heard: set[Sentence | Action | None] = {one.source for one in script(full)}
    assert heard >= {full.title, *text.sentences, *full.actions()}


def test_sentences_are_compared_by_place_not_by_words() -> None:
    one, two = script(page(Text((plain("Oui."), plain("Oui.")))))[1:]
    assert one.text == two.text
    assert one.source is not two.source
    assert Said("Oui.") != Said("Oui.")


def test_the_table_is_used_and_what_cannot_be_said_is_left_out() -> None:
    table = Table(words={"RIB": "ribe"})
    assert [one.text for one in script(page(Text((plain("Votre RIB"), plain("…")))), table)] == [
        "Titre.",
        "Votre ribe.",
    ]

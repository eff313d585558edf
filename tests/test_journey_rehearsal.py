"""Rehearsals from end to end, with no window: rightly, with every mistake once, by keys; and nothing typed is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from journey import LIBRARY, Journey, by_keys, facts, reachable, told, words

from kiosk.guide.rehearsal import Form, Rehearsal, Screen
from kiosk.page.focus import Key, place
from kiosk.page.model import Keys, Page, Site, Typed, Verb
from kiosk.visit.practice import MOST_WRITTEN
from kiosk.visit.rehearsing import Practising, Writing

SOLID = "Tasse!Rivage47"
CANARY = "Zyxzyx"
REHEARSALS = pytest.mark.parametrize("rehearsal", LIBRARY.rehearsals, ids=lambda one: one.id)


def site_of(page: Page) -> Site:
    """The made-up site of a page."""
    return next(block for block in page.side if isinstance(block, Site))


def typed_of(page: Page) -> str:
    """What stands above the keyboard."""
    return next(block.text for block in page.blocks if isinstance(block, Typed))


def opened(rehearsal: Rehearsal) -> Journey:
    """A kiosk at the first screen of a rehearsal."""
    kiosk = Journey()
    kiosk.touches("S'entraîner", rehearsal.title)
    return kiosk


def writes(kiosk: Journey, text: str) -> Page:
    """Touches the keys, the other sets of them too where a sign is not shown."""
    for sign in text:
        labels = [action.label for action in kiosk.page.actions()]
        if sign not in labels and "ABC" in labels:
            kiosk.touch("ABC" if sign.isupper() else "abc" if sign.islower() else "123")
        kiosk.types(sign)
    return kiosk.page


def fills_in(kiosk: Journey, screen: Screen) -> None:
    """Writes and ticks everything that a screen asks for."""
    for writing in screen.write:
        kiosk.touch(writing.field)
        text = writing.text or SOLID
        writes(kiosk, text.lower() if writing.form is Form.NAME else text)
        kiosk.touch("C'est écrit")
    for box in screen.tick:
        kiosk.touch(box)


def does(kiosk: Journey, screen: Screen) -> Page:
    """Does a screen rightly."""
    fills_in(kiosk, screen)
    return kiosk.touch(screen.touch[-1]) if screen.touch else kiosk.page


@REHEARSALS
def test_each_rehearsal_is_done_rightly_from_end_to_end(rehearsal: Rehearsal) -> None:
    kiosk = opened(rehearsal)
    seen = []
    for screen in rehearsal.screens:
        seen.append(kiosk.seen)
        does(kiosk, screen)
        assert (kiosk.seen, told(kiosk.page)) == (
            "practice: C'est juste",
            " ".join(screen.praise.split()).replace("**", ""),
        )
        kiosk.touch("Continuer")
    assert seen == [f"practice: {screen.title}" for screen in rehearsal.screens]
    assert kiosk.seen == "practised: L'exercice est fini"
    assert told(kiosk.page).startswith("Bravo, vous avez réussi.")


@REHEARSALS
def test_every_wrong_piece_is_corrected_kindly_and_one_may_try_again(rehearsal: Rehearsal) -> None:
    kiosk = opened(rehearsal)
    for screen in rehearsal.screens:
        expected = {*screen.touch, *(one.field for one in screen.write)}
        for action in site_of(kiosk.page).actions:
            if action.label in expected or action.intent.verb is Verb.TICK:
                continue
            page = kiosk.touch(action.label)
            said = {one.touched: one.told for one in screen.corrections}.get(action.label, screen.otherwise)
            assert (page.kind, page.title.text) == ("practice", screen.title)
            assert not said or " ".join(said.split()) in told(page)
            assert told(page).count(".") > len(screen.told.split(".")) - 1, "the correction, then what is asked again"
        if screen.write or screen.tick:
            assert "Il manque quelque chose." in told(kiosk.touch(screen.touch[0]))
        fills_in(kiosk, screen)
        for action in site_of(kiosk.page).actions:  # a box that is not asked for is told when the button is touched
            if action.intent.verb is Verb.TICK and action.label not in screen.tick:
                kiosk.touch(action.label)
                assert kiosk.touch(screen.touch[0]).title.text == screen.title
                kiosk.touch(action.label)
        kiosk.touches(screen.touch[-1], "Continuer")
    assert kiosk.page.kind == "practised"


TABLE = [
    ("home: Que voulez-vous faire ?", "S'entraîner", ""),
    ("practices: S'entraîner", "Créer un compte", ""),
    ("practice: Trouvez le bon bouton", "Mot de passe oublié", ""),
    ("practice: Trouvez le bon bouton", "Créer un compte", "Ce lien sert quand vous avez déjà un compte."),
    ("practice: C'est juste", "Retour", "Bravo, c'est le bon bouton."),
    ("practices: S'entraîner", "Créer un compte", ""),
    ("practice: Trouvez le bon bouton", "Créer un compte", ""),
    ("practice: C'est juste", "Continuer", ""),
    ("practice: Écrivez votre nom", "Nom", ""),
    ("writing: Écrire : Nom", "Revenir", "Écrivez dans « Nom » : Exemple"),
    ("practice: Écrivez votre nom", "Prénom", ""),
    ("writing: Écrire : Prénom", "C'est écrit", "Écrivez dans « Prénom » : Jeanne"),
    ("writing: Écrire : Prénom", "j", "Le champ est encore vide. Modèle : Jeanne"),
    ("writing: Écrire : Prénom", "C'est écrit", ""),
    ("writing: Écrire : Prénom", "effacer", "Il manque 5 signes. Modèle : Jeanne"),
    ("writing: Écrire : Prénom", "Revenir", ""),
    ("practice: Écrivez votre nom", "Où suis-je ?", ""),
    ("where: Où suis-je ?", "Revenir", "Vous êtes ici : S'entraîner, Créer un compte."),
    ("practice: Écrivez votre nom", "Retour", ""),
    ("practice: Trouvez le bon bouton", "Retour", ""),
    ("practices: S'entraîner", "Retour", ""),
    ("home: Que voulez-vous faire ?", "S'entraîner", ""),
]


def test_a_way_with_turns() -> None:
    kiosk = Journey()
    for page, touch, said in TABLE:
        assert kiosk.seen == page
        assert said in told(kiosk.page)
        kiosk.touch(touch)


def test_what_is_written_rightly_stands_in_its_field_and_can_be_changed() -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    kiosk.touches("Créer un compte", "Continuer", "Prénom")
    assert typed_of(kiosk.types("jeanne")) == "jeanne"
    page = kiosk.touch("C'est écrit")
    assert [spot.text for spot in site_of(page).spots() if spot.piece.kind == "field"] == ["jeanne", ""]
    assert "Champ : Prénom, écrit : jeanne." in words(kiosk.spoken())
    assert typed_of(kiosk.touch("Prénom")) == "jeanne"
    assert typed_of(kiosk.types("x" * 60)) == "jeanne" + "x" * (MOST_WRITTEN - 6)


def test_the_keyboard_has_what_the_field_needs() -> None:
    keys: dict[Form, str] = {}
    for rehearsal in LIBRARY.rehearsals:
        for at, screen in enumerate(rehearsal.screens):
            for writing in screen.write:
                kiosk = opened(rehearsal)
                for earlier in rehearsal.screens[:at]:
                    does(kiosk, earlier)
                    kiosk.touch("Continuer")
                page = kiosk.touch(writing.field)
                rows = next(block.rows for block in page.blocks if isinstance(block, Keys))
                keys[writing.form] = "".join(key.label for row in rows for key in row)
    assert "@" in keys[Form.EMAIL]
    assert "@" not in keys[Form.NAME]
    assert keys[Form.CODE] == "1234567890effacer"
    assert "ABC" in keys[Form.PASSWORD]


def test_a_password_is_invented_with_three_sets_of_keys() -> None:
    kiosk = opened(LIBRARY.rehearsals[-1])
    kiosk.touches("Rivage!Tasse47", "Continuer", "Nouveau mot de passe")
    assert "N'écrivez pas un vrai mot de passe." in told(kiosk.page)
    writes(kiosk, "Jeanne")
    assert "« jeanne » est facile à deviner." in told(kiosk.touch("C'est écrit"))
    kiosk.touches(*["effacer"] * 6)
    writes(kiosk, SOLID)
    assert typed_of(kiosk.page) == SOLID
    assert kiosk.touch("C'est écrit").kind == "practice"
    assert "Ne prenez pas ce mot de passe en vrai." in told(kiosk.touch("Valider"))


# ---- the ways in and out


def test_a_guide_leads_to_its_rehearsals_and_they_to_it() -> None:
    kiosk = Journey()
    one, two = LIBRARY.rehearsals_for("arnaques")[:2]
    for practised in (one, two):
        kiosk.take(Verb.GUIDE, "arnaques")
        assert kiosk.touch(f"S'entraîner d'abord : {practised.title}").kind == "practice"
    kiosk.to_guide("arnaques")
    guide = LIBRARY.guide("arnaques")
    assert guide is not None
    assert kiosk.host.visit.walk is not None
    kiosk.take(Verb.PRACTISE, one.id)
    assert kiosk.host.visit.walk is None, "nobody is called about a guide from a rehearsal"
    for screen in one.screens:
        does(kiosk, screen)
        kiosk.touch("Continuer")
    assert kiosk.touch(guide.title).kind == "cover"
    assert kiosk.touch("Retour").kind == "practised"
    assert kiosk.touch("Tous les exercices").kind == "practices"


def test_the_end_leads_to_the_next_rehearsal() -> None:
    kiosk = opened(LIBRARY.rehearsals[-1])
    for screen in LIBRARY.rehearsals[-1].screens:
        does(kiosk, screen)
        kiosk.touch("Continuer")
    assert kiosk.touch(f"Exercice suivant : {LIBRARY.rehearsals[0].title}").kind == "practice"


def test_a_search_finds_a_rehearsal() -> None:
    kiosk = Journey()
    kiosk.touch("Chercher avec mes mots")
    kiosk.types("captcha")
    assert kiosk.touch("S'entraîner : Prouver que vous êtes humain").kind == "practice"


NONSENSE = [
    (Verb.PIECE, "99"), (Verb.PIECE, "x"), (Verb.PIECE, ""), (Verb.PIECE, "address"), (Verb.PIECE, "²"),
    (Verb.TICK, "2"), (Verb.TICK, "99"), (Verb.KEY, "a"), (Verb.ERASE, ""), (Verb.SHIFT, "figures"),
    (Verb.WRITTEN, ""), (Verb.ONWARD, ""), (Verb.PRACTISE, ""), (Verb.PRACTISE, "captcha"), (Verb.PRACTISE, "perdu"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "value"), NONSENSE)
def test_what_makes_no_sense_on_a_screen_changes_nothing(verb: Verb, value: str) -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    before = kiosk.host.visit
    kiosk.take(verb, value)
    assert kiosk.host.visit == before


@pytest.mark.parametrize(
    ("verb", "value"),
    [(Verb.PIECE, "1"), (Verb.KEY, "ab"), (Verb.KEY, ""), (Verb.KEY, "\x00"), (Verb.SHIFT, "x"), (Verb.ONWARD, "")],
)
def test_what_makes_no_sense_on_a_keyboard_changes_nothing(verb: Verb, value: str) -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    kiosk.touches("Créer un compte", "Continuer", "Prénom")
    before = kiosk.host.visit
    kiosk.take(verb, value)
    assert kiosk.host.visit == before


# ---- nothing typed is left


def typing(kiosk: Journey) -> None:
    """Two names rightly written in the fields, and a third text half-way."""
    kiosk.touches("Créer un compte", "Continuer", "Prénom")
    kiosk.types("jeanne")
    kiosk.touches("C'est écrit", "Nom")
    kiosk.types(CANARY.lower())


def left_of(kiosk: Journey) -> list[str]:
    """What was typed and can still be reached from the host, as the voice and the library apart."""
    world = kiosk.host._world
    parts = list(vars(kiosk.host).values())
    texts = [one for one in reachable(parts, world, world.library, kiosk.voice, kiosk.desk) if isinstance(one, str)]
    return [text for text in texts if CANARY.lower() in text or text == "jeanne"]


LEAVING: list[tuple[str, Callable[[Journey], object]]] = [
    ("home", lambda kiosk: kiosk.touch("Accueil")),
    ("called", lambda kiosk: kiosk.touch("Appeler")),
    ("back", lambda kiosk: kiosk.touches("Revenir", "Retour")),
    ("done", lambda kiosk: (kiosk.touches(*["effacer"] * len(CANARY)), kiosk.types("exemple"),
                            kiosk.touches("C'est écrit", "Suivant"))),
    ("offered", lambda kiosk: (kiosk.desk.offers("arnaques"), kiosk.touch("Oui, commencer"))),
    ("aside, then called", lambda kiosk: kiosk.touches("Confort", "Appeler")),
    ("finished", lambda kiosk: (kiosk.touch("Accueil"), kiosk.finish())),
    ("silence", lambda kiosk: (kiosk.pass_time(300), kiosk.pass_time(45))),
    ("error", lambda kiosk: kiosk.host.panic(kiosk.now)),
]  # fmt: skip


@pytest.mark.parametrize("leave", [one for _, one in LEAVING], ids=[name for name, _ in LEAVING])
def test_nothing_that_was_typed_is_left_once_the_screen_is_left(leave: Callable[[Journey], object]) -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    typing(kiosk)
    assert set(left_of(kiosk)) >= {"jeanne", CANARY.lower()}, "found while it is on the screen"
    leave(kiosk)
    assert left_of(kiosk) == []


def test_a_look_aside_forgets_nothing() -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    typing(kiosk)
    for aside in ("Confort", "Où suis-je ?"):
        kiosk.touch(aside)
        assert typed_of(kiosk.take(Verb.BACK)) == CANARY.lower()


def test_nothing_that_was_typed_is_printed_or_sent() -> None:
    kiosk = opened(LIBRARY.rehearsals[0])
    typing(kiosk)
    here, under = kiosk.host.visit.trail[-1], kiosk.host.visit.trail[-2]
    assert isinstance(here, Writing)
    assert isinstance(under, Practising)
    assert CANARY.lower() not in repr(kiosk.host.visit)
    assert "jeanne" not in repr(kiosk.host.visit)
    kiosk.touch("Appeler")
    page = kiosk.touch("Je suis bloqué ici")
    assert "jeanne" not in str(facts(page))
    kiosk.touch("Oui, appeler")
    assert "jeanne" not in repr(kiosk.desk.tickets)


# ---- by ear and by keys


def test_a_correction_is_heard_and_a_letter_only_named() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SKIP)
    kiosk.touches("S'entraîner", "Créer un compte", "Me connecter")
    assert words(kiosk.voice.said[-1])[2:4] == [
        "Me connecter, sert quand vous avez déjà un compte.", "Ici, le compte est nouveau."
    ]  # fmt: skip
    kiosk.touches("Créer un compte", "Continuer", "Nom", "e")
    assert words(kiosk.voice.said[-1]) == ["e, bouton.", "Vous avez écrit : e."]


def test_a_box_says_whether_it_is_ticked_and_a_set_of_keys_which_it_is() -> None:
    kiosk = by_keys()
    kiosk.take(Verb.SKIP)
    kiosk.touches("S'entraîner", "Prouver que vous êtes humain", "Je ne suis pas un robot")
    assert words(kiosk.voice.said[-1]) == ["Je ne suis pas un robot, coché, case."]
    kiosk.take(Verb.HOME)
    kiosk.touches(
        "S'entraîner", "Inventer un mot de passe solide", "Rivage!Tasse47", "Continuer", "Nouveau mot de passe"
    )
    kiosk.touch("ABC")
    assert words(kiosk.voice.said[-1])[0] == "Lettres majuscules, choisi, bouton."


def test_each_piece_is_named_as_what_it_is() -> None:
    kiosk = opened(next(one for one in LIBRARY.rehearsals if one.id == "faux-site"))
    names = [place(kiosk.page, action) for action in site_of(kiosk.page).actions]
    assert names == ["adresse du site", "bouton", "lien"]


def test_a_rehearsal_is_done_with_two_switches() -> None:
    kiosk = Journey()
    kiosk.key(Key.NEXT)
    kiosk.by_two_switches("S'entraîner", "Créer un compte", "Créer un compte", "Continuer", "Prénom")
    kiosk.by_two_switches(*"jeanne", "C'est écrit", "Nom", *"exemple", "C'est écrit", "Suivant", "Continuer")
    assert kiosk.seen == "practice: Écrivez une adresse e-mail"
    kiosk.by_two_switches("Adresse e-mail", *"jeanne@site-exemple.fr", "C'est écrit", "Suivant", "Continuer")
    kiosk.by_two_switches("J'accepte les conditions (obligatoire)", "Créer mon compte", "Continuer")
    assert kiosk.page.kind == "practised"


def test_after_a_correction_the_keys_begin_again_at_the_first_button() -> None:
    kiosk = Journey()
    kiosk.key(Key.NEXT)
    kiosk.by_two_switches("S'entraîner", "Créer un compte", "Mot de passe oublié")
    assert kiosk.focus is None, "what is new is read first, at the top"
    assert kiosk.key(Key.NEXT).kind == "practice"
    assert kiosk.focus == "Me connecter"

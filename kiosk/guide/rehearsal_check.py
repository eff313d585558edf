"""Rules. What a rehearsal must prove before a resident sees it: nothing real in it, and every screen can be done."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kiosk.guide.check import Ground
from kiosk.guide.model import Piece
from kiosk.guide.problem import Place, Problem, Where, place_of
from kiosk.guide.prose import sentences, words_of
from kiosk.guide.rehearsal import TOUCHED, Form, Rehearsal, Screen

MOST_WORDS = 12
MOST_SENTENCES = {"consigne": 3, "donnees": 3, "bravo": 3, "sinon": 3, "dit": 3, "aide": 2, "resume": 2, "retenir": 5}
OURS = (
    "Accueil", "Retour", "Revenir", "Remonter", "Écouter", "Avant", "Après", "Pause", "Répéter", "Reprendre",
    "Réécouter", "Confort", "Appeler", "Où suis-je ?", "Voir la suite", "Suite",
)  # fmt: skip
"""The words on the kiosk's own buttons: on a site they would be taken for them."""

Finding = tuple[Where, str, str]


def check_rehearsal(rehearsal: Rehearsal, file: str, places: Mapping[Where, Place], ground: Ground) -> list[Problem]:
    """Every problem of a rehearsal, in the order of the file. A guide that is not there yet does not set it aside."""
    found = {
        Problem(file, *place_of(places, where), what, remedy, grave=rule is not _guides)
        for rule in (_guides, _hosts, _pieces, _tasks, _corrections, _texts)
        for where, what, remedy in rule(rehearsal, ground)
    }
    return sorted(found)


def _guides(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    for at, guide in enumerate(rehearsal.guides):
        if guide not in ground.guides:
            yield ("guides", at), f"Le guide « {guide} » n'existe pas.", "Corrigez ou retirez son nom."


def invented(host: str, official: Collection[str]) -> bool:
    """Whether an address is obviously an example, and none of the official sites."""
    return "exemple" in host and host not in official


def _hosts(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    remedy = "Inventez un nom qui contient « exemple », ainsi : site-exemple.fr."
    for at, screen in enumerate(rehearsal.screens):
        if not invented(screen.host, ground.hosts):
            yield ("ecrans", at, "adresse"), f"L'adresse « {screen.host} » n'est pas inventée.", remedy
    for where, text in _every_text(rehearsal):
        for host in re.findall(r"\b[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|info|gouv)\b", text):
            if not invented(host, ground.hosts):
                yield where, f"« {host} » n'est pas une adresse inventée.", remedy


def _every_text(rehearsal: Rehearsal) -> Iterator[tuple[Where, str]]:
    """What is drawn or asked as an address: the words on the pieces, and the texts to write."""
    for at, screen in enumerate(rehearsal.screens):
        for where, piece in _placed(at, screen):
            yield where, piece.label
        for number, one in enumerate(screen.write):
            yield ("ecrans", at, "ecrire", number, "texte"), one.text or ""


def _placed(at: int, screen: Screen) -> Iterator[tuple[Where, Piece]]:
    """The pieces of a screen, each with its place in the file."""
    here: Where = ("ecrans", at, "site")
    for number, piece in enumerate(screen.site.band):
        yield (*here, "bandeau", number), piece
    for number, row in enumerate(screen.site.body):
        for column, piece in enumerate(row if isinstance(row, tuple) else (row,)):
            yield (*here, "page", number, column) if isinstance(row, tuple) else (*here, "page", number), piece


def _pieces(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    for at, screen in enumerate(rehearsal.screens):
        seen: set[str] = set()
        for where, piece in _placed(at, screen):
            if piece.here:
                yield where, "Le site montre la réponse.", "Retirez « ici: true »."
            if piece.kind not in TOUCHED:
                continue
            if piece.label in seen:
                yield where, f"Deux éléments s'appellent « {piece.label} ».", "Donnez-leur deux noms."
            if piece.label in OURS:
                yield where, f"« {piece.label} » est un bouton de la borne.", "Donnez un autre nom à cet élément."
            seen.add(piece.label)


def _tasks(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    remedy = "Reprenez les mots exacts du dessin."
    for at, screen in enumerate(rehearsal.screens):
        here: Where = ("ecrans", at)
        if not screen.touch and not screen.write:
            yield here, "Rien n'est à faire sur cet écran.", "Ajoutez « toucher » ou « ecrire »."
        if screen.tick and not screen.touch:
            yield here, "Après la case, rien n'est à toucher.", "Ajoutez « toucher »."
        for number, label in enumerate(screen.touch):
            if label != screen.host and screen.number_of(label) is None:
                yield (*here, "toucher", number), f"« {label} » n'est pas sur le site.", remedy
        for number, label in enumerate(screen.tick):
            if screen.number_of(label, "box") is None:
                yield (*here, "cocher", number), f"La case « {label} » n'est pas sur le site.", remedy
        for number, one in enumerate(screen.write):
            place: Where = (*here, "ecrire", number)
            if screen.number_of(one.field, "field") is None:
                yield (*place, "dans"), f"Le champ « {one.field} » n'est pas sur le site.", remedy
            if one.text is None and one.form is not Form.PASSWORD:
                yield place, "Rien n'est à écrire.", "Ajoutez « texte »."
            if one.text is not None and one.form is Form.CODE and not one.text.isdecimal():
                yield (*place, "texte"), "Un code n'a que des chiffres ici.", "Écrivez des chiffres seulement."
            if one.text is not None and one.form is Form.EMAIL and one.text.count("@") != 1:
                yield (*place, "texte"), "Une adresse e-mail a un signe @.", "Corrigez « texte »."


def _corrections(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    for at, screen in enumerate(rehearsal.screens):
        for number, one in enumerate(screen.corrections):
            where: Where = ("ecrans", at, "corrections", number, "touche")
            if one.touched != screen.host and screen.number_of(one.touched) is None:
                yield where, f"« {one.touched} » n'est pas sur le site.", "Reprenez les mots exacts du dessin."
            elif one.touched in screen.touch or one.touched in screen.tick:
                yield where, f"« {one.touched} » est la bonne réponse.", "Retirez cette correction."


def prose_of_rehearsal(rehearsal: Rehearsal) -> Iterator[tuple[Where, str]]:
    """Every text that a resident reads, with its place in the file."""
    yield ("resume",), rehearsal.summary
    yield ("retenir",), rehearsal.keep
    for at, screen in enumerate(rehearsal.screens):
        here: Where = ("ecrans", at)
        yield (*here, "consigne"), screen.told
        if screen.given:
            yield (*here, "donnees"), screen.given
        if screen.otherwise:
            yield (*here, "sinon"), screen.otherwise
        yield (*here, "bravo"), screen.praise
        for number, correction in enumerate(screen.corrections):
            yield (*here, "corrections", number, "dit"), correction.told
        for number, writing in enumerate(screen.write):
            if writing.told:
                yield (*here, "ecrire", number, "aide"), writing.told


def _texts(rehearsal: Rehearsal, ground: Ground) -> Iterator[Finding]:
    for where, text in prose_of_rehearsal(rehearsal):
        if words_of(text):
            yield where, "Un mot expliqué [[…]] n'a pas sa place ici.", "Retirez les crochets."
        pieces = sentences(text)
        for piece in pieces:
            count = len(re.findall(r"\w+(?:['’.@-]\w+)*", piece.text))
            if count > MOST_WORDS:
                told = f"Une phrase a {count} mots : « {piece.text[:40]}… »."
                yield where, told, f"Coupez : {MOST_WORDS} mots au plus."
            if any(mark in piece.text for mark in ("[[", "]]", "**")):
                yield where, "Une marque **…** n'est pas complète.", "Ouvrez-la et fermez-la dans la même phrase."
        most = MOST_SENTENCES[str(where[-1])]
        if len(pieces) > most:
            yield where, f"Il y a {len(pieces)} phrases ici.", f"{most} au plus."

"""Rules. Whether what was done on a screen of a rehearsal is right, and what is said kindly when it is not.

A correction is one or two short sentences in plain French; it never repeats what was typed. An empty one means right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from kiosk.guide.rehearsal import Form, Rehearsal, Screen, Writing

ADDRESS = -1
"""The number of the address bar, beside those of the pieces."""
ELSEWHERE = "Ce n'est pas le bon endroit.\nRelisez la consigne, puis essayez encore."
LEAST, LEAST_PLAIN = 12, 14
"""The length of a password with a sign, and of one without."""


def label_at(screen: Screen, at: int) -> str | None:
    """The words of what can be touched there; None where nothing can."""
    if at == ADDRESS:
        return screen.host if screen.address_is_touched else None
    pieces = screen.pieces()
    return pieces[at].label if 0 <= at < len(pieces) else None


def writing_at(screen: Screen, at: int) -> Writing | None:
    """What is to be written in the field of that number."""
    return next((one for one in screen.write if screen.number_of(one.field, "field") == at), None)


def after_touch(screen: Screen, at: int, typed: Collection[int], ticked: Collection[int]) -> str:
    """The correction after a touch. `typed`: the fields that are filled in rightly; `ticked`: the boxes."""
    label = label_at(screen, at) or ""
    if label not in screen.touch:
        return _said_of(screen, label)
    for one in screen.write:
        if screen.number_of(one.field, "field") not in typed:
            return f"Il manque quelque chose.\nLe champ « {one.field} » est vide.\nTouchez ce champ pour écrire."
    wanted = {screen.number_of(one, "box"): one for one in screen.tick}
    for number, box in wanted.items():
        if number not in ticked:
            return f"Il manque quelque chose.\nTouchez la case « {box} »."
    for number in sorted(ticked):
        if number not in wanted:
            return _said_of(screen, label_at(screen, number) or "")
    return ""


def all_written(screen: Screen, typed: Collection[int]) -> bool:
    """Whether a screen that asks for nothing but writing is done."""
    return not screen.touch and all(screen.number_of(one.field, "field") in typed for one in screen.write)


def _said_of(screen: Screen, label: str) -> str:
    given = next((one.told for one in screen.corrections if one.touched == label), None)
    return given or screen.otherwise or ELSEWHERE


def after_writing(writing: Writing, text: str) -> str:
    """The correction after a text was written in a field: what is missing, one thing at a time."""
    if not text.strip():
        return "Le champ est encore vide."
    if writing.text is None:
        return _invented(writing, text)
    match writing.form:
        case Form.NAME:
            return _name(writing.text, text)
        case Form.EMAIL:
            return _email(writing.text, text)
        case Form.CODE:
            return _code(writing.text, text)
        case Form.PASSWORD:
            return "" if text == writing.text else _different(writing.text, text)


def folded(text: str) -> str:
    """A text as real sites compare names: without capitals, accents, hyphens and spare blanks."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split())


def _name(wanted: str, text: str) -> str:
    return "" if folded(text) == folded(wanted) else _different(folded(wanted), folded(text))


def _email(wanted: str, text: str) -> str:
    given, wanted = "".join(text.lower().split()), wanted.lower()
    if given == wanted:
        return ""
    if "@" not in given:
        return "Il manque le signe @, l'arobase."
    if given.count("@") > 1:
        return "Gardez un seul signe @."
    before, after = given.split("@")
    if not before:
        return "Il manque le début, avant le signe @."
    if not after:
        return "Il manque la fin, après le signe @."
    if "." not in after:
        return "Il manque un point après le signe @."
    if given.count(".") < wanted.count("."):
        return "Il manque un point."
    if given.count("-") < wanted.count("-"):
        return "Il manque un tiret."
    return _different(wanted, given)


def _code(wanted: str, text: str) -> str:
    left = len(wanted) - len(text)
    if text == wanted:
        return ""
    if left > 0:
        return f"Il manque {_count(left, 'chiffre')}."
    if left < 0:
        return f"Effacez {_count(-left, 'chiffre')}."
    return "Un chiffre est différent."


def _different(wanted: str, given: str) -> str:
    """What differs between a model and what was written."""
    if given.casefold() == wanted.casefold():
        return "Regardez les majuscules et les minuscules."
    left = len(wanted) - len(given)
    if left > 0:
        return f"Il manque {_count(left, 'signe')}."
    if left < 0:
        return f"Effacez {_count(-left, 'signe')}."
    return "Un signe est différent."


def _invented(writing: Writing, text: str) -> str:
    """The rules of a password: 12 signs of four kinds, or 14 of three; and nothing that others guess."""
    plain = folded(text).replace(" ", "")
    for one in writing.without:
        if folded(one).replace(" ", "") in plain:
            return f"« {one} » est facile à deviner.\nChoisissez autre chose."
    if len(set(text)) < LEAST // 2:
        return "Les mêmes signes reviennent souvent.\nMélangez des lettres différentes."
    kinds = {
        "une lettre majuscule": any(c.isupper() for c in text),
        "une lettre minuscule": any(c.islower() for c in text),
        "un chiffre": any(c.isdigit() for c in text),
    }
    for name, there in kinds.items():
        if not there:
            return f"C'est un bon début.\nAjoutez {name}."
    special = any(not c.isalnum() for c in text)
    if len(text) < LEAST:
        return f"C'est un bon début.\nAjoutez encore {_count(LEAST - len(text), 'signe')}."
    if not special and len(text) < LEAST_PLAIN:
        return "Vous y êtes presque.\nAjoutez un signe comme ! ou ?"
    return ""


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number > 1 else ''}"


def found(rehearsals: Collection[Rehearsal], typed: str) -> tuple[Rehearsal, ...]:
    """The rehearsals that some typed words speak of: each word begins one of theirs."""
    wanted = folded(typed).split()
    if not wanted or len(folded(typed)) < 3:
        return ()
    words: Mapping[str, list[str]] = {one.id: folded(" ".join((one.title, *one.words))).split() for one in rehearsals}
    return tuple(
        one for one in rehearsals if all(any(word.startswith(part) for word in words[one.id]) for part in wanted)
    )

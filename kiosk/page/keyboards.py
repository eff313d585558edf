"""Rules. Our own French keyboards: big keys, never a key that leads out of the page."""

from __future__ import annotations

from kiosk.guide.rehearsal import Form
from kiosk.page.model import Action, Intent, Keys, Role, Verb

_LAYERS = {
    "small": ("azertyuiop-_", "qsdfghjklm@.", "wxcvbn"),
    "capitals": ("AZERTYUIOP-_", "QSDFGHJKLM@.", "WXCVBN"),
    "figures": ("1234567890-_", "!?;:,'+*=/@.", "#&%()$"),
}
_SETS = (("small", "abc", "Lettres minuscules"), ("capitals", "ABC", "Lettres majuscules"),
         ("figures", "123", "Chiffres et signes"))  # fmt: skip
_ROWS = {
    Form.NAME: ("azertyuiopéè", "qsdfghjklmàç", "wxcvbn'-"),
    Form.EMAIL: ("azertyuiop-_", "qsdfghjklm@.", "wxcvbn"),
    Form.CODE: ("123456", "7890"),
}
_NAMES = {
    "'": "apostrophe", "-": "tiret", "_": "tiret bas", ".": "point", "@": "arobase", "!": "point d'exclamation",
    "?": "point d'interrogation", ";": "point-virgule", ":": "deux-points", ",": "virgule", "+": "plus",
    "*": "étoile", "=": "égal", "/": "barre", "#": "dièse", "&": "et commercial", "%": "pour cent",
    "(": "parenthèse ouvrante", ")": "parenthèse fermante", "$": "dollar", "é": "e accent aigu",
    "è": "e accent grave", "à": "a accent grave", "ç": "c cédille",
}  # fmt: skip


def keyboard_for(form: Form, layer: str) -> Keys:
    """The keys to fill in a field of that form: those that are needed, no more."""
    if form is Form.PASSWORD:
        long = (*(_set(*one, layer) for one in _SETS), _erase())
        return _keyboard(_LAYERS.get(layer, _LAYERS["small"]), long)
    blank = (Action(Intent(Verb.KEY, " "), "espace", role=Role.KEY),) if form is Form.NAME else ()
    return _keyboard(_ROWS[form], (*blank, _erase()))


def figures() -> Keys:
    """The ten figures, for a code or a telephone number."""
    return keyboard_for(Form.CODE, "")


def _keyboard(letters: tuple[str, ...], long: tuple[Action, ...]) -> Keys:
    *rows, last = [tuple(map(_key, row)) for row in letters]
    return Keys((*rows, (*last, *long)))


def _key(sign: str) -> Action:
    said = _NAMES.get(sign, f"{sign.lower()} majuscule" if sign.isupper() else sign)
    return Action(Intent(Verb.KEY, sign), sign, role=Role.KEY, said=said)


def _set(name: str, label: str, said: str, layer: str) -> Action:
    return Action(Intent(Verb.SHIFT, name), label, role=Role.KEY, said=said, chosen=True if name == layer else None)


def _erase() -> Action:
    return Action(Intent(Verb.ERASE), "effacer", "backspace", Role.KEY)

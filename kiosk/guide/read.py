"""I/O. Reads the YAML files that editors write, and tells every mistake in French with file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.reader import Reader

from kiosk.guide.event import Event
from kiosk.guide.model import Guide
from kiosk.guide.problem import BadFile, Place, Problem, Where, place_of
from kiosk.guide.rehearsal import Rehearsal

try:  # libyaml is ten times quicker; the pure reader gives the same answer where it is missing.
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Model = TypeVar("Model", bound=BaseModel)
_MAX_BYTES = 256 * 1024
_DEEP = 12
_QUOTES = "Retirez ce signe, ou mettez le texte entre guillemets."
_LONGEST_NUMBER = 40  # no date or number is longer; a longer one is text


def read_guide(path: Path) -> tuple[Guide, Mapping[Where, Place]]:
    """The guide in that file, and where its values stand. Raises BadFile with every mistake found."""
    guide, places = read_placed(path, Guide)
    _named_as_its_file(path, places, guide.id)
    return guide, places


def read_rehearsal(path: Path) -> tuple[Rehearsal, Mapping[Where, Place]]:
    """The rehearsal in that file, and where its values stand. Raises BadFile with every mistake found."""
    rehearsal, places = read_placed(path, Rehearsal)
    _named_as_its_file(path, places, rehearsal.id)
    return rehearsal, places


def read_event(path: Path) -> tuple[Event, Mapping[Where, Place]]:
    """The change in life in that file, and where its values stand. Raises BadFile with every mistake found."""
    event, places = read_placed(path, Event)
    _named_as_its_file(path, places, event.id)
    return event, places


def _named_as_its_file(path: Path, places: Mapping[Where, Place], name: str) -> None:
    if name != path.stem:
        what = f"L'identifiant « {name} » n'est pas le nom du fichier."
        remedy = f"Écrivez « id: {path.stem} », ou renommez le fichier."
        raise BadFile([_at(path, places, ("id",), what, remedy)])


def read_model(path: Path, model: type[Model]) -> Model:
    """Any validated YAML file. Raises BadFile with every mistake found."""
    return read_placed(path, model)[0]


def read_placed(path: Path, model: type[Model]) -> tuple[Model, Mapping[Where, Place]]:
    """The validated file, and the line and column where each of its values stands."""
    data, places, problems = _load(path)
    told = {(problem.line, problem.column) for problem in problems}
    try:
        valid = model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems += [one for one in _problems(path, places, error) if (one.line, one.column) not in told]
    if problems:
        raise BadFile(problems)
    return valid, places


def _at(path: Path, places: Mapping[Where, Place], where: Where, what: str, remedy: str) -> Problem:
    line, column = place_of(places, where)
    return Problem(path.name, line, column, what, remedy)


def _load(path: Path) -> tuple[Any, dict[Where, Place], list[Problem]]:
    """The file's plain data, the place of every value, and the keys written twice."""
    text = _text(path)
    try:
        refused = list(_refused(path, text))
        if refused:
            raise BadFile(refused)
        loader: Any = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise _whole(path, "Le fichier est vide.", "Partez d'un guide existant.")
            problems: list[Problem] = []
            places: dict[Where, Place] = {}
            return _plain(loader, node, (), places, problems, path.name), places, problems
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark and not text[mark.index :].strip():  # something is open at the end: shown where it opens
            mark = getattr(error, "context_mark", None) or mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = "L'écriture YAML est cassée ici."
        remedy = "Regardez les deux-points, les guillemets et l'alignement des lignes à cet endroit."
        raise BadFile([Problem(path.name, line, column, what, remedy)]) from None


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise _whole(path, "Ce n'est pas un fichier ordinaire.", "Retirez-le du dossier.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"Le fichier ne peut pas être lu ({error.strerror})."
        raise _whole(path, what, "Vérifiez son nom et ses droits.") from None
    if len(raw) > _MAX_BYTES:
        raise _whole(path, "Le fichier est trop gros.", "Un fichier fait au plus 256 Ko.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        what, remedy = "Le fichier n'est pas écrit en UTF-8.", "Enregistrez-le avec l'encodage UTF-8."
        raise _whole(path, what, remedy) from None


def _whole(path: Path, what: str, remedy: str) -> BadFile:
    return BadFile([Problem(path.name, 0, 0, what, remedy)])


def _refused(path: Path, text: str) -> Iterator[Problem]:
    """What YAML could do and a guide must not: looked for before anything is built, for it can exhaust the machine."""
    hidden = Reader.NON_PRINTABLE.search(text)
    if hidden:
        lines = (text[: hidden.start()] + "x").splitlines()
        what, remedy = "Un signe invisible est interdit ici.", "Effacez-le, ou retapez cette ligne."
        yield Problem(path.name, len(lines), len(lines[-1]), what, remedy)
        return
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            yield Problem(path.name, line, column, "Un renvoi « * » est interdit.", _QUOTES)
        elif getattr(event, "tag", None):
            yield Problem(path.name, line, column, "Une marque « ! » est interdite.", _QUOTES)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEP:
            what = "Les éléments sont emboîtés trop profondément."
            yield Problem(path.name, line, column, what, "Vérifiez l'alignement des lignes.")
            return


def _plain(
    loader: Any, node: yaml.Node, where: Where, places: dict[Where, Place], problems: list[Problem], file: str
) -> Any:
    """A node as plain data; keeps places, and refuses keys written twice."""
    places[where] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            key_place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in mapping:
                problems.append(
                    Problem(file, *key_place, f"La clé « {key} » est écrite deux fois.", "Gardez-en une seule.")
                )
            mapping[key] = _plain(loader, value_node, (*where, key), places, problems, file)
            places[(*where, key, "@")] = key_place
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*where, at), places, problems, file) for at, item in enumerate(node.value)]
    if len(node.value) > _LONGEST_NUMBER:
        return node.value
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):
        return node.value  # looks like a date or a number and is none, as 2026-02-30: the model says so at its place


def _problems(path: Path, places: Mapping[Where, Place], error: ValidationError) -> list[Problem]:
    found: dict[tuple[int, int, str], Problem] = {}
    details = error.errors(include_url=False)
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "too_short" and any(other["loc"][: len(loc)] == loc != other["loc"] for other in details):
            continue  # the list only looks short because its own elements are wrong, which is told already
        where = _in_file(loc, places)
        if detail["type"] == "extra_forbidden":
            where = (*where, "@")
        what, remedy = _in_french(detail, where)
        problem = _at(path, places, where, what, remedy)
        found.setdefault((problem.line, problem.column, what), problem)
    return sorted(found.values())


def _in_file(loc: Where, places: Mapping[Where, Place]) -> Where:
    """The validator's path without the parts that it adds itself (the branch of a union that it tried)."""
    where: Where = ()
    for at, part in enumerate(loc):
        if (*where, part) in places or at == len(loc) - 1:
            where = (*where, part)
    return where


def _in_french(detail: ErrorDetails, where: Where) -> tuple[str, str]:
    """What is wrong, and the remedy."""
    name = next((str(part) for part in reversed(where) if isinstance(part, str) and part != "@"), "fichier")
    kind, context = detail["type"], detail.get("ctx", {})
    given = _shown(detail["input"])
    match kind:
        case "missing":
            return f"Il manque « {detail['loc'][-1]} ».", f"Ajoutez une ligne « {detail['loc'][-1]}: … » à cet endroit."
        case "extra_forbidden":
            return f"La clé « {name} » n'existe pas ici.", "Corrigez son nom, ou retirez cette ligne."
        case "one_kind":
            return (
                "Un élément de croquis doit dire une seule chose.",
                "Gardez un seul mot parmi titre, texte, champ, bouton, lien, case, image, lignes.",
            )
        case "union_tag_invalid" | "union_tag_not_found":
            return (
                "Le genre de cette étape est inconnu ou absent.",
                "Écrivez genre: information, attention, liste, action, question ou fin.",
            )
        case "enum" | "literal_error":
            return f"« {given} » n'est pas possible pour « {name} ».", f"Choisissez parmi : {_choices(context)}."
        case "string_too_long":
            return (
                f"« {name} » est trop long ({len(str(detail['input']))} signes).",
                f"Au plus {context['max_length']} signes : coupez, ou mettez le détail dans « plus ».",
            )
        case "string_too_short":
            return f"« {name} » est vide.", "Écrivez un texte."
        case "string_pattern_mismatch":
            return f"« {given} » n'est pas bien écrit pour « {name} ».", _pattern(name)
        case "too_long":
            return f"« {name} » a trop d'éléments.", f"Gardez-en {context['max_length']} au plus."
        case "too_short":
            return f"« {name} » n'a pas assez d'éléments.", f"Il en faut au moins {context['min_length']}."
        case "twice":
            return "Un numéro ou une situation est décrit deux fois.", "Gardez-en une seule description."
        case "number":
            return f"Le numéro {context['given']} n'est pas décrit.", "Décrivez-le sous « numeros »."
        case "family":
            return f"La famille « {context['given']} » n'existe pas.", "Ajoutez-la sous « familles »."
        case "phrase":
            return f"« {context['given']} » ne dit aucun danger.", "Écrivez au moins un mot avant « sauf »."
        case "greater_than_equal" | "less_than_equal":
            return (
                f"{given} n'est pas possible pour « {name} ».",
                f"La limite est {context.get('ge', context.get('le'))}.",
            )
    if kind.startswith("string"):
        return f"« {name} » doit être un texte.", "Mettez la valeur entre guillemets."
    if kind.startswith("date"):
        return f"« {name} » n'est pas une date.", "Écrivez-la ainsi : 2026-11-22."
    if kind.startswith("int"):
        return f"« {name} » doit être un nombre entier.", "Écrivez des chiffres seulement."
    if kind.startswith("bool"):
        return f"« {name} » doit être vrai ou faux.", "Écrivez true ou false."
    if kind.startswith(("tuple", "list")):
        return f"« {name} » doit être une liste.", "Commencez chaque ligne par un tiret."
    return f"« {name} » n'est pas bien écrit.", "Comparez avec un guide existant."


def _shown(given: object) -> str:
    """What was written, short enough for one line."""
    text = " ".join(str(given).split())
    return text if len(text) <= _LONGEST_NUMBER else f"{text[:_LONGEST_NUMBER]}…"


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")


def _pattern(name: str) -> str:
    if name == "cle":
        return "Écrivez S1, S2, S3…"
    if name == "numero":
        return "Écrivez des chiffres et des espaces."
    return "Écrivez des minuscules sans accent, des chiffres et des tirets : « mon-etape »."

"""I/O. Plain French for `kiosk check`: reads the files whose texts are shown, and tells what plain.py finds in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk.guide import plain
from kiosk.guide.check import prose_of
from kiosk.guide.claims import will_change
from kiosk.guide.glossary import Glossary
from kiosk.guide.library import event_files, guide_files, rehearsal_files
from kiosk.guide.plain import Remark
from kiosk.guide.problem import BadFile, Place, Problem, Where, place_of
from kiosk.guide.prose import sentences
from kiosk.guide.read import read_event, read_guide, read_placed, read_rehearsal
from kiosk.guide.readability import Measure, Texts, measure
from kiosk.guide.rehearsal_check import prose_of_rehearsal
from kiosk.guide.urgency import Urgency

GLOSSARY, URGENCY = Path("config") / "glossary.yaml", Path("config") / "urgency.yaml"
COLUMNS = ("phrases", "mots/phrase", "la plus longue", "Kandel-Moles", "mots longs", "mots rares", "négations")


class Shown(NamedTuple):
    """The texts of one file that residents read."""

    file: str
    places: Mapping[Where, Place]
    texts: Texts
    labels: Texts = ()
    names: str = ""
    marked: bool = True
    """Whether they can open the glossary."""
    further: tuple[Remark, ...] = ()
    """What other rules find in this file."""


def shown(root: Path, files: Iterable[Path]) -> list[Shown]:
    """The texts of these files; without any, of all guides, lists, rehearsals, the glossary and the emergencies.

    What cannot be read is left out: the check has told why.
    """
    named = list(files)
    every = [*guide_files(root), *event_files(root), *rehearsal_files(root), root / GLOSSARY, root / URGENCY]
    found = []
    for path in named or every:
        try:
            found.append(_shown(root, path))
        except BadFile:
            continue
    return found


def _shown(root: Path, path: Path) -> Shown:
    """The texts of one file. Raises BadFile."""
    if path == root / GLOSSARY:
        return _glossary(path)
    if path == root / URGENCY:
        return _urgency(path)
    if path in event_files(root):
        return _event(path)
    if path in rehearsal_files(root):
        rehearsal, places = read_rehearsal(path)
        return Shown(path.name, places, list(prose_of_rehearsal(rehearsal)), marked=False)
    guide, places = read_guide(path)
    return Shown(path.name, places, list(prose_of(guide)), list(plain.labels_of(guide)), plain.names_of(guide))


def _event(path: Path) -> Shown:
    event, places = read_event(path)
    texts: list[tuple[Where, str]] = [(("resume",), event.summary)]
    for at, task in enumerate(event.tasks):
        texts += [(("taches", at, "quoi"), task.what), (("taches", at, "explication"), task.text)]
    return Shown(path.name, places, texts, [(("titre",), event.title)])


def _urgency(path: Path) -> Shown:
    urgency, places = read_placed(path, Urgency)
    texts: list[tuple[Where, str]] = [(("situations", at, "calme"), one.calm) for at, one in enumerate(urgency.groups)]
    return Shown(path.name, places, texts, marked=False)


def _glossary(path: Path) -> Shown:
    """The explanations. They have no review date, so they hold nothing that changes each year."""
    glossary, places = read_placed(path, Glossary)
    texts: list[tuple[Where, str]] = [(("mots", at, "sens"), word.meaning) for at, word in enumerate(glossary.words)]
    further = tuple(
        Remark(where, *found) for where, text in texts for piece in sentences(text) for found in will_change(piece.text)
    )
    return Shown(path.name, places, texts, marked=False, further=further)


def faults(files: Iterable[Shown], glossary: Glossary) -> list[Problem]:
    """What keeps these texts from being plain; grave. Quick: rare words are not looked up."""
    return sorted(
        problem
        for one in files
        for remarks in (plain.faults(one.texts, glossary, one.labels, one.marked), one.further)
        for problem in _problems(one, remarks, grave=True)
    )


def advice(files: Iterable[Shown], glossary: Glossary) -> list[Problem]:
    """What may be plainer; not grave."""
    return sorted(
        problem
        for one in files
        for problem in _problems(one, plain.advice(one.texts, glossary, one.names), grave=False)
    )


def _problems(one: Shown, remarks: Iterable[Remark], grave: bool) -> set[Problem]:
    return {Problem(one.file, *place_of(one.places, where), what, remedy, grave) for where, what, remedy in remarks}


def print_table(files: list[Shown], glossary: Glossary, problems: list[Problem], as_json: bool) -> None:
    """The measures of each file, then what is found."""
    measures = {one.file: measure(one.texts, glossary, one.names) for one in files}
    if as_json:
        rows = [{"file": file, **plain.told(measured)} for file, measured in measures.items()]
        data = {"files": rows, "problems": [problem.as_data() for problem in problems]}
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return
    wide = max((len(file) for file in measures), default=0)
    print(f"{'':{wide}}  {'  '.join(COLUMNS)}")
    for file, measured in measures.items():
        print(f"{file:{wide}}  {'  '.join(f'{cell:>{len(name)}}' for name, cell in _cells(measured))}")
    for problem in problems:
        print(problem)


def _cells(measured: Measure) -> Iterator[tuple[str, str]]:
    """What stands under each column; numbers as the French write them."""
    values = (
        f"{measured.sentences}",
        f"{measured.mean:.1f}",
        f"{measured.longest}",
        f"{measured.kandel_moles:.0f}",
        f"{measured.long_words:.1%}",
        f"{measured.rare:.1%}",
        f"{measured.negations}",
    )
    yield from zip(COLUMNS, (value.replace(".", ",").replace("%", " %") for value in values), strict=True)

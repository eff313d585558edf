"""Rules. The words a library knows, and which of them somebody meant who typed another: « pasport », « dactivite »."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiosk.guide.spelling import SLIP, after_slips, most_slips, sound, spelled_out, stem, words

# A sound or a stem says nearly as much as the spelling; a word of the same family, or slips in what is heard, less.
SOUND, STEM, BEGINNING, FAMILY, HEARD = 0.95, 0.9, 0.85, 0.6, 0.75
# Words less likely than the best by more than CLOSE are dropped.
CLOSE = 0.1
# What is typed may be a known word's stem or sound and yet be a slip in another: that one counts less, by this.
SECOND = 0.1
# Words of the same family begin alike: by so many letters, and by so much of the shorter one.
ALIKE, SHARE = 5, 0.6

_VOWELS = frozenset("aeiouy")
_ELIDED = ("qu", "jm", "jt", "l", "d", "j", "n", "m", "t", "s", "c")


class Vocabulary:
    """What each typed word may mean, among the words that are known. What a resident types is kept nowhere."""

    def __init__(self, known: Iterable[str], empty: Iterable[str]) -> None:
        self._words = sorted(set(known))
        self._known = frozenset(self._words)
        self._empty = frozenset(empty)
        self._long_empty = [word for word in sorted(self._empty) if len(word) > 3]
        known_stem = cache(stem)  # of our own words
        self._stem_of = {word: known_stem(word) for word in self._words}
        self._by_stem = _grouped(self._words, known_stem)
        self._long_stems = [one for one in self._by_stem if len(one) > 4]
        self._by_sound = _grouped(self._words, sound)
        self._long_sounds = [one for one in self._by_sound if len(one) > 3]
        self._by_start = _grouped(self._words, _start)
        self._by_letters = {sound(spelled_out(word)): word for word in self._words if 2 < len(word) < 5}

    def read(self, text: str) -> list[str]:
        """The words of a question: « docto lib » is one word when that is the known one, « lhopital » hides another."""
        typed = words(text)
        read: list[str] = []
        while typed:
            word = typed.pop(0)
            if typed and self._one_word(word, typed[0]):
                word += typed.pop(0)
            for count in (3, 2, 1):  # « ach el em »: initials said letter by letter
                whole = word + "".join(typed[:count])
                if len(typed) >= count and not self._is_word(word) and self._initials(whole):
                    word, typed = whole, typed[count:]
            read.append(self._without_article(word))
        return read

    def _initials(self, typed: str) -> str | None:
        """The initials that are written as their letters are said: « achelem », « hérésa »."""
        return self._by_letters.get(sound(typed)) if len(typed) > 4 and not self._is_word(typed) else None

    def _one_word(self, word: str, following: str) -> bool:
        whole = word + following
        if min(len(word), len(following)) < 2 or len(whole) < 6 or whole not in self._known:
            return False
        return not (self._is_word(word) and self._is_word(following))

    def _is_word(self, typed: str) -> bool:
        return typed in self._known or typed in self._empty

    def _without_article(self, typed: str) -> str:
        if len(typed) < 4 or self._is_word(typed):
            return typed
        for article in _ELIDED:
            rest = typed.removeprefix(article)
            if rest != typed and rest[0] in "aeiouyh" and (self._is_word(rest) or self._sounds_known(rest)):
                return rest
        return typed

    def _sounds_known(self, typed: str) -> bool:
        heard = sound(typed)
        return (len(heard) > 2 and heard in self._by_sound) or stem(typed) in self._by_stem

    def is_empty(self, typed: str) -> bool:
        """Whether this word says nothing, slip of the finger included: « ffaut », « suiis »."""
        if typed in self._empty:
            return True
        if len(typed) < 4 or typed in self._known or self._same(typed):
            return False
        near = process.extract(typed, self._long_empty, scorer=OSA.distance, score_cutoff=1, limit=None)
        best = max((after_slips(typed, word, slips) for word, slips, _ in near), default=0)
        return best > 0 and best >= max(self._slips(typed, unfinished=False).values(), default=0)

    def meanings(self, typed: str, unfinished: bool) -> dict[str, float]:
        """The known words that this one may stand for, each with its likeness."""
        found = self._same(typed)
        if unfinished:
            found = dict.fromkeys(self._beginning(typed), BEGINNING) | found
        if typed in self._known:
            return found | {typed: 1.0}
        slips = self._slips(typed, unfinished)
        initials = self._initials(typed)
        if initials and not found:
            return {initials: SOUND}
        if found:
            return {word: likeness - SECOND for word, likeness in slips.items()} | found
        for word, likeness in self._heard(typed).items():
            slips[word] = max(likeness, slips.get(word, 0))
        return slips or self._glued(typed)

    def _same(self, typed: str) -> dict[str, float]:
        """The words of the same stem, sound or family."""
        begin_alike = self._by_start.get(_start(typed), ())
        ending_off = stem(typed)
        found = {word: FAMILY for word in begin_alike if _one_family(word, typed)}
        found |= {word: STEM for word in begin_alike if self._stem_of[word] == ending_off}
        heard = sound(typed)
        if len(heard) > 1 and not _VOWELS.isdisjoint(typed):  # « aaaa » sounds like one letter; initials are not heard
            found |= dict.fromkeys(self._by_sound.get(heard, ()), SOUND)
        return found

    def _beginning(self, typed: str) -> list[str]:
        at = bisect_left(self._words, typed)
        return self._words[at : bisect_left(self._words, typed + "\x7f", at)]

    def _slips(self, typed: str, unfinished: bool) -> dict[str, float]:
        """The words nearest to what trembling fingers typed; of the word being typed, only as much as is there."""
        most = most_slips(typed)
        near = process.extract(typed, self._words, scorer=OSA.distance, score_cutoff=most, limit=None) if most else []
        likely = {word: after_slips(typed, word, slips) for word, slips, _ in near}
        if unfinished and not likely and len(typed) > 4:
            starts = [word[: len(typed)] for word in self._words]
            near = process.extract(typed, starts, scorer=OSA.distance, score_cutoff=most, limit=None)
            likely = {self._words[at]: after_slips(typed, start, slips) for start, slips, at in near}
        if not likely and len(typed) > 6:
            ending_off = stem(typed)
            near = process.extract(ending_off, self._long_stems, scorer=OSA.distance, score_cutoff=1, limit=None)
            for one, slips, _ in near:
                likely |= dict.fromkeys(self._by_stem[one], STEM * after_slips(ending_off, one, slips))
        best = max(likely.values(), default=0)
        return {word: likeness for word, likeness in likely.items() if likeness > max(0.0, best - CLOSE)}

    def _heard(self, typed: str) -> dict[str, float]:
        """The words that sound nearly so: « pasport »."""
        heard = sound(typed)
        if len(heard) < 4 or _VOWELS.isdisjoint(typed):
            return {}
        near = process.extract(heard, self._long_sounds, scorer=OSA.distance, score_cutoff=1, limit=None)
        return {
            word: HEARD - slips / len(word) / 2
            for one, slips, _ in near
            for word in self._by_sound[one]
            if word[0] == typed[0] or len(heard) > 5
        }

    def _glued(self, typed: str) -> dict[str, float]:
        """Two words typed without the space between them: the known ones."""
        for cut in range(len(typed) - 2, 1, -1):
            if typed[:cut] in self._known and typed[cut:] in self._known:
                return {typed[:cut]: SLIP, typed[cut:]: SLIP}
        return {}


def _one_family(one: str, other: str) -> bool:
    """« licencié » and « licenciement », « voter » and « votation »."""
    if len(other) < ALIKE + 1:
        return False
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return alike >= ALIKE and alike >= SHARE * min(len(one), len(other))


def _grouped(all_words: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word in all_words:
        groups.setdefault(key(word), []).append(word)
    return groups


def _start(word: str) -> str:
    return word[:3]

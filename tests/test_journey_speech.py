"""Journeys against the host, with no window: what is heard and when, how it is paused, what stays of it."""

from __future__ import annotations

import pytest
from journey import GOODBYE, Journey, reachable, said_as, words
from shown_pages import all_pages
from test_page_goldens import everything_seen_is_said

from kiosk.page.focus import CONTROLS, Focus, Key
from kiosk.page.model import Intent, Keys, Page, Verb
from kiosk.reader import REPEAT_SECONDS
from kiosk.settings import Settings
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Answer
from kiosk.voice.script import PLAIN, Said, script

CANARY = "qzkwxj"


def listening(*way: str) -> Journey:
    """Somebody with the voice on, at the home page or further, the page being read."""
    kiosk = Journey()
    kiosk.take(Verb.SET, "voice=oui")
    kiosk.touches(*way)
    return kiosk


def controls(page: Page) -> list[str]:
    """The buttons of the voice."""
    return [action.label for action in page.bar if action.intent.verb in CONTROLS]


# ---- everything is said


def test_every_sentence_and_every_button_of_every_page_is_said() -> None:
    for page in all_pages().values():
        everything_seen_is_said(page)
        said = script(page)
        heard = {id(one.source) for one in said}
        letters = {id(key) for block in page.blocks if isinstance(block, Keys) for row in block.rows for key in row}
        assert {id(action) for action in page.actions()} == (heard | letters) & {id(a) for a in page.actions()}


def test_every_key_of_the_keyboard_is_named_in_its_row() -> None:
    page = Journey().touch("Chercher avec mes mots")
    [keys] = [block for block in page.blocks if isinstance(block, Keys)]
    rows = [one.text for one in script(page, PLAIN) if one.text.startswith("Ligne ")]
    assert len(rows) == len(keys.rows)
    for said, row in zip(rows, keys.rows, strict=True):
        assert said.rstrip(".").split(" : ")[1].split(", ") == [action.said or action.label for action in row]


@pytest.mark.parametrize("paused", [False, True])
def test_the_buttons_of_the_voice_are_said_too(paused: bool) -> None:
    kiosk = Journey()
    kiosk.touches("Écouter", *(["Pause"] if paused else []))
    everything_seen_is_said(kiosk.page)
    assert said_as("Phrase d'avant") in " ".join(said.text for said in kiosk.spoken())


# ---- again after silence


def test_a_page_is_read_again_after_fifteen_seconds_of_silence() -> None:
    kiosk = listening("Argent et aides")
    page = kiosk.heard
    kiosk.hush()
    assert kiosk.host.wait(kiosk.now) == REPEAT_SECONDS
    kiosk.pass_time(REPEAT_SECONDS - 0.1)
    assert not kiosk.voice.busy
    kiosk.pass_time(0.1)
    assert kiosk.voice.busy
    assert [said.text.replace("Écouter la page,", "") for said in kiosk.voice.said[-1]][:5] == page[:5]


def test_a_touch_or_a_key_puts_it_off() -> None:
    kiosk = listening()
    kiosk.hush()
    kiosk.pass_time(10)
    kiosk.host.touched(kiosk.now)
    kiosk.pass_time(14)
    assert not kiosk.voice.busy
    kiosk.key(Key.NEXT)
    kiosk.hush()
    count = len(kiosk.voice.said)
    kiosk.pass_time(14)
    assert len(kiosk.voice.said) == count
    kiosk.pass_time(1)
    assert len(kiosk.voice.said) == count + 1
    assert len(kiosk.heard) > 5, "the whole page, not the button"


@pytest.mark.parametrize("why", ["without the voice", "paused", "paused, then a key", "speaking", "mute"])
def test_it_is_not_read_again(why: str) -> None:
    kiosk = Journey() if why == "without the voice" else listening()
    if why.startswith("paused"):
        kiosk.touch("Pause")
        if why.endswith("key"):
            kiosk.key(Key.NEXT)
            kiosk.hush()
    elif why != "speaking":
        kiosk.hush()
    if why == "mute":
        kiosk.voice.mute = "Pas de carte son."
    count = len(kiosk.voice.said)
    for _ in range(29):
        kiosk.pass_time(10)
    assert len(kiosk.voice.said) == count
    assert kiosk.host.wait(kiosk.now) == 10


def test_it_stops_when_somebody_is_asked_whether_they_are_there() -> None:
    kiosk = listening()
    times = 0
    while kiosk.page.kind != "alert":
        kiosk.hush()
        kiosk.pass_time(5)
        times += 1
    assert times == 60, "reading again is no sign of life"
    assert kiosk.heard[0] == "Êtes-vous toujours là ?"
    count = len(kiosk.voice.said)
    kiosk.hush()
    for _ in range(8):
        kiosk.pass_time(5)
    assert len(kiosk.voice.said) == count
    assert kiosk.host.wait(kiosk.now) == 5
    assert kiosk.pass_time(5).kind == "attract"


def test_a_page_that_is_read_for_long_is_not_begun_again_in_the_middle() -> None:
    kiosk = listening()
    count = len(kiosk.voice.said)
    while kiosk.voice.busy:
        kiosk.pass_time(8)
        kiosk.voice.finish_sentence()
    assert len(kiosk.voice.said) == count
    kiosk.pass_time(0)
    kiosk.pass_time(REPEAT_SECONDS - 9)
    assert len(kiosk.voice.said) == count


# ---- pause, resume, the sentence before and after


def test_the_buttons_of_the_voice() -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    speech = kiosk.voice.said[-1]
    table = [
        ("Répéter", 0), ("Après", 1), ("Après", 2), ("Avant", 1), ("Avant", 0), ("Avant", 0), ("Après", 1),
        ("Pause", None), ("Reprendre", 1), ("Pause", None), ("Après", 2), ("Pause", None), ("Avant", 1),
    ]  # fmt: skip
    for button, at in table:
        kiosk.touch(button)
        assert kiosk.voice.now is (speech[at] if at is not None else None)
        assert controls(kiosk.page) == (
            ["Avant", "Reprendre", "Après"] if at is None else ["Avant", "Répéter", "Pause", "Après"]
        )
    assert {said == speech for said in kiosk.voice.said} == {True}, "the very same sentences, so that they are lit"


def test_after_the_last_sentence_one_may_listen_again() -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    for _ in kiosk.spoken():
        if kiosk.voice.busy:
            kiosk.touch("Après")
    assert controls(kiosk.page) == ["Avant", "Réécouter", "Après"], "what stands in the bar stays"
    kiosk.touch("Réécouter")
    assert len(kiosk.voice.said) == 2
    assert kiosk.voice.now is kiosk.spoken_at(0)


@pytest.mark.parametrize(("button", "from_the_end"), [("Avant", 2), ("Après", 1)])
def test_after_its_end_a_page_can_be_gone_back_into(button: str, from_the_end: int) -> None:
    kiosk = Journey()
    kiosk.touch("Écouter")
    kiosk.hush()
    kiosk.touch(button)
    assert kiosk.voice.now is kiosk.spoken_at(-from_the_end)
    assert controls(kiosk.page) == ["Avant", "Répéter", "Pause", "Après"]


@pytest.mark.parametrize(
    "intent",
    [Intent(Verb.PAUSE), Intent(Verb.SENTENCE, "0"), Intent(Verb.SENTENCE, "1"), Intent(Verb.SENTENCE, "7")],
)
def test_when_nothing_is_read_its_buttons_come_too_late(intent: Intent) -> None:
    kiosk = Journey()
    page = kiosk.page
    kiosk.host.take(intent, kiosk.now)
    assert (kiosk.voice.skips, kiosk.voice.said, kiosk.voice.paused) == ([], [], False)
    assert kiosk.page is page


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("button", ["Argent et aides", "Confort", "Appeler", "Où suis-je ?", "Chercher avec mes mots"])
def test_any_touch_stops_it(paused: bool, button: str) -> None:
    kiosk = Journey()
    kiosk.touches("Écouter", *(["Pause"] if paused else []), button)
    assert not kiosk.voice.busy
    assert not kiosk.voice.paused
    assert controls(kiosk.page) == ["Écouter"]


@pytest.mark.parametrize("verb", [Verb.TICK, Verb.SET])
def test_while_something_is_named_the_buttons_of_the_voice_stay_and_the_page_waits(verb: Verb) -> None:
    kiosk = listening()
    if verb is Verb.TICK:
        kiosk.to_step("caf-rsa", "papiers")
    else:
        kiosk.touch("Confort")
    for _ in range(3 if verb is Verb.TICK else 1):
        kiosk.voice.finish_sentence()
    assert kiosk.voice.now is not None
    before = kiosk.voice.now.text
    if verb is Verb.TICK:
        kiosk.touch("Un RIB à votre nom")
        assert kiosk.heard == ["Un ribe à votre nom, coché, case 4 sur 5. Le ribe donne le compte où l'argent arrive."]
    else:
        kiosk.touch("Grand")
        assert kiosk.heard == ["Taille du texte : Grand, choisi, bouton."]
    assert kiosk.voice.busy
    waits = ["Avant", "Reprendre", "Après"]
    assert controls(kiosk.page) == waits
    kiosk.hush()
    assert controls(kiosk.page) == waits, "the buttons do not move by themselves"
    kiosk.touch("Reprendre")
    assert kiosk.voice.now is not None
    assert kiosk.voice.now.text == before, "from the sentence it was at"
    assert len(kiosk.heard) > 5
    sources = {id(kiosk.page.title), *(id(action) for action in kiosk.page.actions())}
    heard = {id(one.source) for one in kiosk.voice.said[-1]}
    assert sources & heard >= {id(kiosk.page.title)}, "the sentences of the page as it is now: they can be lit"


def test_news_that_changes_the_page_takes_the_place_of_what_was_paused() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.touches("Retour", "Écouter", "Pause")
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert controls(kiosk.page) == ["Écouter"]
    assert not kiosk.voice.paused


# ---- nothing stays


def left_over(kiosk: Journey) -> list[object]:
    """What was said, typed or focused, as far as it can still be reached; the library apart."""
    outside = {id(kiosk.desk), id(kiosk.host._world), id(kiosk.host._reader._table)}
    parts = [
        part for part in (*vars(kiosk.host).values(), *vars(kiosk.host._reader).values()) if id(part) not in outside
    ]
    found = []
    for one in reachable([part for part in parts if part is not kiosk.host._reader]):
        spoken = isinstance(one, Said)
        typed = isinstance(one, str) and CANARY in one
        focused = isinstance(one, Focus) and one != Focus()
        if spoken or typed or focused:
            found.append(one)
    return found


@pytest.mark.parametrize("end", ["finished", "wiped", "error"])
@pytest.mark.parametrize("voice", ["speaking", "paused", "held by a key", "over"])
def test_after_the_visit_nothing_said_typed_or_focused_is_left(end: str, voice: str) -> None:
    kiosk = Journey(Settings(volume_limit=80), started=False)
    kiosk.key(Key.NEXT)
    kiosk.host.headphones(True, kiosk.now)
    kiosk.by_two_switches("Chercher avec mes mots")
    kiosk.types(CANARY)
    kiosk.key(Key.NEXT, Key.SELECT, Key.NEXT)
    kiosk.take(Verb.LISTEN)
    if voice == "paused":
        kiosk.touch("Pause")
    elif voice == "held by a key":
        kiosk.key(Key.NEXT)
    elif voice == "over":
        kiosk.hush()
    kinds = {type(one) for one in left_over(kiosk)}
    assert kinds == {Said, str, Focus}, "they are found while the visit lasts"
    if end == "finished":
        kiosk.take(Verb.FINISH)
    elif end == "wiped":
        kiosk.pass_time(345)
    else:
        kiosk.host.panic(kiosk.now)
    if end == "finished":  # the goodbye is being read: its own fixed words, and nothing else
        assert kiosk.page.kind == "goodbye"
        assert [words(said) for said in kiosk.voice.said] == [GOODBYE]
        assert {type(one) for one in left_over(kiosk)} == {Said}
        assert {id(one) for one in left_over(kiosk)} == {id(one) for one in kiosk.voice.said[0]}
        assert kiosk.voice.busy
        kiosk.take(Verb.START)
        kiosk.voice.said.clear()  # what the fake voice only records
    assert left_over(kiosk) == []
    assert not kiosk.voice.busy
    assert kiosk.host._reader.repeat_in(kiosk.now, kiosk.now, Comfort(voice=True)) == REPEAT_SECONDS

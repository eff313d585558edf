"""I/O. The voice: says a script sentence by sentence, rendering the next ones while one plays.

One thread does all that may take time (engine, sound card). What the screen calls only changes what is wanted, under a
lock held for microseconds, and wakes that thread.

The script is kept while it is said, so that it can be paused and gone through. Where it stands is the sentence being
heard, or else the last one that was: between two sentences, "again" repeats and "next" skips nothing unheard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition, Thread, current_thread

from kiosk.voice.player import Player
from kiosk.voice.port import Engine, VoiceError
from kiosk.voice.script import Said

AHEAD = 2
"""Sentences rendered before they are needed."""
_LINGER = 0.5  # seconds before the card rests, so that two sentences with a touch between them do not stop and start it
_WATCH = 1.0  # seconds between two looks at whether the card still plays
_SURPRISE = "La voix s'est arrêtée à cause d'une erreur."


class Speaker:
    """A `Voice` made of an engine and a player, both of which it ends in `close`. Nothing is started before `warm` or
    `say`."""

    def __init__(self, engine: Engine, player: Player) -> None:
        self._engine = engine
        self._player = player
        self._player.changed = self._wake
        self._turn = Condition()
        self._thread: Thread | None = None
        self._script: tuple[Said, ...] = ()
        self._from = 0  # the sentence where saying began, or began again
        self._ready = 0  # how many sentences need no rendering any more: said, skipped or with the player
        self._paused = False
        self._rate = 125
        self._epoch = 0  # grows with each say, pause, skip, stop and wipe: what was rendered before it is dropped
        self._to_warm = False
        self._to_wake = False
        self._to_forget = False
        self._closing = False
        self._former: list[Engine] = []  # engines that are used no more, to be ended
        self._mute: str | None = None

    @property
    def now(self) -> Said | None:
        """The sentence being heard."""
        return self._player.now

    @property
    def busy(self) -> bool:
        """Whether something is being said or about to be."""
        return self._left or self._player.loaded

    @property
    def paused(self) -> bool:
        """Whether a script waits in the middle."""
        return self._paused

    @property
    def mute(self) -> str | None:
        """Why nothing can be heard, in a French sentence for staff."""
        return self._mute or self._player.mute

    @property
    def first_sound_at(self) -> float | None:
        """time.perf_counter() when the first frame of the last `say` or `skip` went to the card; None before that."""
        return self._player.first_at

    @property
    def silent_at(self) -> float | None:
        """time.perf_counter() from which no frame went to the card; None while some do. What the card already held
        (40 ms at most) is heard after it."""
        return self._player.silent_at

    def warm(self) -> None:
        """Starts the engine and opens the card, in the background."""
        with self._turn:
            self._to_warm = True
            self._go()

    def say(self, script: Sequence[Said], words_a_minute: int) -> None:
        """Says this instead of whatever was being said."""
        with self._turn:
            self._drop()
            if not self._closing:
                self._script = tuple(script)
                self._rate = words_a_minute
                self._begin(0)

    def pause(self) -> None:
        """Silence, in the middle of what is being said; the sentence is remembered."""
        with self._turn:
            if self.busy:
                self._from = self._ready = self._silence()
                self._paused = True

    def skip(self, sentences: int) -> None:
        """Says on from another sentence of the script: -1 the one before, 0 this one again, 1 the next."""
        with self._turn:
            if not self.busy and not self._paused:
                return
            there = max(0, self._silence() + sentences)
            if there < len(self._script):
                self._begin(there)
            else:
                self._drop()

    def set_volume(self, decibels: float) -> None:
        """How loud from now on: 0 is the loudest, -6 half of it."""
        self._player.set_volume(decibels)

    def acknowledge(self, hit: bool) -> None:
        """A click, beside whatever is being said."""
        with self._turn:
            if not self._closing:
                self._player.acknowledge(hit)
                self._to_wake = True
                self._go()

    def use(self, engine: Engine) -> None:
        """Goes on with another engine, which it ends in its turn: silence at once, and no script any more."""
        with self._turn:
            self._drop()
            self._former.append(self._engine)
            self._engine, self._mute = engine, None
            if self._thread is not None:
                self._go()

    def stop(self) -> None:
        """Silence, and the script is forgotten."""
        with self._turn:
            self._drop()

    def wipe(self) -> None:
        """Silence; the engine is ended, and with it the last sentence that it holds, and started afresh."""
        with self._turn:
            self._drop()
            if self._thread is not None:
                self._to_forget = self._to_warm = True
                self._go()

    def close(self) -> None:
        """Ends the thread, the engine and the card."""
        with self._turn:
            self._drop()
            self._closing = True
            self._turn.notify()
            thread = self._thread
        if thread is None:
            self._end()
        elif thread is not current_thread():
            thread.join(timeout=10.0)

    @property
    def _left(self) -> bool:
        """Whether a sentence is to be rendered."""
        return not self._paused and self._ready < len(self._script)

    def _silence(self) -> int:
        """Drops what was rendered, and tells the sentence where the script stands."""
        self._epoch += 1
        begun = self._ready - self._player.clear()
        return max(self._from, begun - 1)

    def _drop(self) -> None:
        """Silence, and no script any more."""
        self._silence()
        self._script = ()
        self._from = self._ready = 0
        self._paused = False

    def _begin(self, sentence: int) -> None:
        self._from = self._ready = sentence
        self._paused = False
        self._go()

    def _go(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = Thread(target=self._run, name="voice", daemon=True)
            self._thread.start()
        self._turn.notify()

    def _wake(self) -> None:
        with self._turn:
            self._turn.notify()

    def _run(self) -> None:
        try:
            while (task := self._next_task()) is not None:
                self._attempt(task)
        finally:
            self._end()

    def _end(self) -> None:
        self._player.close()
        self._end_former()
        self._engine.close()

    def _end_former(self) -> None:
        while self._former:
            self._former.pop().close()

    def _attempt(self, task: Callable[[], None]) -> None:
        """Does one thing; whatever goes wrong is told in `mute`, and what was to be said is dropped, unless it is
        newer."""
        epoch = self._epoch
        try:
            task()
        except VoiceError as error:
            self._fail(str(error), epoch)
        except Exception:
            self._fail(_SURPRISE, epoch)

    def _fail(self, reason: str, epoch: int) -> None:
        with self._turn:
            self._mute = reason
            if epoch == self._epoch:
                self._drop()

    def _next_task(self) -> Callable[[], None] | None:
        """Waits for something to do; None when it is time to end."""
        with self._turn:
            while not self._closing:
                if self._former:
                    return self._end_former
                if self._to_forget:
                    return self._forget
                if self._to_wake:
                    return self._wake_card
                if self._left and self._player.waiting < AHEAD:
                    return self._render
                if self._to_warm:
                    return self._warm
                sounding = self._player.loaded or self._player.clicking
                idle = self._player.awake and not sounding and not self._left
                noticed = self._turn.wait(_LINGER if idle else _WATCH if sounding else None)
                if idle and not noticed:
                    return self._player.rest
                if self._player.loaded and self._player.stalled:
                    return self._player.replace
        return None

    def _render(self) -> None:
        with self._turn:
            if not self._left:
                return
            said, rate, epoch = self._script[self._ready], self._rate, self._epoch
        self._player.wake()
        clip = self._engine.render(said.text, rate)
        with self._turn:
            self._mute = None
            if epoch == self._epoch:
                self._player.add(clip, said)
                self._ready += 1

    def _wake_card(self) -> None:
        with self._turn:
            self._to_wake = False
        self._player.wake()

    def _warm(self) -> None:
        with self._turn:
            self._to_warm = False
        self._player.wake()
        self._engine.render("Bonjour.", self._rate)

    def _forget(self) -> None:
        with self._turn:
            self._to_forget = False
        self._engine.close()
        self._player.retry()

"""I/O. The voice: says a script sentence by sentence, rendering the next ones while one plays.

One thread does all that may take time (engine, sound card). What the screen calls only changes what is wanted, under a
lock held for microseconds, and wakes that thread.
"""

from __future__ import annotations

from collections import deque
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
        self._left: deque[Said] = deque()
        self._rate = 125
        self._epoch = 0  # grows with each say, stop and wipe: what was rendered for an earlier one is dropped
        self._rendering = False
        self._to_warm = False
        self._to_forget = False
        self._closing = False
        self._mute: str | None = None

    @property
    def now(self) -> Said | None:
        """The sentence being heard."""
        return self._player.now

    @property
    def busy(self) -> bool:
        """Whether something is being said or about to be."""
        return bool(self._left) or self._rendering or self._player.loaded

    @property
    def mute(self) -> str | None:
        """Why nothing can be heard, in a French sentence for staff."""
        return self._mute or self._player.mute

    @property
    def first_sound_at(self) -> float | None:
        """time.perf_counter() when the first frame of the last `say` went to the card; None before that."""
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
            self._silence()
            self._left.extend(script)
            self._rate = words_a_minute
            self._go()

    def stop(self) -> None:
        """Silence."""
        with self._turn:
            self._silence()

    def wipe(self) -> None:
        """Silence; the engine is ended, and with it the last sentence that it holds, and started afresh."""
        with self._turn:
            self._silence()
            if self._thread is not None:
                self._to_forget = self._to_warm = True
                self._go()

    def close(self) -> None:
        """Ends the thread, the engine and the card."""
        with self._turn:
            self._silence()
            self._closing = True
            self._turn.notify()
            thread = self._thread
        if thread is None:
            self._end()
        elif thread is not current_thread():
            thread.join(timeout=10.0)

    def _silence(self) -> None:
        self._epoch += 1
        self._rendering = False  # what is being rendered is no longer wanted: a touch on "listen" begins anew
        self._left.clear()
        self._player.clear()

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
        self._engine.close()

    def _attempt(self, task: Callable[[], None]) -> None:
        """Does one thing; whatever goes wrong is told in `mute`, and what was to be said is dropped."""
        try:
            task()
        except VoiceError as error:
            self._fail(str(error))
        except Exception:
            self._fail(_SURPRISE)

    def _fail(self, reason: str) -> None:
        with self._turn:
            self._mute = reason
            self._left.clear()
            self._player.clear()
            self._rendering = False

    def _next_task(self) -> Callable[[], None] | None:
        """Waits for something to do; None when it is time to end."""
        with self._turn:
            while not self._closing:
                if self._to_forget:
                    return self._forget
                if self._left and self._player.waiting < AHEAD:
                    return self._render
                if self._to_warm:
                    return self._warm
                idle = self._player.awake and not self._player.loaded and not self._left
                noticed = self._turn.wait(_LINGER if idle else _WATCH if self._player.loaded else None)
                if idle and not noticed:
                    return self._player.rest
                if self._player.loaded and self._player.stalled:
                    return self._player.replace
        return None

    def _render(self) -> None:
        with self._turn:
            if not self._left:
                return
            said, rate, epoch = self._left.popleft(), self._rate, self._epoch
            self._rendering = True
        self._player.wake()
        clip = self._engine.render(said.text, rate)
        with self._turn:
            self._rendering = False
            self._mute = None
            if epoch == self._epoch:
                self._player.add(clip, said)

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

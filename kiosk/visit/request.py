"""Rules. The life of a request: its states, what may happen to it in each, and what came of it. Both sides follow it.

The kiosk makes it and keeps it until the desk has it; the desk then moves it, and tells the kiosk. `after` is the only
way from one state to another, on either side.
"""

from __future__ import annotations

from enum import Enum


class State(str, Enum):
    """Where a request stands."""

    KEPT = "gardee"  # on the kiosk's disk, on its way
    WAITING = "en-attente"  # at the desk, nobody's yet
    TAKEN = "prise"  # a professional's
    HELD = "en-pause"  # a professional's, who will come back to it
    CLOSED = "close"  # its details are erased


OPEN = (State.WAITING, State.TAKEN, State.HELD)
"""The states in which the desk shows a request."""


class Act(str, Enum):
    """What may happen to a request."""

    ARRIVE = "arrive"  # the desk has it
    REFUSE = "refuse"  # the desk will never take it
    TAKE = "prendre"
    ANSWER = "repondre"  # answering is taking
    HOLD = "mettre-en-pause"
    PASS = "passer"  # to a colleague, or from one to oneself
    REQUEUE = "remettre"
    CLOSE = "clore"
    STILL = "attend-toujours"  # the resident's three words
    LEAVE = "parti"
    SOLVE = "regle"
    EXPIRE = "expirer"  # too old to be of use: on the kiosk's disk, or at the end of the desk's day


AFTER: dict[State, dict[Act, State]] = {
    State.KEPT: {
        Act.ARRIVE: State.WAITING,
        Act.REFUSE: State.CLOSED,
        Act.STILL: State.KEPT,
        Act.LEAVE: State.CLOSED,
        Act.SOLVE: State.CLOSED,
        Act.EXPIRE: State.CLOSED,
    },
    State.WAITING: {
        Act.TAKE: State.TAKEN,
        Act.ANSWER: State.TAKEN,
        Act.HOLD: State.HELD,
        Act.PASS: State.TAKEN,
    },
    State.TAKEN: {
        Act.ANSWER: State.TAKEN,
        Act.HOLD: State.HELD,
        Act.PASS: State.TAKEN,
        Act.REQUEUE: State.WAITING,
    },
    State.HELD: {
        Act.TAKE: State.TAKEN,
        Act.ANSWER: State.TAKEN,
        Act.PASS: State.TAKEN,
        Act.REQUEUE: State.WAITING,
    },
    State.CLOSED: {},
}
for _state in OPEN:
    AFTER[_state] |= {Act.STILL: _state, Act.CLOSE: State.CLOSED, Act.LEAVE: State.CLOSED, Act.SOLVE: State.CLOSED}
    AFTER[_state] |= {Act.ARRIVE: _state, Act.EXPIRE: State.CLOSED}  # sent again, its answer having been lost
for _act in (Act.ARRIVE, Act.STILL, Act.LEAVE, Act.SOLVE, Act.EXPIRE):
    AFTER[State.CLOSED][_act] = State.CLOSED  # what comes late from a kiosk changes nothing


class Impossible(Exception):
    """That cannot happen to a request in this state."""


def after(state: State, act: Act) -> State:
    """The state after an act. Raises Impossible."""
    try:
        return AFTER[state][act]
    except KeyError:
        raise Impossible(f"{act.name} in {state.name}") from None


class Outcome(str, Enum):
    """What came of a request. The words are those of La Coop de la médiation numérique where it has any: the person's
    autonomy in what was done together, and the kinds of structure somebody is redirected to."""

    INFORMED = "informe"
    DONE_TOGETHER = "fait-ensemble"
    DONE_FOR = "fait-pour"
    APPOINTMENT = "rendez-vous"
    TO_ADMINISTRATION = "vers-administration"
    TO_OPERATOR = "vers-operateur"
    TO_SOCIAL_HELP = "vers-aide-sociale"
    TO_WORK = "vers-insertion-professionnelle"
    TO_PROCEDURES_HELP = "vers-aide-demarches"
    TO_DIGITAL_HELP = "vers-mediation-numerique"
    TO_OTHER = "vers-autre"
    LEFT = "parti"
    SOLVED = "regle"
    EXPIRED = "expiree"
    FORGOTTEN = "sans-suite"


CLOSINGS: dict[str, dict[Outcome, str]] = {
    "Ici": {
        Outcome.INFORMED: "Informée",
        Outcome.DONE_TOGETHER: "Fait ensemble (la personne a participé)",
        Outcome.DONE_FOR: "Fait pour elle (entièrement accompagnée)",
        Outcome.APPOINTMENT: "Rendez-vous pris",
        Outcome.LEFT: "Partie sans attendre",
    },
    "Redirigée vers": {
        Outcome.TO_ADMINISTRATION: "Administration (mairie, préfecture…)",
        Outcome.TO_OPERATOR: "Organisme en charge de la démarche",
        Outcome.TO_SOCIAL_HELP: "Structure d'aide sociale",
        Outcome.TO_WORK: "Structure d'insertion professionnelle",
        Outcome.TO_PROCEDURES_HELP: "Aide aux démarches (France Services…)",
        Outcome.TO_DIGITAL_HELP: "Autre structure de médiation numérique",
        Outcome.TO_OTHER: "Autre",
    },
}
"""What a professional may close a request with, in words, by kind."""

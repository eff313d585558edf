"""Rules. The page of a call that was made: the code, its place in the queue, the answer, the resident's last words.

Nothing here tells why somebody calls: the screen stands in public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.guide.hosts import host_of
from kiosk.guide.prose import Sentence, plain, sentence, sentences
from kiosk.page.frame import World, back, listen, main, text, title, top
from kiosk.page.model import Action, Badge, Block, Choices, Fact, Intent, Notice, Page, Qr, Verb
from kiosk.visit.calling import Call, Ending
from kiosk.visit.request import State
from kiosk.visit.ticket import Answer, Saying
from kiosk.visit.visit import Visit

ENDED = {
    Saying.LEFT: ("Votre demande est annulée", "Personne ne vous appelle.\nVous pouvez appeler de nouveau."),
    Saying.SOLVED: ("C'est réglé", "Votre demande est terminée.\nVous pouvez appeler de nouveau."),
}
_LONG = re.compile(r"\S{16}(?=\S)")
"""What is too long for one word of a professional: it is cut, so that it has room in any text size."""
_ASKED = {
    Saying.LEFT: ("Vous n'attendez plus ?", "Oui, je m'en vais", "door-exit"),
    Saying.SOLVED: ("C'est réglé ?", "Oui, c'est réglé", "mood-check"),
}


def waiting(visit: Visit, world: World) -> Page:
    """The code, and what became of the call: told as it is."""
    call = visit.call
    assert call is not None, "the host shows this page only when somebody has been called"
    head, notice = _status(call, world)
    again = Choices((Action(Intent(Verb.CALL), "Appeler de nouveau", "headset"),))
    bar = (back("Continuer" if visit.walk else "Retour"), listen(), Action(Intent(Verb.LEAVE), "J'ai fini", "check"))
    return Page(
        kind="waiting",
        title=title(head),
        where=("Mon appel",),
        blocks=(notice, *_shown(call, world), _sayings(call) if call.open else again),
        side=_side(call, world),
        bar=bar,
        top=top(visit),
        link=_appointment(call, world) or None,
    )


def _status(call: Call, world: World) -> tuple[str, Notice]:
    """The title and the news."""
    if call.ended is not None:
        head, told = ENDED[call.ended]
        return head, Notice(sentences(told), "good", "check")
    if call.reply is not None and not (call.closed and call.answer is not Answer.CLOSED):
        told = _LONG.sub(r"\g<0> ", call.reply.words)
        own = (plain(one.text) for one in sentences(told))  # of somebody else: no mark of theirs is read
        return "Le professionnel vous répond", Notice((*own, *_turn(call), *_said(call)), "good", "message")
    if call.closed:
        return "Votre demande est terminée", Notice((sentence("Merci de votre visite."),), "good", "check")
    if call.delivered:
        news = (*_turn(call), *_said(call)) or (sentence("Vous pouvez continuer en attendant."),)
        return "Demande reçue", Notice(news, "good", "check")
    if call.unreachable or call.lost or call.expired:
        return _unsent(call, world)
    return "Nous prévenons le professionnel", Notice(
        (sentence("Votre demande part."), sentence("Attendez un instant.")), "info", "hourglass"
    )


def _unsent(call: Call, world: World) -> tuple[str, Notice]:
    """Bad news, told with where to go: first that, since on a low panel the rest is a leaf further."""
    where = sentences(world.settings.without_desk)
    if call.expired:
        return "Votre demande n'a pas pu partir", Notice((sentence("Elle est effacée."), *where), "caution", "wifi-off")
    if call.lost:
        return "Votre demande n'est pas partie", Notice(where, "caution", "wifi-off")
    kept = "Votre demande est gardée sur cet écran.\nElle part dès que possible, pendant 12 heures au moins."
    return "Le bureau ne répond pas", Notice((*where, *sentences(kept), *_said(call)), "caution", "wifi-off")


def _turn(call: Call) -> Iterator[Sentence]:
    """The place in the queue, as the desk tells it; no minutes, which nobody knows."""
    turn = call.turn
    if turn is None:
        return
    if turn.state is State.TAKEN and call.reply is None:
        yield sentence("Un professionnel s'occupe de votre demande.")
    elif turn.state is State.HELD:
        yield sentence("Le professionnel revient vers vous.")
    elif turn.state is State.WAITING:
        if not turn.attended:
            yield sentence("Le professionnel n'a pas encore vu votre demande.")
        yield sentence(
            "Vous êtes la prochaine personne." if turn.ahead == 0
            else "Une personne passe avant vous." if turn.ahead == 1
            else f"{turn.ahead} personnes passent avant vous."
        )  # fmt: skip


def _said(call: Call) -> tuple[Sentence, ...]:
    """What became of the resident's own last word."""
    if call.unsaid:
        return (sentence("Le professionnel ne peut pas être prévenu. Dites-le-lui vous-même."),)
    return (sentence("C'est dit : vous attendez toujours."),) if call.still else ()


def _sayings(call: Call) -> Choices:
    still = Action(
        Intent(Verb.SAY, Saying.STILL.value), "J'attends toujours", "clock-check", chosen=True if call.still else None
    )
    return Choices((
        *((still,) if call.delivered else ()),
        Action(Intent(Verb.END, Saying.SOLVED.value), "C'est réglé", "mood-check"),
        Action(Intent(Verb.END, Saying.LEFT.value), "Je m'en vais", "door-exit"),
    ))  # fmt: skip


def _shown(call: Call, world: World) -> Iterator[Block]:
    """Who to ask, and when: where nobody was reached, or where the professional names the person of the village."""
    if call.ended is None and not call.delivered and (call.unreachable or call.lost or call.expired):
        yield Fact("Où", plain(world.settings.office), "map-pin")
        if world.settings.phone:
            yield Fact(world.settings.phone, plain("le professionnel"), "phone")
        yield from referent(world)
        if world.settings.next_stop:
            yield Fact("Le véhicule revient", plain(world.settings.next_stop), "bus")
    elif call.answer is Answer.REFERENT and call.open:
        yield from referent(world)


def referent(world: World) -> Iterator[Block]:
    """The person to see in the village, as far as the settings name them."""
    if world.settings.referent:
        yield Fact("La personne du village", plain(world.settings.referent), "user")
        if world.settings.referent_hours:
            yield Fact("Quand", plain(world.settings.referent_hours), "clock")
        if world.settings.referent_phone:
            yield Fact(world.settings.referent_phone, plain(world.settings.referent), "phone")


def _appointment(call: Call, world: World) -> str:
    """The address where an appointment is made, once the professional proposes one."""
    return world.settings.appointment_url if call.open and call.answer is Answer.APPOINTMENT else ""


def _side(call: Call, world: World) -> tuple[Block, ...]:
    """The code, large; nobody will call one that is over. Of an appointment the QR code, the code being above."""
    url = _appointment(call, world)
    if url:
        return (Qr(url, host_of(url)),)
    return (Badge(call.ticket.code, plain("Votre code")),) if call.open else ()


def ending(visit: Visit, place: Ending, world: World) -> Page:
    """Is it really over? Asked in the bottom bar: a hand that touches the same place twice does not answer it."""
    head, label, icon = _ASKED[place.saying]
    return Page(
        kind="ending",
        title=title(head),
        where=("Mon appel",),
        blocks=(text("Si vous dites oui, on ne vous appelle plus."),),
        bar=(back("Non, j'attends"), listen(), main(Verb.SAY, label, icon, place.saying.value)),
        top=top(visit),
    )

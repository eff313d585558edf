"""Journeys against the host, with no window: what a call tells, line by line, and the number to be called back at."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from journey import ADULT, BRIGHT, LIBRARY, Journey, call_of, facts, reachable, told

from kiosk.page.consent import NAMES, UNTOLD, grouped
from kiosk.page.model import Action, Fact, Page, Verb
from kiosk.settings import Settings
from kiosk.visit.calling import Consenting, Part
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import CODES, REASONS, Reason, Ticket
from kiosk.visit.visit import AtStep
from kiosk.visit.walk import walk_to

NUMBER = "0612345678"
EVENT = LIBRARY.events[0]


def tells(ticket: Ticket) -> dict[str, str]:
    """What a ticket tells, in the words of the consent page: worked out from the ticket alone."""
    lines = {}
    if ticket.reason is not Reason.UNSAID:
        lines["Pourquoi"] = f"« {REASONS[ticket.reason][0]} »"
    guide = LIBRARY.guide(ticket.guide or "")
    if guide is not None:
        walk = walk_to(guide, ticket.step or "")
        assert walk is not None
        lines["La démarche"] = f"{guide.title}, étape {walk.position} : {walk.step.title}"
    if ticket.ways is not None:
        lines["Vos réponses"] = "2 réponses" if len(ticket.ways) > 1 else "1 réponse"
    for under in ticket.under:
        below = LIBRARY.guide(under.guide)
        assert below is not None
        step = below.step(under.step)
        lines["Ensuite"] = f"{below.title}, étape 3 : {step.title}"
    if ticket.event is not None:
        event = LIBRARY.event(ticket.event)
        assert event is not None
        lines["Le changement de vie"] = event.title
    if ticket.comfort is not None:
        lines["Comment vous lisez"] = ticket.comfort.in_words
    if ticket.phone is not None:
        lines["Votre numéro"] = grouped(ticket.phone)
    return lines


def shown(page: Page) -> dict[str, str]:
    """What a consent page says that it sends."""
    return {name: value for name, value in facts(page).items() if value != UNTOLD}


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.UNSAID])
@pytest.mark.parametrize("answers", [None, (), (0, 0)])
@pytest.mark.parametrize("comfort", [Comfort(), BRIGHT])
def test_the_ticket_holds_exactly_what_the_consent_page_showed(
    reason: Reason, answers: tuple[int, ...] | None, comfort: Comfort
) -> None:
    kiosk = Journey()
    kiosk.host.visit = replace(kiosk.host.visit, comfort=comfort)
    if answers is not None:
        kiosk.to_guide("caf-rsa", *answers)
    kiosk.take(Verb.CALL)
    kiosk.take(Verb.REASON, reason.value)
    if reason is Reason.CALL_BACK:
        kiosk.types(NUMBER)
        kiosk.touch("C'est mon numéro")
    page = kiosk.page
    kiosk.touch("Oui, appeler")
    [ticket] = kiosk.desk.tickets
    assert shown(page) == tells(ticket)
    assert (ticket.reason, ticket.comfort) == (reason, comfort)
    assert ticket.ways == (answers or None)
    assert "le nom de cet écran, et un code. Rien d'autre." in told(page)
    assert (ticket.kiosk, ticket.code) == (Settings().terminal, CODES[0])
    assert ticket.epoch == kiosk.host.visit.epoch
    for words in ("Ma caisse est la Caf", ADULT) if answers else ():
        assert words in told(page)


def in_the_middle_of_it_all() -> Journey:
    """Somebody with everything to tell: from a change in life, in a guide that is to help another, with answers."""
    kiosk = Journey()
    kiosk.touches("Un changement dans ma vie", EVENT.title)
    kiosk.take(Verb.TASK, "0")
    trail = kiosk.host.visit.trail
    kiosk.to_guide("caf-rsa", 0, 0)
    under = kiosk.host.visit.walk
    assert under is not None
    guide = LIBRARY.guide("ameli-compte")
    assert guide is not None
    helping = walk_to(guide, guide.steps[-1].id)
    assert helping is not None
    kiosk.host.visit = replace(kiosk.host.visit, trail=(*trail, AtStep(under), AtStep(replace(helping, under=under))))
    kiosk.take(Verb.CALL)
    kiosk.touch("Je veux qu'on me rappelle")
    kiosk.types(NUMBER)
    kiosk.touch("C'est mon numéro")
    return kiosk


EVERY_PAIR = [set(pair) for count in range(3) for pair in combinations(Part, count)]


@pytest.mark.parametrize("out", EVERY_PAIR, ids=lambda out: " ".join(sorted(part.value for part in out)) or "none")
def test_each_line_taken_out_is_not_in_the_ticket_and_the_others_are(out: set[Part]) -> None:
    kiosk = in_the_middle_of_it_all()
    assert set(facts(kiosk.page)) == {NAMES[part][0] for part in Part}
    for part in Part:  # the guide goes before what hangs on it
        if part in out:
            kiosk.take(Verb.TELL, part.value)
    page = kiosk.page
    kiosk.touch("Oui, appeler")
    [ticket] = kiosk.desk.tickets
    assert shown(page) == tells(ticket)
    gone = out | ({Part.ANSWERS, Part.UNDER} if Part.WALK in out else set())
    held = {
        Part.REASON: ticket.reason is Reason.CALL_BACK, Part.WALK: ticket.guide is not None,
        Part.ANSWERS: ticket.ways is not None, Part.UNDER: bool(ticket.under), Part.EVENT: ticket.event is not None,
        Part.COMFORT: ticket.comfort is not None, Part.PHONE: ticket.phone is not None,
    }  # fmt: skip
    assert {part for part, there in held.items() if not there} == gone
    assert (ticket.step is None) == (Part.WALK in gone)


def test_the_ticket_has_no_field_that_the_consent_page_does_not_show() -> None:
    lines = {"reason", "guide", "step", "ways", "under", "event", "comfort", "phone"}
    assert set(Ticket.model_fields) == {"id", "kiosk", "epoch", "code"} | lines


def test_a_line_taken_out_stays_to_be_put_back_and_its_words_are_gone() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0)
    kiosk.touches("Appeler", "Je veux parler en privé")
    whole = shown(kiosk.page)
    kiosk.take(Verb.TELL, "reponses")
    assert facts(kiosk.page)["Vos réponses"] == UNTOLD
    assert ADULT not in told(kiosk.page)
    kiosk.take(Verb.TELL, "demarche")
    assert "Vos réponses" not in facts(kiosk.page), "without the guide there is nothing to take out of it"
    kiosk.take(Verb.TELL, "reponses")
    kiosk.take(Verb.TELL, "demarche")
    assert facts(kiosk.page)["Vos réponses"] == UNTOLD, "what was taken out stays out"
    kiosk.take(Verb.TELL, "reponses")
    assert shown(kiosk.page) == whole


def test_a_line_taken_out_is_heard_alone_and_may_be_reached_by_two_switches() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir", "Appeler", "Je veux parler en privé")
    kiosk.by_two_switches("Retirer")
    assert facts(kiosk.page)["Pourquoi"] == UNTOLD
    assert kiosk.heard == ["Remettre : Pourquoi, bouton."]


def test_a_comfort_changed_before_the_consent_is_the_one_sent() -> None:
    kiosk = Journey()
    kiosk.touches("Appeler", "Je veux parler en privé", "Confort", "Très grand", "Revenir")
    assert facts(kiosk.page)["Comment vous lisez"].startswith("texte très grand")
    kiosk.touch("Oui, appeler")
    assert kiosk.desk.tickets[0].comfort == Comfort(size=4)


def test_what_makes_no_sense_to_take_out_changes_nothing() -> None:
    kiosk = Journey()
    kiosk.touches("Appeler", "Je veux parler en privé")
    visit = kiosk.host.visit
    for value in ("demarche", "numero", "", "pourquoi "):
        kiosk.take(Verb.TELL, value)
    assert kiosk.host.visit == visit


# ---- without a reason


def test_without_a_reason_two_touches_call_and_tell_nothing() -> None:
    kiosk = Journey()
    kiosk.to_guide("caf-rsa", 0, 0)
    kiosk.touch("Appeler")
    [bare] = [action for action in kiosk.page.actions() if action.label == "Venez, sans raison à donner"]
    assert bare.detail is not None
    assert bare.detail.text == "Part tout de suite, avec le nom de cet écran et un code. Rien d'autre."
    kiosk.touch("Venez, sans raison à donner")
    [ticket] = kiosk.desk.tickets
    assert kiosk.page.kind == "waiting"
    assert set(ticket.model_dump(exclude_defaults=True)) == {"id", "kiosk", "epoch", "code", "reason"}
    assert ticket.reason is Reason.UNSAID


@pytest.mark.parametrize(
    ("size", "tall", "first"),
    [(1, True, False), (2, True, False), (3, True, True), (4, True, True), (1, False, False), (2, False, True)],
)
def test_in_large_text_who_gives_no_reason_finds_the_button_first(size: int, tall: bool, first: bool) -> None:
    kiosk = Journey(tall=tall)
    kiosk.take(Verb.SET, f"size={size}")
    page = kiosk.touch("Appeler")
    reasons = [action.intent.value for action in page.actions() if action.intent.verb is Verb.REASON]
    assert (reasons.index("sans-raison") == 0) is first
    assert len(reasons) == 5


@pytest.mark.parametrize("place", ["home", "guide", "task", "rehearsal", "cover"])
def test_one_is_only_stuck_in_something(place: str) -> None:
    kiosk = Journey()
    if place == "guide":
        kiosk.to_guide("caf-rsa")
    elif place == "task":
        kiosk.touches("Un changement dans ma vie", EVENT.title)
        kiosk.take(Verb.TASK, "0")
    elif place == "rehearsal":
        kiosk.touch("S'entraîner")
        kiosk.take(Verb.PRACTISE, LIBRARY.rehearsals[0].id)
    elif place == "cover":
        kiosk.take(Verb.GUIDE, "caf-rsa")
    kiosk.take(Verb.CALL)
    offered = {action.intent.value for action in kiosk.page.actions() if action.intent.verb is Verb.REASON}
    assert ("bloque" in offered) is (place in ("guide", "task", "rehearsal"))


# ---- the number


def numbering() -> Journey:
    kiosk = Journey()
    kiosk.touches("Appeler", "Je veux qu'on me rappelle")
    assert kiosk.page.kind == "number"
    return kiosk


def main_of(kiosk: Journey) -> list[str]:
    return [action.label for action in kiosk.page.bar if action.intent.verb is Verb.WRITTEN]


def test_a_number_is_grouped_as_it_is_typed_and_taken_only_when_it_is_whole() -> None:
    kiosk = numbering()
    for count in range(1, 10):
        kiosk.touch(NUMBER[count - 1])
        assert main_of(kiosk) == []
        kiosk.take(Verb.WRITTEN)
        assert kiosk.page.kind == "number"
    kiosk.types("89")
    shown = "06 12 34 56 78".replace(" ", "\N{NO-BREAK SPACE}")  # never cut in two lines
    assert shown in "".join(getattr(block, "text", "") for block in kiosk.page.blocks), "a figure too many"
    assert main_of(kiosk) == ["C'est mon numéro"]
    kiosk.touch("C'est mon numéro")
    assert facts(kiosk.page)["Votre numéro"] == shown
    kiosk.touch("Non, merci")
    assert main_of(kiosk) == ["C'est mon numéro"], "what was typed is still there"


@pytest.mark.parametrize(
    ("typed", "told_kindly"),
    [("6", "Un numéro commence par 0"), ("00", "Après 0, il faut un autre chiffre"), ("6123456789", "commence par 0")],
)
def test_a_number_that_cannot_be_is_told_kindly_and_never_taken(typed: str, told_kindly: str) -> None:
    kiosk = numbering()
    kiosk.types(typed)
    assert told_kindly in told(kiosk.page)
    assert main_of(kiosk) == []
    kiosk.take(Verb.WRITTEN)
    assert kiosk.page.kind == "number"
    for _ in typed:
        kiosk.touch("effacer")
    kiosk.types(NUMBER)
    assert main_of(kiosk) == ["C'est mon numéro"]


@pytest.mark.parametrize("sign", ["a", "²", "٣", "", "12", " "])
def test_only_figures_are_taken(sign: str) -> None:
    kiosk = numbering()
    visit = kiosk.host.visit
    kiosk.take(Verb.KEY, sign)
    assert kiosk.host.visit == visit


def test_who_prefers_to_say_the_number_themselves_sends_none() -> None:
    kiosk = numbering()
    kiosk.types("0612")
    kiosk.touch("Sans numéro : je le dirai moi-même")
    assert "Votre numéro" not in facts(kiosk.page)
    kiosk.touch("Oui, appeler")
    [ticket] = kiosk.desk.tickets
    assert (ticket.reason, ticket.phone) == (Reason.CALL_BACK, None)


def test_a_number_is_typed_by_two_switches_and_heard() -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Revenir")
    kiosk.by_two_switches("Appeler", "Je veux qu'on me rappelle", *NUMBER)
    assert "Vous avez écrit : zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit." in kiosk.heard
    kiosk.by_two_switches("C'est mon numéro", "Oui, appeler")
    assert kiosk.desk.tickets[0].phone == NUMBER


@pytest.mark.parametrize("end", ["finished", "wiped", "home", "error"])
def test_a_number_stands_nowhere_once_it_is_left(end: str) -> None:
    kiosk = numbering()
    kiosk.types(NUMBER)
    kiosk.touch("C'est mon numéro")
    assert NUMBER not in repr(kiosk.host.visit.here), "kept out of what Python prints"
    if end == "finished":
        kiosk.touch("Oui, appeler")
        kiosk.finish()
    elif end == "wiped":
        kiosk.pass_time(345)
    elif end == "home":
        kiosk.touch("Accueil")
    else:
        kiosk.host.panic(kiosk.now)
    world = kiosk.host._world
    left = reachable(list(vars(kiosk.host).values()), world, world.library, kiosk.desk, kiosk.voice)
    assert [one for one in left if isinstance(one, str) and NUMBER in one.replace(" ", "")] == []


# ---- discretion


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.UNSAID])
def test_once_a_call_is_made_nothing_on_the_screen_tells_why(reason: Reason) -> None:
    kiosk = Journey(Settings(appointment_url="https://rendez-vous.example.fr"))
    kiosk.to_guide("caf-rsa", 0)
    kiosk.take(Verb.CALL)
    kiosk.take(Verb.REASON, reason.value)
    if reason is Reason.CALL_BACK:
        kiosk.types(NUMBER)
        kiosk.touch("C'est mon numéro")
    kiosk.touch("Oui, appeler")
    assert not any(isinstance(place, Consenting) for place in kiosk.host.visit.trail)
    ticket = call_of(kiosk)
    pages = [kiosk.page]
    for button in ("J'attends toujours", "Où suis-je ?", "Revenir", "Je m'en vais", "Non, j'attends", "J'ai fini",
                   "Retour", "Continuer", "Bleu 1"):  # fmt: skip
        pages.append(kiosk.touch(button))
    for happens in (kiosk.desk.takes, kiosk.desk.holds):
        happens(ticket.id)
        pages.append(kiosk.page)
    kiosk.desk.says(ticket.id, "Je viens.")
    pages += [kiosk.page, kiosk.touches("C'est réglé", "Oui, c'est réglé")]
    for page in pages:
        assert secrets(page, reason) == []


def secrets(page: Page, reason: Reason) -> list[str]:
    """The words of a page that tell the reason, or the number."""
    words = [one.text for one in reachable([page]) if hasattr(one, "spans")]
    words += [text for one in reachable([page]) if isinstance(one, Action) for text in (one.label, one.said or "")]
    words += [block.name for block in page.blocks if isinstance(block, Fact)]
    told_by = (REASONS[reason][0], grouped(NUMBER), NUMBER)
    return [text for text in words if any(secret in text for secret in told_by)]

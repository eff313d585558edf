"""Every page that residents meet, by name: those of each guide, and all others. What goldens and properties look at."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain, product

from journey import LIBRARY, WORLD, FullDisk, Journey

from kiosk.guide.model import Guide
from kiosk.page.build import build
from kiosk.page.comfort import PARTS
from kiosk.page.focus import Key
from kiosk.page.model import Page, Verb
from kiosk.settings import Settings
from kiosk.staff.every_page import changing, distress, every_page
from kiosk.visit.calling import Call, Waiting
from kiosk.visit.comfort import Comfort, Contrast
from kiosk.visit.practice import LAYERS
from kiosk.visit.questions import ASKED
from kiosk.visit.rehearsing import Practised, Practising, Writing
from kiosk.visit.ticket import Answer
from kiosk.visit.visit import Asking, AtStep, Comforts, Cover, Home, Meaning, OnPhone, Place, Visit
from kiosk.visit.walk import walk_to

GUIDES = [guide.id for guide in LIBRARY.guides]
OTHERS = ("pages", "exercices", "evenements", "urgences")
"""What stands beside the guides among the goldens."""
VILLAGE = Settings(
    village="Vigneulles", hours="jusqu'à 12 h", phone="03 29 00 00 00", next_stop="mardi 3 mars, de 9 h à 12 h",
    referent="Madame Claudel", referent_hours="le lundi de 14 h à 16 h, à la mairie", referent_phone="03 29 00 00 01",
    appointment_url="https://rendez-vous.example.fr/vehicule",
)  # fmt: skip
Pages = dict[str, Page]


def _at(place: Place) -> Page:
    return build(Visit(epoch=1, trail=(Home(), place)), WORLD)


def _guide_pages(guide: Guide) -> Pages:
    """The cover, every step with its detail, the words it explains, the addresses it leads to."""
    pages = {"cover": _at(Cover(guide.id))}
    for step in guide.steps:
        walk = walk_to(guide, step.id)
        assert walk is not None
        pages[step.id] = _at(AtStep(walk))
        if step.more:
            pages[f"{step.id}, more"] = _at(AtStep(walk, more=True))
    actions = list(chain.from_iterable(page.actions() for page in pages.values()))
    for verb, place, name in ((Verb.WORD, Meaning, "word"), (Verb.PHONE, OnPhone, "qr")):
        values = dict.fromkeys(action.intent.value for action in actions if action.intent.verb is verb)
        pages |= {f"{name} {value}": _at(place(value)) for value in sorted(values)}
    return pages


def _browsing_pages() -> Pages:
    on, plain = Journey(VILLAGE, started=False), Journey(started=False)
    pages = {"attract": on.page, "attract with no stop known": plain.page}
    pages["home"] = on.begin()
    for theme in LIBRARY.themes:
        if LIBRARY.on(theme.id):
            pages[f"theme {theme.id}"] = on.touch(theme.title)
            on.touch("Retour")
    pages["search, nothing typed"] = on.touch("Chercher avec mes mots")
    pages["search, found"] = on.types("rsa")
    on.touches("effacer", "effacer", "effacer")
    pages["search, not found"] = on.types("girafe")
    return pages


def _comfort_pages() -> Pages:
    """The three questions, each again; the settings in their four parts, as usual, with all chosen, without sound."""
    visit = Visit(1, (Home(),))
    pages = {
        f"asking {question + 1}{', again' if again else ''}": build(visit.go(Asking(question, again)), WORLD)
        for question, again in product(range(len(ASKED)), (False, True))
    }
    low = replace(WORLD, tall=False)
    pages["asking 3, again, on a low panel"] = build(visit.go(Asking(2, again=True)), low)
    every = Comfort(
        size=4, contrast=Contrast.DARK, open_dyslexic=True, calm=True, blank=True, voice=True, rate=8, volume=1,
        low_reach=True, left_handed=True,
    )  # fmt: skip
    for part, (name, comfort) in product(("", *PARTS), (("", Comfort()), (", all chosen", every))):
        pages[f"comfort {part}{name}"] = build(replace(visit, comfort=comfort).go(Comforts(part)), WORLD)
    pages["comfort touch, on a low panel"] = build(visit.go(Comforts("touch")), low)
    mute = replace(WORLD, voice=False)
    for part in ("see", "hear"):
        pages[f"comfort {part}, without sound"] = build(visit.go(Comforts(part)), mute)
    kiosk = Journey(started=False)
    kiosk.touches("Confort", "Entendre : voix, vitesse, volume")
    pages["comfort, while the voice speaks"] = kiosk.touch("Lire à voix haute")
    pages["comfort, while the voice waits"] = kiosk.touch("Pause")
    return pages


def _where_pages() -> Pages:
    kiosk = Journey()
    pages = {"where, from home": kiosk.touch("Où suis-je ?")}
    kiosk.touch("Revenir")
    pages["where, in a search"] = kiosk.touches("Chercher avec mes mots", "Où suis-je ?")
    kiosk.to_guide("caf-rsa")
    pages["where, at the first step"] = kiosk.take(Verb.WHERE)
    kiosk.to_guide("caf-rsa", 0, 0)
    pages["where, with answers"] = kiosk.take(Verb.WHERE)
    kiosk.touch("Quel est votre âge ?")
    pages["a question come back to"] = kiosk.page
    kiosk.to_guide("caf-rsa", 1, 0, 0)
    kiosk.take(Verb.CALL)
    kiosk.call()
    kiosk.touch("Continuer")
    pages["where, at the end, once somebody has been called"] = kiosk.take(Verb.WHERE)
    kiosk.desk.offers("caf-rsa", "papiers")
    kiosk.touch("Oui, commencer")
    pages["where, opened by the professional, with keys"] = kiosk.host.key(Key.HELP, kiosk.now)
    return pages


def _call_pages() -> Pages:
    out = Journey(VILLAGE)
    pages = {"call from home": out.touch("Appeler"), "consent from home": out.touch("Je veux parler en privé")}
    out.touch("Non, merci")
    pages["number"] = out.touch("Je veux qu'on me rappelle")
    pages["number, wrong"] = out.types("6")
    out.touch("effacer")
    pages["number, begun"] = out.types("061")
    pages["number, whole"] = out.types("2345678")
    pages["consent to be called back"] = out.touch("C'est mon numéro")
    pages["consent, a line taken out"] = out.take(Verb.TELL, "pourquoi")
    inside = Journey(VILLAGE)
    inside.to_guide("caf-rsa", 0)
    pages["call from a guide"] = inside.touch("Appeler")
    pages["consent from a guide"] = inside.touch("Je suis bloqué ici")
    pages["waiting, delivered"] = inside.touch("Oui, appeler")
    ticket = inside.desk.tickets[0].id
    inside.desk.people_before(3, attended=False)
    pages["waiting, behind three"] = inside.page
    inside.desk.holds(ticket)
    pages["waiting, held"] = inside.page
    inside.desk.takes(ticket)
    pages["waiting, taken"] = inside.page
    pages["waiting, still"] = inside.touch("J'attends toujours")
    pages["ending"] = inside.touch("C'est réglé")
    inside.touch("Non, j'attends")
    pages["a step once somebody has been called"] = inside.touch("Continuer")
    for answer in Answer:
        inside.desk.answers(ticket, answer, "Je finis, puis je viens." * (answer is Answer.OTHER))
        pages[f"waiting, {answer.value}"] = inside.page
    visit = inside.host.visit
    assert visit.call is not None
    sending = replace(visit.go(Waiting()), call=Call(visit.call.ticket))
    pages["waiting, sending"] = build(sending, WORLD)
    for where, settings in (("", Settings()), (", with everybody named", VILLAGE)):
        offline, full = Journey(settings), Journey(settings, desk=FullDisk)
        offline.desk.goes_offline()
        for name, kiosk in (("unreachable", offline), ("lost", full)):
            kiosk.call()
            pages[f"waiting, {name}{where}"] = kiosk.page
        offline.desk.grows_old()
        pages[f"waiting, expired{where}"] = offline.page
    return pages


def _other_pages() -> Pages:
    kiosk = Journey()
    pages: Pages = {}
    comfort = Comfort(size=4, contrast=Contrast.DARK, voice=True)
    for name, step, wanted in (("a guide", None, None), ("a step", "papiers", None), ("a comfort", "papiers", comfort)):
        kiosk.desk.offers("caf-rsa", step, wanted)
        pages[f"offer of {name}"] = kiosk.page
    kiosk.desk.offers("caf-rsa", "papiers", ways=(0, 0, 1))
    pages["offer of a way"] = kiosk.page
    kiosk.desk.offers(comfort=comfort)
    pages["offer of a comfort alone"] = kiosk.page
    kiosk.desk.offers(event=LIBRARY.events[0].id)
    pages["offer of a change in life"] = kiosk.page
    kiosk.touch("Non, merci")
    pages["alert"] = kiosk.pass_time(300)
    kiosk.take(Verb.STILL_HERE)
    pages["leaving"] = kiosk.touch("J'ai fini")
    kiosk.touch("Non, je continue")
    ticket = kiosk.call()
    pages["leaving, once somebody has been called"] = kiosk.touch("J'ai fini")
    pages["alert, once somebody has been called"] = kiosk.pass_time(300)
    kiosk.take(Verb.STILL_HERE)
    kiosk.to_guide("caf-rsa", 0)
    pages["home, with a walk that was left"] = kiosk.touch("Accueil")
    kiosk.desk.answers(ticket.id, Answer.COMING)
    pages["goodbye"] = kiosk.finish()
    return pages


def _rehearsal_pages() -> Pages:
    """The list, one rehearsal from end to end with something wrong on the way, its keyboards; every screen of the
    others."""
    kiosk = Journey()
    pages: Pages = {"practices": kiosk.touch("S'entraîner")}
    pages["a screen"] = kiosk.touch("Créer un compte")
    pages["a screen, corrected"] = kiosk.touch("Me connecter")
    pages["a screen, done"] = kiosk.touch("Créer un compte")
    pages["fields"] = kiosk.touch("Continuer")
    pages["a field is missing"] = kiosk.touch("Suivant")
    pages["a keyboard"] = kiosk.touch("Prénom")
    kiosk.types("jean")
    pages["a keyboard, corrected"] = kiosk.touch("C'est écrit")
    kiosk.types("ne")
    pages["a field filled in"] = kiosk.touch("C'est écrit")
    pages["where, in a rehearsal"] = kiosk.touch("Où suis-je ?")
    visit = Visit(1, (Home(),))
    for one in LIBRARY.rehearsals:
        for at in range(len(one.screens)):
            pages[f"{one.id} {at + 1}"] = build(visit.go(Practising(one.id, at)), WORLD)
            pages[f"{one.id} {at + 1}, done"] = build(visit.go(Practising(one.id, at, done=True)), WORLD)
        pages[f"{one.id}, end"] = build(visit.go(Practised(one.id)), WORLD)
    password = Writing("mot-de-passe-solide", 1, 2)
    for layer in LAYERS:
        pages[f"password, {layer}"] = build(visit.go(replace(password, text="Abc", layer=layer)), WORLD)
    pages["an e-mail address"] = build(visit.go(Writing("compte-creer", 2, 1)), WORLD)
    pages["a code"] = build(visit.go(Writing("code-sms", 1, 1, "48")), WORLD)
    return pages


@cache
def pages_of(name: str) -> Pages:
    """The pages of a guide, of the rehearsals, of the changes in life, of distress, or with "pages" all others."""
    if name == "exercices":
        return _rehearsal_pages()
    if name == "evenements":
        return dict(changing(Visit(1, (Home(),)), WORLD))
    if name == "urgences":
        return dict(distress(Visit(1, (Home(),)), WORLD))
    if name != "pages":
        guide = LIBRARY.guide(name)
        assert guide is not None
        return _guide_pages(guide)
    return _browsing_pages() | _comfort_pages() | _where_pages() | _call_pages() | _other_pages()


@cache
def all_pages() -> Pages:
    """All of them, and those on which layout proofs stand."""
    every = dict(every_page(WORLD))
    for name in (*GUIDES, *OTHERS):
        every |= {f"{name}: {title}": page for title, page in pages_of(name).items()}
    return every

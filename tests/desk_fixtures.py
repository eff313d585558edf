"""What the tests of the desk and of the hand-off share: a tiny library, tickets, a clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import yaml
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.door.limits import Limits, Pace
from kiosk.desk.memory.registry import FIRST_NAME, Registry
from kiosk.desk.memory.store import Store
from kiosk.desk.serving.server import DeskServer
from kiosk.guide.event import Event
from kiosk.guide.glossary import Glossary, Theme
from kiosk.guide.library import Library
from kiosk.guide.model import Guide
from kiosk.visit.comfort import Comfort
from kiosk.visit.ticket import Code, Colour, Reason, Saying, Ticket, Word

TOKEN = "jeton-de-test-assez-long-pour-un-secret"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
HERE = "http://127.0.0.1:8765"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
UNHURRIED = Limits(usual=Pace(1e6, 10**6), careful=Pace(1e6, 10**6))
"""Limits that no test of something else meets."""
ASSETS = Path(__file__).resolve().parent.parent / "assets"
PARIS = timezone(timedelta(hours=1))
MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=PARIS)

GUIDE = yaml.safe_load("""
version: 1
id: caf-rsa
titre: Demander le RSA
resume: Le RSA est une aide en argent. Vous pouvez la demander sur internet.
theme: argent
organisme: la Caf
portail: {nom: le site de la Caf, url: "https://www.caf.fr/"}
telephones: [{numero: "3230", qui: La Caf de la Meuse}]
duree: 30
mots: [rsa, argent, aide]
acces: {email: necessaire, mobile: utile, franceconnect: utile}
relecture: {le: 2026-01-10, avant: 2027-01-10}
sources: [{cle: S1, titre: Le RSA, adresse: "https://www.caf.fr/", date: "2026", confiance: haute}]
etapes:
- id: debut
  genre: information
  titre: Avant de commencer
  texte: "Le [[RSA|rsa]] est **gratuit** à demander. Prenez votre temps."
- id: papiers
  genre: liste
  titre: Préparez vos papiers
  texte: Posez-les devant vous.
  elements:
  - {quoi: Votre carte d'identité, explication: Elle prouve qui vous êtes.}
  - {quoi: Votre RIB, explication: Il dit où verser l'argent.}
- id: compte
  genre: question
  titre: Avez-vous un compte Caf ?
  texte: C'est un compte sur le site de la Caf.
  choix:
  - {reponse: J'ai un compte, vers: mon-compte}
  - {reponse: Je n'ai pas de compte, vers: arnaque}
  - {reponse: Je ne sais pas, vers: arnaque, doute: true}
- id: arnaque
  genre: attention
  titre: Attention aux faux sites
  texte: Le vrai site est gratuit. Ne payez jamais.
  plus: Un faux site demande souvent de l'argent.
- id: mon-compte
  genre: action
  titre: Touchez « Mon compte »
  texte: Le bouton est en haut à droite.
  croquis:
    couleur: bleu
    bandeau: [{titre: Caf}, {bouton: Mon compte, ici: true}]
    page:
    - {titre: Bienvenue}
    - {lignes: 2}
    - [{champ: Votre numéro}, {champ: Mot de passe}]
    - {case: Se souvenir de moi}
    - {lien: Mot de passe oublié}
    - {bouton: Continuer}
    - {image: une famille}
- id: fini
  genre: fin
  titre: Votre demande est partie
  texte: La Caf vous répond par courrier.
  bilan: fait
  voir: [apa]
""")
OTHER = {
    **GUIDE,
    "id": "apa",
    "titre": "Demander l'APA",
    "theme": "retraite",
    "etapes": [
        {"id": "debut", "genre": "information", "titre": "L'APA", "texte": "C'est une aide pour rester chez soi."},
        {"id": "fini", "genre": "fin", "titre": "Voyez ensemble", "texte": "Venez.", "bilan": "professionnel"},
    ],
}
EVENT = {
    "version": 1,
    "id": "je-demenage",
    "titre": "Je déménage",
    "resume": "Voici ce qu'il y a à faire.",
    "pictogramme": "home",
    "mots": ["déménager", "adresse", "maison"],
    "relecture": GUIDE["relecture"],
    "taches": [{"quoi": what, "quand": "D'abord", "explication": "C'est utile."} for what in ("Prévenir", "Écrire")],
}
GLOSSARY = {"mots": [{"mot": "RSA", "entier": "revenu de solidarité active", "sens": "C'est une aide en argent."}]}


def library() -> Library:
    """Two guides, two themes, one word, one change in life."""
    themes = (Theme(id="argent", titre="Argent et aides", pictogramme="coin-euro"),)
    themes += (Theme(id="retraite", titre="Retraite, grand âge", pictogramme="old"),)
    shelf = (Guide.model_validate(GUIDE), Guide.model_validate(OTHER))
    words, event = Glossary.model_validate(GLOSSARY), Event.model_validate(EVENT)
    return Library(shelf, themes, words, frozenset({"www.caf.fr"}), events=(event,))


def ticket(number: int = 7, colour: Colour = Colour.BLUE, *, id: UUID | None = None, **changes: object) -> Ticket:
    """A request as a resident in the middle of a guide makes it."""
    facts: dict[str, object] = {
        "id": id or uuid4(),
        "kiosk": "tablette-1",
        "epoch": 1,
        "code": Code(colour=colour, number=number),
        "reason": Reason.STUCK,
        "guide": "caf-rsa",
        "step": "mon-compte",
        "comfort": Comfort(size=3, voice=True),
    }
    return Ticket.model_validate({**facts, **changes})


def word(about: Ticket, saying: Saying, *, id: UUID | None = None) -> Word:
    """What a resident says of their request."""
    return Word(id=id or uuid4(), ticket=about.id, kiosk=about.kiosk, saying=saying)


class Hands:
    """A clock that stands still until somebody moves its hands, and the time since its machine was started."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now
        self._running = 0.0

    def __call__(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        """Seconds since the machine's start-up."""
        return self._running

    def move(self, **by: float) -> None:
        """Time goes by: that many minutes=, seconds=, hours=, days=."""
        self.now += timedelta(**by)
        self._running += timedelta(**by).total_seconds()

    def set(self, now: datetime) -> None:
        """Somebody sets the clock; no time goes by."""
        self.now = now


@contextmanager
def desk_at(path: Path, clock: Hands | None = None, port: int = 0, tick: float = 15.0) -> Iterator[tuple[str, Store]]:
    """A real desk on loopback, on the database at `path`: its address and its store."""
    clock = clock or Hands()
    store = Store(f"sqlite:///{path}", clock)
    app = make_app(
        store, library(), TOKEN, clock, assets=ASSETS, hasher=CHEAP, elapsed=clock.elapsed, limits=UNHURRIED, tick=tick
    )
    server = DeskServer(app, port=port)
    server.start()
    try:
        yield server.url, store
    finally:
        server.stop()
        store.close()


@contextmanager
def client_of(store: Store, clock: Hands) -> Iterator[TestClient]:
    """The desk without a network, as kiosks and browsers ask it."""
    app = make_app(store, library(), TOKEN, clock, assets=ASSETS, hasher=CHEAP, elapsed=clock.elapsed, limits=UNHURRIED)
    with TestClient(
        app, base_url=HERE, follow_redirects=False, raise_server_exceptions=False, client=("127.0.0.1", 50000)
    ) as client:
        yield client


def sign_in(client: TestClient, store: Store, name: str = FIRST_NAME) -> str:
    """Signs somebody in, who is added when they are new, and returns the CSRF token of the session."""
    registry = Registry(store.database, CHEAP)
    pin = registry.renew(name) if name in registry.people() else registry.add(name)
    before = csrf(client.get("/entrer").text)
    answer = client.post("/entrer", data={"nom": name, "pin": pin, "csrf": before}, headers={"Origin": HERE})
    assert answer.status_code == 303, answer.text
    return csrf(client.get("/demandes").text)


def csrf(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"')[0]

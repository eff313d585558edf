"""The desk as kiosks and browsers reach it, and as attackers do."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from desk_fixtures import BEARER, HERE, TOKEN, Hands, client_of, library, sign_in, ticket, word
from starlette.testclient import TestClient

from kiosk.desk.app import make_app
from kiosk.desk.kiosks.presence import LINGER
from kiosk.desk.memory.registry import FIRST_NAME
from kiosk.desk.memory.store import OfferState, Store
from kiosk.desk.office import Office
from kiosk.visit.request import State
from kiosk.visit.ticket import Answer, KioskState, Reason, Saying, Ticket, Turn, Word


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'desk.sqlite'}", clock)
    yield store
    store.close()


@pytest.fixture
def client(store: Store, clock: Hands) -> Iterator[TestClient]:
    with client_of(store, clock) as client:
        yield client


def send(client: TestClient, one: Ticket | Word, **headers: str):
    given = {**BEARER, "Idempotency-Key": str(one.id), **headers}
    path = "/api/tickets" if isinstance(one, Ticket) else "/api/words"
    return client.post(path, content=one.model_dump_json(), headers=given)


def poll(client: TestClient, **asked: object) -> dict[str, Any]:
    query = {"kiosk": "tablette-1", **asked}
    answer = client.get("/api/messages", params=query, headers=BEARER)
    assert answer.status_code == 200, answer.text
    return answer.json()


def office(client: TestClient) -> Office:
    return client.app.state.office  # type: ignore[attr-defined]


# kiosks


def test_a_ticket_arrives_once(client: TestClient, store: Store) -> None:
    one = ticket()
    assert send(client, one).status_code == 201
    again = send(client, one)
    assert (again.status_code, again.json()) == (200, {"id": str(one.id)})
    assert len(store.queue()) == 1
    changed = one.model_copy(update={"reason": Reason.PRIVATE})
    assert send(client, changed).status_code == 409


def test_a_word_counts_once(client: TestClient, store: Store) -> None:
    send(client, one := ticket())
    said = word(one, Saying.LEFT)
    answers = [send(client, said), send(client, said), send(client, word(one, Saying.SOLVED))]
    assert [(answer.status_code, answer.json()["id"] == str(said.id)) for answer in answers] == [
        (201, True),
        (200, True),
        (200, False),
    ]
    assert store.queue() == ()
    assert [line.outcome for line in store.history()] == ["parti"]
    assert send(client, one).status_code == 200, "it does not rise"
    assert store.queue() == ()
    for wrong in ({"saying": "bonjour"}, {"ticket": "x"}, {"name": "Jeanne"}):
        body = {**json.loads(said.model_dump_json()), **wrong}
        headers = {**BEARER, "Idempotency-Key": str(said.id)}
        assert client.post("/api/words", json=body, headers=headers).status_code == 422


def test_a_kiosk_speaks_only_for_itself(client: TestClient, store: Store) -> None:
    mine = {"Authorization": f"Bearer {office(client).registry.issue('tablette-1', date(2026, 3, 2))}"}
    one, other = ticket(), ticket(kiosk="tablette-2")
    offer = store.propose("tablette-2", "caf-rsa")
    state = KioskState(busy=True, mute=False, guides="x").model_dump_json()
    calls = (
        lambda: send(client, other, **mine),
        lambda: send(client, word(other, Saying.LEFT), **mine),
        lambda: client.get("/api/messages?kiosk=tablette-2", headers=mine),
        lambda: client.put("/api/kiosks/tablette-2", content=state, headers=mine),
        lambda: client.post(f"/api/offers/{offer.id}", json={"accepted": True}, headers=mine),
    )
    for call in calls:
        answer = call()
        assert (answer.status_code, answer.json()["error"]) == (403, "stranger")
    assert store.queue() == store.history() == ()
    assert store.proposals()[0].state is OfferState.PROPOSED
    assert office(client).presence.state("tablette-2") is None
    assert send(client, one, **mine).status_code == 201
    assert client.put("/api/kiosks/tablette-1", content=state, headers=mine).status_code == 204


def test_a_kiosk_tells_what_it_is_like(client: TestClient, store: Store, clock: Hands) -> None:
    assert poll(client)["known"] is False
    state = KioskState(busy=False, mute=True, guides="abc", village="Souilly")

    def tell(told: KioskState, kiosk: str = "tablette-1") -> int:
        return client.put(f"/api/kiosks/{kiosk}", content=told.model_dump_json(), headers=BEARER).status_code

    before = store.changes.number
    assert tell(state) == 204
    assert store.changes.number == before + 1, "the pages are told"
    assert tell(state) == 204
    assert store.changes.number == before + 1
    presence = office(client).presence
    assert (presence.state("tablette-1"), presence.mute("tablette-1")) == (state, True)
    assert poll(client)["known"] is True
    assert tell(state, "tablette-3") == 204
    assert store.kiosks() == ("tablette-1", "tablette-3")
    assert tell(state, "Tablette") == 422
    for wrong in ("{", "{}", '{"busy": true, "mute": false, "guides": "x", "page": "caf-rsa"}'):
        assert client.put("/api/kiosks/tablette-1", content=wrong, headers=BEARER).status_code in (400, 422)
    assert presence.state("tablette-1") == state


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"]
)
def test_without_the_token_nothing_is_said(client: TestClient, store: Store, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    for call in (
        lambda: client.post("/api/tickets", content=b"x" * 9999, headers=headers),
        lambda: client.post("/api/words", content=b"x" * 9999, headers=headers),
        lambda: client.put("/api/kiosks/tablette-1", content=b"x" * 9999, headers=headers),
        lambda: client.get("/api/messages?kiosk=tablette-1", headers=headers),
        lambda: client.post(f"/api/offers/{uuid4()}", json={"accepted": True}, headers=headers),
    ):
        answer = call()
        assert answer.status_code == 401
        assert answer.json()["error"] == "token"
    assert store.kiosks() == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 4000, 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"id": 1}', 422),
        (b'{"x": "' + b"a" * 5000 + b'"}', 413),
    ],
)
def test_what_is_no_ticket_is_refused(client: TestClient, body: bytes, status: int) -> None:
    headers = {**BEARER, "Idempotency-Key": str(uuid4())}
    for verb, path in (("POST", "/api/tickets"), ("POST", "/api/words"), ("PUT", "/api/kiosks/tablette-1")):
        answer = client.request(verb, path, content=body, headers=headers)
        assert answer.status_code == status
        assert set(answer.json()) == {"error", "message"}


def test_a_body_without_a_length_is_cut_at_the_limit(client: TestClient) -> None:
    pieces = (b"a" * 1000 for _ in range(1000))
    answer = client.post("/api/tickets", content=pieces, headers=BEARER)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Jeanne"},
        {"id": "7"},
        {"kiosk": "../etc"},
        {"epoch": 0},
        {"code": {"colour": "Rose", "number": 7}},
        {"code": {"colour": "Bleu", "number": 12}},
        {"reason": "autre chose"},
        {"guide": "<script>"},
        {"comfort": {"size": 9}},
    ],
)
def test_a_ticket_holds_only_what_a_ticket_holds(client: TestClient, change: dict[str, object]) -> None:
    body = {**json.loads(ticket().model_dump_json()), **change}
    answer = client.post("/api/tickets", json=body, headers={**BEARER, "Idempotency-Key": str(body["id"])})
    assert answer.status_code == 422
    assert "Jeanne" not in answer.text


@pytest.mark.parametrize("key", [None, "", "bonjour", "0189c9be-f10d-4f93-9f4d-1b8769e14f46"])
def test_the_key_is_the_letters_id(client: TestClient, store: Store, key: str | None) -> None:
    headers = BEARER if key is None else {**BEARER, "Idempotency-Key": key}
    for path, one in (("/api/tickets", ticket()), ("/api/words", word(ticket(), Saying.LEFT))):
        answer = client.post(path, content=one.model_dump_json(), headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "key")
    assert store.queue() == ()


def test_messages_come_in_order_and_say_who_is_there(client: TestClient, store: Store, clock: Hands) -> None:
    one = ticket()
    send(client, one)
    store.answer(one.id, Answer.COMING, "Anne")
    offer = store.propose("tablette-1", "caf-rsa")
    answer = client.get("/api/messages", params={"kiosk": "tablette-1", "after": 0}, headers=BEARER).json()
    assert answer["last"] == 2
    assert [(m["kind"], m["number"]) for m in answer["messages"]] == [("reply", 1), ("offer", 2)]
    said = client.post(f"/api/offers/{offer.id}", json={"accepted": True}, headers=BEARER)
    assert said.status_code == 200
    assert store.proposals()[0].state is OfferState.ACCEPTED
    assert client.post(f"/api/offers/{offer.id}", json={"accepted": False}, headers=BEARER).status_code == 409
    assert client.post(f"/api/offers/{uuid4()}", json={"accepted": True}, headers=BEARER).status_code == 404
    for wrong in ({"accepted": 1}, {}, {"accepted": True, "x": 1}):
        assert client.post(f"/api/offers/{offer.id}", json=wrong, headers=BEARER).status_code == 422


@pytest.mark.parametrize(
    "query", ["", "kiosk=", "kiosk=A", "kiosk=a&after=-1", "kiosk=a&after=x", "kiosk=a&wait=-1", "kiosk=a&wait=inf",
              "kiosk=a&wait=nan", "kiosk=a&after=99999999999999999999", "kiosk=a&more=1", "kiosk=a&mute=1",
              f"kiosk=a&stamp={'x' * 65}"]
)  # fmt: skip
def test_a_poll_is_checked(client: TestClient, query: str) -> None:
    assert client.get(f"/api/messages?{query}", headers=BEARER).status_code == 422


class Asking(threading.Thread):
    """A poll that waits, in a thread of its own."""

    def __init__(self, client: TestClient, stamp: str) -> None:
        super().__init__()
        self._client = client
        self._stamp = stamp
        self._answer: dict[str, Any] | None = None
        self.start()

    def run(self) -> None:
        self._answer = poll(self._client, stamp=self._stamp, wait=20)

    @property
    def answer(self) -> dict[str, Any]:
        self.join(10)
        assert self._answer is not None
        return self._answer


def wait_for_a_poll(store: Store) -> None:
    """Until a poll has looked at everything, and waits."""
    while not store.changes._waiting:
        pass


def test_a_poll_waits_until_there_is_a_message(client: TestClient, store: Store) -> None:
    send(client, one := ticket())
    asking = Asking(client, poll(client)["stamp"])
    wait_for_a_poll(store)
    store.answer(one.id, Answer.SOON, "Anne")
    assert asking.answer["last"] == 1


def test_a_token_revoked_while_its_poll_waits_gets_nothing_more(client: TestClient, store: Store) -> None:
    send(client, one := ticket())
    registry, waiting = office(client).registry, threading.Event()
    mine = {"Authorization": f"Bearer {registry.issue('tablette-1', date(2026, 3, 2))}"}
    answers: list[int] = []

    def ask() -> None:
        query = {"kiosk": "tablette-1", "stamp": poll(client)["stamp"], "wait": "20"}
        waiting.set()
        answers.append(client.get("/api/messages", params=query, headers=mine).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    assert waiting.wait(10)
    wait_for_a_poll(store)
    registry.revoke("tablette-1")
    store.answer(one.id, Answer.SOON, "Anne")
    asking.join(10)
    assert answers == [401]


def test_a_page_that_refreshes_itself_without_scripts_does_not_keep_the_session(
    client: TestClient, store: Store, clock: Hands
) -> None:
    sign_in(client, store)
    for page in ("/demandes", "/ecrans", "/voix"):
        refreshed = re.search(r'http-equiv="refresh" content="\d+;url=([^"]+)"', client.get(page).text)
        assert refreshed is not None
        clock.move(minutes=29)
        assert client.get(refreshed[1]).status_code == 200
        clock.move(minutes=2)
        assert client.get(refreshed[1]).headers["location"] == "/entrer"
        sign_in(client, store)


def test_a_poll_waits_until_the_turns_are_others(client: TestClient, store: Store, clock: Hands) -> None:
    first = poll(client, wait=20)
    assert first["turns"] == [], "who has no picture of them is given one at once"
    asking = Asking(client, first["stamp"])
    store.put(before := ticket(1, kiosk="tablette-2"))
    clock.move(minutes=1)
    send(client, one := ticket(2))
    turn = Turn(ticket=one.id, epoch=1, state=State.WAITING, ahead=1, attended=False)
    assert asking.answer["turns"] == [json.loads(turn.model_dump_json())]
    assert poll(client, stamp=asking.answer["stamp"])["turns"] == asking.answer["turns"], "a picture, whole each time"
    asking = Asking(client, asking.answer["stamp"])
    store.take(before.id, "Anne")
    assert asking.answer["turns"][0]["ahead"] == 0


def test_whether_somebody_attends_to_the_queue_is_told(client: TestClient, store: Store, clock: Hands) -> None:
    send(client, ticket())
    presence = office(client).presence
    asking = Asking(client, poll(client)["stamp"])
    with presence.watch(), presence.watch():
        assert asking.answer["turns"][0]["attended"] is True
    assert poll(client)["turns"][0]["attended"] is True, "between two pages nobody has gone away"
    number = store.changes.number
    with presence.watch():
        clock.move(seconds=2 * LINGER)
        assert presence.attended
    assert store.changes.number == number
    clock.move(seconds=LINGER)
    assert poll(client)["turns"][0]["attended"] is False


def test_a_poll_ahead_of_the_desk_learns_it_at_once(client: TestClient) -> None:
    answer = client.get("/api/messages?kiosk=a&after=50&wait=20", headers=BEARER)
    assert (answer.json()["last"], answer.json()["messages"]) == (0, [])


# the guard


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost@evil", "", "[::1", "127.0.0.1:x"]
)
def test_a_foreign_host_is_refused_everywhere(client: TestClient, host: str) -> None:
    for path in ("/", "/entrer", "/demandes", "/static/desk.css", "/api/messages?kiosk=a"):
        assert client.get(path, headers={"Host": host, **BEARER}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]", "[::1]:8765"])
def test_this_machine_is_not_foreign(client: TestClient, host: str) -> None:
    assert client.get("/entrer", headers={"Host": host}).status_code == 200


def test_a_configured_host_is_not_foreign(store: Store, clock: Hands) -> None:
    app = make_app(store, library(), TOKEN, clock, hosts=["Bureau.local"])
    assert TestClient(app, base_url="http://bureau.local:8765").get("/entrer").status_code == 200


def test_every_answer_is_strict(client: TestClient) -> None:
    for path in ("/entrer", "/nulle-part", "/api/nulle-part", "/api/messages", "/static/desk.css", "/demandes"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] in ("no-store", "no-cache")
        assert "server" not in headers
    assert client.get("/entrer").headers["cache-control"] == "no-store"


def test_static_files_stay_in_their_folder(client: TestClient) -> None:
    assert client.get("/static/fonts/AtkinsonHyperlegibleNext-Regular.ttf").status_code == 200
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/fonts/..%2f..%2fREADME.md", "/static/"):
        assert client.get(path).status_code == 404


# the pages


PAGES = ("/demandes", "/guides", "/guides/caf-rsa", "/lancer", "/voix")


def test_nothing_is_seen_without_signing_in(client: TestClient, store: Store) -> None:
    store.put(one := ticket())
    for path in (*PAGES, "/guides/x"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/entrer")
    for path in ("/demandes/liste", "/lancer/etat", "/voix/liste", "/flux"):
        assert client.get(path).status_code == 401
    client.post(f"/demandes/{one.id}", data={"reponse": "clos"}, headers={"Origin": HERE})
    assert len(store.queue()) == 1


def test_a_form_needs_its_token_and_its_origin(client: TestClient, store: Store) -> None:
    store.put(one := ticket())
    good = sign_in(client, store)
    path = f"/demandes/{one.id}"
    for origin, token in [
        (HERE, ""),
        (HERE, good[:-1]),
        (HERE, "é"),
        ("http://evil.example", good),
        ("null", good),
        ("http://127.0.0.1:1", good),
        (None, good),
    ]:
        headers = {} if origin is None else {"Origin": origin}
        answer = client.post(path, data={"reponse": "j-arrive", "csrf": token}, headers=headers)
        assert answer.status_code == 403, (origin, token)
    assert client.post(path, data={"reponse": "j-arrive"}, headers={"Origin": HERE}).status_code == 403
    assert store.queue()[0].answer is None
    answer = client.post(path, data={"reponse": "j-arrive", "csrf": good}, headers={"Origin": HERE})
    assert answer.status_code == 303
    assert store.queue()[0].answer is Answer.COMING


def test_odd_forms_are_refused_in_french(client: TestClient, store: Store) -> None:
    store.put(one := ticket())
    good = sign_in(client, store)

    def post(path: str, **form: str) -> int:
        return client.post(path, data={"csrf": good, **form}, headers={"Origin": HERE}).status_code

    assert post(f"/demandes/{one.id}", reponse="n'importe") == 400
    assert post(f"/demandes/{one.id}", reponse="clos") == 400
    assert post(f"/demandes/{one.id}", reponse="autre", message="Venez\0.") == 400
    assert post(f"/demandes/{uuid4()}", reponse="j-arrive") == 404
    assert post("/demandes/pas-un-numero", reponse="j-arrive") == 404
    assert post(f"/demandes/{one.id}", reponse="x" * 5000) == 413
    assert post(f"/demandes/{one.id}", **{f"a{number}": "b" for number in range(30)}) == 400
    assert post("/lancer", guide="inconnu", borne="tablette-1") == 404
    assert post("/lancer", guide="caf-rsa", borne="inconnue") == 404
    assert post("/lancer", guide="caf-rsa", borne="tablette-1", etape="inconnue") == 404
    assert post("/lancer", guide="caf-rsa", borne="tablette-1", confort="choisi", taille="9") == 400
    assert store.proposals() == ()
    assert post("/lancer", guide="caf-rsa", borne="tablette-1", etape="papiers") == 303
    assert post("/lancer", guide="caf-rsa", borne="tablette-1", confort="choisi", taille="3", couleurs="doux",
                voix="oui") == 303  # fmt: skip
    _, messages = store.messages("tablette-1", 0)
    assert [(m.step, m.comfort and m.comfort.in_words) for m in messages if m.kind == "offer"] == [
        ("papiers", None),
        (None, "texte grand, couleurs douces, avec la voix"),
    ]


def test_the_queue_says_everything_in_words(client: TestClient, store: Store, clock: Hands) -> None:
    sign_in(client, store)
    assert "Personne n&#39;attend." in client.get("/demandes").text
    store.put(ticket())
    store.put(ticket(3, guide="plus-vieux-que-nous", step="x", comfort=None))
    clock.move(minutes=72)
    sign_in(client, store)
    page = client.get("/demandes").text.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "<title>(2) Demandes",
        "2 personnes attendent",
        "Bleu 7",
        "Je suis bloqué ici",
        "depuis 1 h 12",
        "Demander le RSA",
        "Étape 4 sur 5 « Touchez “Mon compte” »",
        "Texte grand, couleurs normales, avec la voix",
        "Tablette 1",
        "Guide inconnu ici : plus-vieux-que-nous",
    ):
        assert words in page, words


def test_whether_a_kiosk_is_there(client: TestClient, store: Store, clock: Hands) -> None:
    sign_in(client, store)
    store.put(one := ticket())
    store.answer(one.id, Answer.COMING, FIRST_NAME)
    assert "hors ligne" in (page := client.get("/demandes").text)
    assert "En route vers" in page
    client.get("/api/messages?kiosk=tablette-1&after=0", headers=BEARER)
    assert "en ligne" in (page := client.get("/demandes").text)
    assert "En route vers" in page
    client.get("/api/messages?kiosk=tablette-1&after=1", headers=BEARER)
    assert "Reçu par" in client.get("/demandes").text
    clock.move(seconds=31)
    assert "hors ligne" in client.get("/demandes").text


def test_a_kiosk_that_asks_while_the_page_is_made_is_there(
    client: TestClient, store: Store, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, store)
    store.put(ticket())
    kiosks = store.kiosks

    def meanwhile() -> tuple[str, ...]:
        clock.move(seconds=1)
        office(client).presence.polled("tablette-1", 0, clock())
        return tuple(kiosks())

    monkeypatch.setattr(store, "kiosks", meanwhile)
    assert "hors ligne" not in client.get("/demandes").text


def test_a_card_tells_that_nobody_is_at_its_screen_any_more(client: TestClient, store: Store) -> None:
    sign_in(client, store)
    store.put(one := ticket())
    client.get(f"/api/messages?kiosk={one.kiosk}", headers=BEARER)
    for busy in (True, False):
        state = KioskState(busy=busy, mute=False, guides="")
        client.put(f"/api/kiosks/{one.kiosk}", content=state.model_dump_json(), headers=BEARER)
        assert ("écran libre maintenant" in client.get("/demandes").text) is not busy


def test_a_guide_is_walked(client: TestClient, store: Store) -> None:
    sign_in(client, store)
    page = client.get("/guides/caf-rsa?borne=tablette-1").text
    assert "Le RSA est une aide en argent." in page
    assert "revenu de solidarité active" in page, "the glossary word is explained"
    assert "Étape suivante" in page
    question = client.get("/guides/caf-rsa?chemin=0.0").text
    assert "/guides/caf-rsa?chemin=0.0.1" in question
    action = client.get("/guides/caf-rsa?chemin=0.0.0").text
    assert "On y lit" in action
    assert 'href="https://www.caf.fr/"' in action
    end = client.get("/guides/caf-rsa?chemin=0.0.0.0").text
    assert "La personne a fini." in end
    assert "/guides/apa" in end
    for wrong in ("9", "0.0.3", "0.0.0.0.0", "-1", "x", "0..0", "0." * 500, "٣"):
        assert client.get("/guides/caf-rsa", params={"chemin": wrong}).status_code == 404
    assert client.get("/guides/inconnu").status_code == 404
    assert client.get("/lancer?guide=inconnu").status_code == 404


def test_signing_out_is_final(client: TestClient, store: Store) -> None:
    token = sign_in(client, store)
    cookie = client.cookies["bureau"]
    assert client.post("/sortir", data={"csrf": token}, headers={"Origin": HERE}).status_code == 303
    client.cookies.set("bureau", cookie, domain="127.0.0.1", path="/")
    assert client.get("/demandes").status_code == 303


def test_the_stream_of_a_stranger_does_not_open(client: TestClient) -> None:
    client.cookies.set("bureau", "invente", domain="127.0.0.1", path="/")
    assert client.get("/flux").status_code == 401


def test_an_error_inside_is_said_without_details(client: TestClient, store: Store, monkeypatch) -> None:
    def broken() -> None:
        raise RuntimeError("secret")

    sign_in(client, store)
    monkeypatch.setattr(store, "queue", broken)
    answer = client.get("/demandes")
    assert answer.status_code == 500
    assert "Le bureau a eu un problème" in answer.text
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"

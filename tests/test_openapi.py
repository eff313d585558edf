"""The desk's API keeps to its own description: Schemathesis sends what fits it, and what does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from desk_fixtures import BEARER, CHEAP, HERE, TOKEN, UNHURRIED, Hands, library
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.desk.app import make_app
from kiosk.desk.kiosks.openapi import describe
from kiosk.desk.memory.store import Store

EXAMPLES = 60
UNFIT = ("use_after_free", "ensure_resource_availability", "ignored_auth")  # they send requests of their own
KEYED, POLL = ("/api/tickets", "/api/words"), "/api/messages"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    """A desk without limits on how often it is asked: here it is asked thousands of times a minute."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.sqlite'}", Hands())
    yield make_app(store, library(), TOKEN, Hands(), hasher=CHEAP, limits=UNHURRIED)
    store.close()


def test_it_is_at_its_address_for_everybody(app: Starlette) -> None:
    answer = TestClient(app, base_url=HERE).get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == describe()


def test_every_address_of_the_api_is_described(app: Starlette) -> None:
    described = set(describe()["paths"])
    served = {route.path.replace(":uuid", "") for route in app.routes if getattr(route, "path", "").startswith("/api/")}
    assert described == {path for path in served if path != "/api/openapi.json"}


def from_this_machine(app: Starlette) -> ASGIApp:
    """The desk as the kiosk of its own machine reaches it, under any name."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "client": ("127.0.0.1", 50000)}, receive, send)

    return called


def operations() -> list[tuple[str, str]]:
    return [(path, verb) for path, verbs in describe()["paths"].items() for verb in verbs]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "verb"), operations())
def test_what_it_answers_is_what_it_says(app: Starlette, path: str, verb: str, mode: GenerationMode) -> None:
    load_all_checks()
    schema = schemathesis.openapi.from_dict({**describe(), "security": []})  # the token is given below
    schema.app = from_this_machine(app)
    answered = set()
    checks = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in UNFIT]

    @given(case=schema[path][verb.upper()].as_strategy(mode))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def asked(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and path in KEYED and isinstance(case.body, dict):
            case.headers["Idempotency-Key"] = case.body["id"]  # that they are the same cannot be described
        if path == POLL and mode is GenerationMode.POSITIVE:
            case.query.pop("wait", None)  # nobody waits in a test
        answered.add(case.call_and_validate(base_url=HERE, headers=BEARER, checks=checks).status_code)

    asked()
    understood = {200, 201, 204, 404} if "pairing" not in path else {403}  # nobody is pairing
    assert answered & (understood if mode is GenerationMode.POSITIVE else {400, 422, 404})

"""I/O. What every page passes: a session, forms that come from our own pages, French refusals."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.desk.door.auth import Locked, Session
from kiosk.desk.door.guard import TooLarge, from_here, read_body, same
from kiosk.desk.office import Office, office_of

COOKIE = "bureau"
FORM_COOKIE = "formulaire"
"""The second ties the sign-in form to this browser, before there is a session. Over TLS both are called `__Host-…`,
which no other machine of this network, and no page without TLS, can set."""
LIMIT = 4096
"""Bytes that a form may carry."""

SIGN_IN = "/entrer"


class Refused(Exception):
    """A request that a page does not take: `status` and a French sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Guest:
    """A signed-in request: the office, the session, and the form when there is one."""

    request: Request
    office: Office
    session: Session
    form: dict[str, str]

    @property
    def secret(self) -> str | None:
        """The secret of the session, from its cookie."""
        return self.request.cookies.get(cookie_name(self.request, COOKIE))

    async def confirm(self, pin: str) -> None:
        """Asks again for the PIN of who is signed in, before what must not be done from a desk left alone. Raises
        Refused for a wrong one, and after too many."""
        try:
            right = await run_sync(self.office.door.confirm, self.session.name, pin.replace(" ", ""))
        except Locked as locked:
            raise Refused(429, too_many(locked)) from None
        if not right:
            raise Refused(403, "Ce code n'est pas le vôtre.")

    def page(self, template: str, words: Mapping[str, object]) -> Response:
        """A page, with what every page needs."""
        needed = {"csrf": self.session.csrf, "path": self.request.url.path, "me": self.session.name}
        return render(self.office, template, {**words, **needed})


Page = Callable[[Guest], Awaitable[Response]]


def render(office: Office, template: str, words: Mapping[str, object], status: int = 200) -> Response:
    """A template filled."""
    return HTMLResponse(office.templates.get_template(template).render(words), status)


def refusal(office: Office, refused: Refused) -> Response:
    """A refusal as a page."""
    return render(office, "refus.html", {"message": refused.message}, refused.status)


def signed_in(page: Page, *, by_itself: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """Lets a page see only signed-in requests. `by_itself`: a script asks, so the session is not kept alive; nor is it
    by a page that refreshes itself without scripts, which asks with `?seule`."""

    async def guarded(request: Request) -> Response:
        office = office_of(request)
        secret = request.cookies.get(cookie_name(request, COOKIE))
        use = not by_itself and "seule" not in request.query_params
        session = await run_sync(partial(office.door.session, secret, use=use))
        if session is None:
            return Response(status_code=401) if by_itself else RedirectResponse(SIGN_IN, 303)
        try:
            form = await read_form(request, session.csrf) if request.method == "POST" else {}
            return await page(Guest(request, office, session, form))
        except Refused as refused:
            return refusal(office, refused)

    return guarded


async def read_form(request: Request, csrf: str) -> dict[str, str]:
    """The form, when it comes from one of our pages and carries the token. Raises Refused."""
    if not from_here(request):
        raise Refused(403, "Ce formulaire ne vient pas de cette page. Rechargez la page.")
    try:
        body = (await read_body(request, LIMIT)).decode("utf-8")
        form = dict(parse_qsl(body, max_num_fields=20, keep_blank_values=True))
        if "\0" in "".join(form.values()):
            raise ValueError("PostgreSQL cannot keep it")
    except TooLarge:
        raise Refused(413, "Ce formulaire est trop long.") from None
    except (UnicodeDecodeError, ValueError):
        raise Refused(400, "Ce formulaire est illisible.") from None
    if not csrf or not same(form.pop("csrf", ""), csrf):
        raise Refused(403, "Cette page est trop vieille. Rechargez-la, puis recommencez.")
    return form


def cookie_name(request: Request, name: str) -> str:
    """What a cookie is called on this connection."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def too_many(locked: Locked) -> str:
    """What to do after too many wrong PINs."""
    if locked.seconds is None:
        return (
            "Trop d'erreurs : ce code est bloqué. Une personne de l'équipe peut vous en donner un autre, "
            "page « Équipe ». Sinon, lancez « kiosk desk --new-pin » sur la machine du bureau."
        )
    return f"Trop d'essais. Attendez {_delay(locked.seconds)}, puis recommencez."


async def sign_in_page(request: Request) -> Response:
    """Asks for the name and the PIN."""
    office = office_of(request)
    if await run_sync(partial(office.door.session, request.cookies.get(cookie_name(request, COOKIE)), use=True)):
        return RedirectResponse("/demandes", 303)
    return await _ask_pin(request, office)


async def sign_in(request: Request) -> Response:
    """Checks the PIN. Without a name, it is that of the only person there is."""
    office = office_of(request)
    name = ""
    try:
        form = await read_form(request, request.cookies.get(cookie_name(request, FORM_COOKIE), ""))
        people = await run_sync(office.registry.people)
        name = form.get("nom", people[0] if len(people) == 1 else "")
        secret = await run_sync(office.door.enter, name, form.get("pin", "").replace(" ", ""))
    except Refused as refused:
        return refusal(office, refused)
    except Locked as locked:
        answer = await _ask_pin(request, office, 429, too_many(locked), name)
        if locked.seconds is not None:
            answer.headers["Retry-After"] = str(locked.seconds)
        return answer
    if secret is None:
        return await _ask_pin(request, office, 403, "Ce code n'est pas le bon.", name)
    welcome = RedirectResponse("/demandes", 303)
    _keep(request, welcome, COOKIE, secret)
    _drop(request, welcome, FORM_COOKIE)
    return welcome


async def sign_out(guest: Guest) -> Response:
    """Ends the session."""
    guest.office.door.leave(guest.secret)
    goodbye = RedirectResponse(SIGN_IN, 303)
    _drop(guest.request, goodbye, COOKIE)
    return goodbye


async def _ask_pin(request: Request, office: Office, status: int = 200, message: str = "", name: str = "") -> Response:
    secret = request.cookies.get(cookie_name(request, FORM_COOKIE)) or secrets.token_urlsafe(24)
    people = await run_sync(office.registry.people)
    words = {"csrf": secret, "message": message, "people": people, "chosen": name}
    page = render(office, "entrer.html", words, status)
    _keep(request, page, FORM_COOKIE, secret)
    return page


def _keep(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request, name), value, path="/", httponly=True, samesite="strict", secure=secure)


def _drop(request: Request, answer: Response, name: str) -> None:
    secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request, name), path="/", httponly=True, samesite="strict", secure=secure)


def _delay(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconde{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = -(-minutes // 60)
    return f"{hours} heure{'s' if hours > 1 else ''}"

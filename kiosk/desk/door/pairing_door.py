"""I/O. Pairing as kiosks ask for it: two requests without a token, from whoever has the code."""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.desk.door.kiosk_door import error, read_json, understood
from kiosk.desk.door.pairing import NotOpen, WrongCode
from kiosk.desk.kiosks.bodies import PairingAnswer, PairingHalf, PairingProof, PairingToken
from kiosk.desk.office import office_of
from kiosk.pairing import Mismatch


@understood
async def begin(request: Request) -> Response:
    """Answers a kiosk's half with ours."""
    half = PairingHalf.model_validate_json(await read_json(request))
    try:
        message, session = await run_sync(office_of(request).pairing.begin, half.kiosk, half.message)
    except Mismatch:
        return error(422, "invalid", "Le message n'a pas la forme attendue.")
    except NotOpen:
        return error(403, "closed", "Le bureau n'attend pas de borne. Ouvrez la page « Écrans » du bureau.")
    return JSONResponse(PairingAnswer(message=message, session=session).model_dump())


@understood
async def finish(request: Request) -> Response:
    """Gives the kiosk its token."""
    given, office = PairingProof.model_validate_json(await read_json(request)), office_of(request)
    try:
        token, proof = await run_sync(office.pairing.finish, request.path_params["session"], given.proof)
    except WrongCode:
        return error(403, "code", "Ce code n'est pas le bon.")
    office.store.changes.tell()  # the page that shows the code
    return JSONResponse(PairingToken(token=token, proof=proof).model_dump())


ROUTES = [
    Route("/api/pairing", begin, methods=["POST"]),
    Route("/api/pairing/{session}", finish, methods=["POST"]),
]

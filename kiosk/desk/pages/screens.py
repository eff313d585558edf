"""I/O. The screens as they are now: what the desk remembers of them, and what they tell of themselves."""

from __future__ import annotations

from anyio.to_thread import run_sync

from kiosk.desk.door.doorway import Refused
from kiosk.desk.office import Office
from kiosk.desk.pages.view import Screen, screen


async def screens(office: Office) -> dict[str, Screen]:
    """Every screen, by its id."""
    names = await run_sync(office.store.kiosks)
    paired = await run_sync(office.registry.paired)
    presence, digest = office.presence, office.library.digest
    now = office.clock()  # last: a kiosk that asks meanwhile is not one that asked after now
    return {
        one: screen(one, presence.online(one, now), presence.state(one), digest, paired.get(one))
        for one in sorted({*names, *paired})
    }


async def known(office: Office, kiosk: str) -> Screen:
    """The screen of that id. Raises Refused."""
    found = (await screens(office)).get(kiosk)
    if found is None:
        raise Refused(404, "Cet écran n'est pas connu.")
    return found

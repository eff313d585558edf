"""Rules. The comfort page: how to read, hear and see, each by a touch that takes effect at once."""

from __future__ import annotations

from kiosk.page.frame import World, back, listen, title, top
from kiosk.page.model import Action, Intent, Options, Page, Verb
from kiosk.visit.comfort import COLOURS, RATES, SIZES, Contrast
from kiosk.visit.visit import Visit


def comforts(visit: Visit, world: World) -> Page:
    """Text size, contrast, voice and rate."""
    comfort = visit.comfort

    def option(value: str, label: str, chosen: bool | None, icon: str | None = None, said: str | None = None) -> Action:
        return Action(Intent(Verb.SET, value), label, icon, chosen=chosen, said=said)

    sizes = tuple(option(f"size={at}", name.capitalize(), comfort.size == at) for at, name in enumerate(SIZES, start=1))
    contrasts = tuple(
        option(f"contrast={one.value}", COLOURS[one].capitalize(), comfort.contrast is one) for one in Contrast
    )
    voices = (
        option("voice=oui", "Lire à voix haute", comfort.voice, "volume"),
        option("voice=non", "Sans la voix", not comfort.voice, "volume-off"),
    )
    rates = (
        option(f"rate={max(1, comfort.rate - 1)}", "Moins vite", None, "minus"),
        option(f"rate={min(len(RATES), comfort.rate + 1)}", "Plus vite", None, "plus"),
    )
    return Page(
        kind="comfort",
        title=title("Mon confort"),
        where=("Confort",),
        blocks=(
            Options("Taille du texte", sizes),
            Options("Couleurs", contrasts),
            Options("Voix", voices),
            Options(f"Vitesse de la voix : {comfort.rate} sur {len(RATES)}", rates),
        ),
        bar=(back("Revenir"), listen()),
        top=top(visit),
    )

"""Something is missing on the way: another guide mends it, and the walk goes on from the same step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from journey import WORLD, Journey
from pydantic import TypeAdapter

from kiosk.guide.check import circles
from kiosk.guide.model import Guide
from kiosk.page.model import Verb
from kiosk.visit.ticket import Answer
from kiosk.visit.visit import AtStep, Cover


def guide(guide_id: str, title: str, *helps: tuple[str, str], steps: int = 2, see: tuple[str, ...] = ()) -> Guide:
    """A small guide: a question with those helps, then `steps` pages, then the end."""
    pages = [
        {"id": f"page-{at}", "genre": "information", "titre": f"Page {at} : {title}", "texte": "Lisez."}
        for at in range(1, steps + 1)
    ]
    return Guide.model_validate(
        {
            "version": 1,
            "id": guide_id,
            "titre": title,
            "resume": "Une démarche.",
            "theme": "internet",
            "organisme": "l'État",
            "portail": {"nom": "le site", "url": "https://www.ameli.fr"},
            "duree": 10,
            "mots": ["un", "deux", "trois"],
            "acces": {"email": "non", "mobile": "non", "franceconnect": "non"},
            "relecture": {"le": "2026-11-22", "avant": "2027-11-22"},
            "sources": [{"cle": "S1", "titre": "T", "adresse": "A", "date": "2026", "confiance": "haute"}],
            "etapes": [
                {
                    "id": "debut",
                    "genre": "question",
                    "titre": f"Prêt : {title} ?",
                    "texte": "Choisissez.",
                    "choix": [
                        {"reponse": "Oui", "vers": "page-1"},
                        {"reponse": "Je ne sais pas", "vers": "fini", "doute": True},
                    ],
                    "aides": [{"quand": when, "guide": other} for when, other in helps],
                },
                *pages,
                {"id": "fini", "genre": "fin", "titre": f"Fini : {title}", "texte": "Vous avez fini.\nGardez tout.\n"
                 "Le professionnel est à côté.", "bilan": "fait", "voir": list(see)},
            ],
        }
    )  # fmt: skip


RSA = guide("rsa", "Demander", ("J'ai oublié mon mot de passe", "code"), ("Je n'ai pas d'adresse", "mail"))
MAIL = guide("mail", "Avoir une adresse", ("Je ne sais pas inventer un code", "code"))
CODE = guide("code", "Un bon code", steps=1, see=("autre",))
OTHER = guide("autre", "Autre chose")
WORLD_OF_FOUR = replace(WORLD, library=replace(WORLD.library, guides=(RSA, MAIL, CODE, OTHER)))


@pytest.fixture
def kiosk() -> Journey:
    journey = Journey(world=WORLD_OF_FOUR)
    journey.take(Verb.GUIDE, "rsa")
    journey.take(Verb.BEGIN)
    return journey


def where(kiosk: Journey) -> tuple[str, ...]:
    """The guides that stand one on the other, the present one first."""
    walk, names = kiosk.host.visit.walk, []
    while walk is not None:
        names.append(f"{walk.guide.id} {walk.step.id}")
        walk = walk.under
    return tuple(names)


def test_a_guide_mends_what_is_missing_and_the_walk_goes_on_where_it_was(kiosk: Journey) -> None:
    kiosk.follow(
        [
            ("question: Prêt : Demander ?", "J'ai oublié mon mot de passe"),
            ("cover: Un bon code", "Commencer"),
            ("question: Prêt : Un bon code ?", "Oui"),
            ("information: Page 1 : Un bon code", "Continuer"),
            ("outcome: Fini : Un bon code", "Reprendre ma démarche"),
            ("question: Prêt : Demander ?", "Oui"),
            ("information: Page 1 : Demander", ""),
        ]
    )


def test_the_way_back_does_not_lead_through_the_guide_that_helped(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Je ne sais pas", "Reprendre ma démarche", "Retour")
    assert kiosk.seen == "cover: Demander"


def test_walks_stack_and_each_returns_to_its_own_step(kiosk: Journey) -> None:
    kiosk.touches("Je n'ai pas d'adresse", "Commencer", "Je ne sais pas inventer un code", "Commencer")
    assert where(kiosk) == ("code debut", "mail debut", "rsa debut")
    kiosk.touches("Je ne sais pas", "Reprendre ma démarche")
    assert where(kiosk) == ("mail debut", "rsa debut")
    kiosk.touches("Je ne sais pas", "Reprendre ma démarche")
    assert where(kiosk) == ("rsa debut",)


def test_every_page_of_the_help_names_the_walk_that_waits(kiosk: Journey) -> None:
    kiosk.touch("J'ai oublié mon mot de passe")
    assert "vous revenez à : Demander." in " ".join(said.text for said in kiosk.spoken())
    kiosk.touch("Commencer")
    assert kiosk.page.where == ("Demander", "Un bon code")
    kiosk.touch("Je ne sais pas")
    assert "Votre démarche vous attend : Demander." in " ".join(said.text for said in kiosk.spoken())


def test_one_may_return_before_the_end_from_where_am_i(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Oui")
    kiosk.take(Verb.WHERE)
    kiosk.touch("Revenir à cette démarche")
    assert kiosk.seen == "question: Prêt : Demander ?"
    assert where(kiosk) == ("rsa debut",)


def test_going_back_from_the_help_leads_to_the_step_too(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Retour", "Retour")
    assert kiosk.seen == "question: Prêt : Demander ?"
    assert where(kiosk) == ("rsa debut",)


def test_an_answer_changed_in_the_help_keeps_the_walk_that_waits(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Oui")
    kiosk.take(Verb.WHERE)
    kiosk.take(Verb.REVISE, "0")
    kiosk.touch("Je ne sais pas")
    assert where(kiosk) == ("code fini", "rsa debut")
    kiosk.touch("Reprendre ma démarche")
    assert where(kiosk) == ("rsa debut",)


def test_a_guide_opened_from_the_end_of_the_help_still_comes_back(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Je ne sais pas", "Autre chose", "Commencer")
    assert where(kiosk) == ("autre debut", "rsa debut")


def test_a_guide_never_helps_itself_nor_one_that_waits_for_it(kiosk: Journey) -> None:
    kiosk.touches("Je n'ai pas d'adresse", "Commencer")
    for guide_id in ("rsa", "mail", "autre", "nobody"):
        kiosk.take(Verb.DETOUR, guide_id)
        assert where(kiosk) == ("mail debut", "rsa debut")


def test_home_and_resume_keep_the_whole_stack(kiosk: Journey) -> None:
    kiosk.touches("Je n'ai pas d'adresse", "Commencer", "Oui")
    kiosk.take(Verb.HOME)
    kiosk.touch("Reprendre : Avoir une adresse")
    assert where(kiosk) == ("mail page-1", "rsa debut")
    kiosk.touches("Retour", "Retour")
    assert isinstance(kiosk.host.visit.here, Cover)
    kiosk.touch("Retour")
    assert isinstance(kiosk.host.visit.here, AtStep)
    assert where(kiosk) == ("rsa debut",)


def test_home_at_the_end_of_the_help_leaves_the_walk_that_waits(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Je ne sais pas")
    kiosk.take(Verb.HOME)
    kiosk.touch("Reprendre : Demander")
    assert where(kiosk) == ("rsa debut",)


def test_nothing_returns_where_nothing_waits(kiosk: Journey) -> None:
    before = kiosk.host.visit
    kiosk.take(Verb.RETURN)
    assert kiosk.host.visit == before
    assert Verb.RETURN not in {action.intent.verb for action in kiosk.page.actions()}


def test_the_ticket_names_the_guide_that_is_on_the_screen(kiosk: Journey) -> None:
    kiosk.touches("J'ai oublié mon mot de passe", "Commencer", "Oui")
    ticket = kiosk.call("Je suis bloqué ici")
    assert (ticket.guide, ticket.step) == ("code", "page-1")


def test_guides_that_help_each_other_in_a_circle_are_named() -> None:
    one = guide("un", "Un", ("Il manque", "deux"))
    two = guide("deux", "Deux", ("Il manque", "trois"))
    three = guide("trois", "Trois", ("Il manque", "un"))
    outside = guide("quatre", "Quatre", ("Il manque", "un"))
    assert circles((one, two, three, outside)) == {"un", "deux", "trois"}
    assert circles((outside, one)) == set()
    assert circles(WORLD.library.guides) == set()


def test_the_format_takes_three_helps_at_most(tmp_path: Path) -> None:
    data = yaml.safe_load(RSA.model_dump_json(by_alias=True))
    assert TypeAdapter(Guide).validate_python(data) == RSA
    data["etapes"][0]["aides"] = [{"quand": "Il manque", "guide": "code"}] * 4
    with pytest.raises(ValueError, match="aides"):
        TypeAdapter(Guide).validate_python(data)


def test_the_end_of_a_guide_opened_from_a_list_leads_back_to_it() -> None:
    kiosk = Journey()
    kiosk.touch("Un changement dans ma vie")
    event = next(event for event in WORLD.library.events if any(task.guide for task in event.tasks))
    at = next(number for number, task in enumerate(event.tasks) if task.guide)
    kiosk.take(Verb.EVENT, event.id)
    kiosk.take(Verb.TASK, str(at))
    task = kiosk.seen
    opened = WORLD.library.guide(event.tasks[at].guide or "")
    assert opened is not None
    kiosk.take(Verb.GUIDE, opened.id)
    kiosk.take(Verb.BEGIN)
    while kiosk.page.kind != "outcome":
        assert "Revenir à ma liste" not in [action.label for action in kiosk.page.actions()]
        kiosk.take(Verb.ANSWER, "0")
    kiosk.touch("Revenir à ma liste")
    assert kiosk.seen == task
    kiosk.take(Verb.BACK)
    assert kiosk.page.kind == "event", "the way through the guide is not gone back through"


def test_an_offer_waits_while_the_numbers_to_call_are_shown() -> None:
    kiosk = Journey()
    kiosk.touch("Urgence")
    kiosk.desk.offers("caf-rsa")
    assert kiosk.page.kind == "urgency"
    kiosk.touch("Retour")
    assert kiosk.page.kind == "offer"
    kiosk.touch("Non, merci")
    assert kiosk.page.kind == "home"


def test_one_leaves_the_numbers_without_a_trace_though_an_offer_waits() -> None:
    kiosk = Journey()
    kiosk.touch("Urgence")
    kiosk.desk.offers("caf-rsa")
    kiosk.touch("J'ai fini")
    assert kiosk.page.kind == "goodbye"
    assert kiosk.host.visit.offer is None


def test_an_answer_of_the_professional_does_not_cover_the_numbers() -> None:
    kiosk = Journey()
    ticket = kiosk.call()
    kiosk.take(Verb.HOME)
    kiosk.touch("Urgence")
    kiosk.desk.answers(ticket.id, Answer.COMING)
    assert kiosk.page.kind == "urgency"
    kiosk.take(Verb.WAITING)
    assert kiosk.host.visit.call is not None
    assert kiosk.host.visit.call.answer is Answer.COMING

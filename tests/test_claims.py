"""What a guide claims stands in a fact it names; what nobody confirms is said with care; what changes is not shown."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.guide.check import to_verify
from kiosk.guide.claims import claims, findings, sure, unproved
from kiosk.guide.library import load
from kiosk.guide.model import Fact, Guide

ROOT = Path(__file__).resolve().parent.parent
GUIDE: dict[str, Any] = {
    "version": 1,
    "id": "exemple",
    "titre": "Un exemple",
    "resume": "Une démarche.",
    "theme": "sante",
    "organisme": "l'État",
    "portail": {"nom": "le site", "url": "https://www.ameli.fr", "faits": ["portails-1"]},
    "telephones": [{"numero": "3646", "qui": "La caisse", "faits": ["telephones-1"]}],
    "duree": 10,
    "mots": ["un", "deux", "trois"],
    "acces": {"email": "non", "mobile": "non", "franceconnect": "non"},
    "relecture": {"le": "2026-11-22", "avant": "2027-11-22"},
    "sources": [
        {"cle": "S1", "titre": "Officielle", "adresse": "A", "date": "2026", "confiance": "haute"},
        {"cle": "S2", "titre": "Ancienne", "adresse": "A", "date": "2020", "confiance": "moyenne"},
    ],
    "faits": [
        {"cle": "portails-1", "dit": "ameli : https://www.ameli.fr", "sources": ["S1"]},
        {"cle": "telephones-1", "dit": "36 46 : du lundi au vendredi, au minimum 8h30-17h30", "sources": ["S1"]},
        {"cle": "delai-1", "dit": "2 à 3 semaines", "sources": ["S2"]},
        {"cle": "cout-1", "dit": "Gratuit", "sources": []},
    ],
    "etapes": [
        {"id": "debut", "genre": "information", "titre": "Le début", "texte": "Lisez.", "faits": ["delai-1", "cout-1"]},
        {"id": "fini", "genre": "fin", "titre": "Fini", "texte": "Au revoir.", "bilan": "fait"},
    ],
}


def saying(text: str, *facts: str, title: str = "Le début") -> list[str]:
    """What is found when the first step says that, naming those facts."""
    data = deepcopy(GUIDE)
    data["etapes"][0] |= {"texte": text, "faits": list(facts), "titre": title}
    data["etapes"][1]["faits"] = ["delai-1", "cout-1"]
    return [what for where, what, _ in findings(Guide.model_validate(data)) if where == ("etapes", 0)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Lisez la page.", ()),
        ("Appelez le 3646.", ("telephones-1",)),
        ("Appelez le **36 46**.", ("telephones-1",)),
        ("Le 3646 répond de 8 h 30 à 17 h 30.", ("telephones-1",)),
        ("Le vrai site est **ameli.fr**.", ()),
        ("Comptez environ 2 à 3 semaines.", ("delai-1",)),
        ("C'est en général gratuit.", ("cout-1",)),
    ],
)
def test_what_a_named_fact_says_may_be_said(text: str, facts: tuple[str, ...]) -> None:
    assert saying(text, *facts) == []


@pytest.mark.parametrize(
    ("text", "facts", "claim"),
    [
        ("Appelez le 3646.", (), "3646"),
        ("Appelez le 3647.", ("telephones-1",), "3647"),
        ("Comptez environ 4 semaines.", ("delai-1",), "4"),
        ("Le site est ameli-aide.fr.", ("portails-1",), "ameli-aide.fr"),
        ("Le site est meli.fr.", ("portails-1",), "meli.fr"),
        ("C'est peut-être gratuit.", ("delai-1",), "gratuit"),
        ("C'est peut-être **obligatoire**.", ("delai-1",), "obligatoire"),
        ("Il répond à 18 h environ.", ("telephones-1",), "18"),
    ],
)
def test_what_no_named_fact_says_is_refused(text: str, facts: tuple[str, ...], claim: str) -> None:
    assert saying(text, *facts) == [f"Rien ne prouve « {claim} » ici."]


def test_titles_and_answers_claim_too() -> None:
    assert saying("Lisez.", title="La carte en 3 semaines") == ["Rien ne prouve « 3 » ici."]
    data = deepcopy(GUIDE)
    data["etapes"][0] |= {
        "genre": "question",
        "choix": [{"reponse": "J'attends depuis 5 semaines", "vers": "fini"}, {"reponse": "Non", "vers": "fini"}],
    }
    assert "Rien ne prouve « 5 » ici." in [what for _, what, _ in findings(Guide.model_validate(data))]


def test_what_nobody_confirms_is_said_with_care() -> None:
    assert saying("Comptez 2 à 3 semaines.", "delai-1") == ["« 2, 3 » n'est pas sûr, et le texte l'affirme."]
    assert saying("La carte est gratuite.", "cout-1") == ["« gratuit » n'est pas sûr, et le texte l'affirme."]
    assert saying("Comptez souvent 2 à 3 semaines.", "delai-1") == []
    assert saying("Appelez le 3646.", "telephones-1", "delai-1") == [], "an unsure fact beside it harms nothing"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Vous recevez environ 3 €.", "un montant"),
        ("Vous recevez environ 3 euros.", "un montant"),
        ("C'est en général à partir de 3 ans.", "un âge"),
        ("C'est souvent pour vos 3 ans ou plus.", "un âge"),
        ("Faites-le souvent avant le 3 juin.", "une date limite"),
        ("Faites-le, demandez, au plus tard le 2 mai.", "une date limite"),
    ],
)
def test_amounts_ages_and_closing_dates_are_never_shown(text: str, what: str) -> None:
    assert any(found.startswith(f"Le texte donne {what}") for found in saying(text, "delai-1"))


def test_a_fact_that_is_not_there_and_one_that_nobody_names() -> None:
    assert saying("Lisez.", "delai-7") == ["Le fait « delai-7 » n'est pas dans « faits »."]
    data = deepcopy(GUIDE)
    data["etapes"][0]["faits"] = ["delai-1"]
    assert [what for _, what, _ in findings(Guide.model_validate(data))] == ["Aucune étape ne cite le fait « cout-1 »."]


def test_a_fact_is_sure_by_an_official_source_unless_something_is_said_against_it() -> None:
    guide = Guide.model_validate(GUIDE)
    facts = {fact.key: fact for fact in guide.facts}
    assert sure(facts["portails-1"], guide)
    assert not sure(facts["delai-1"], guide), "an old source"
    assert not sure(facts["cout-1"], guide), "no source at all"
    both = Fact.model_validate({"cle": "delai-2", "dit": "x", "sources": ["S2", "S1"]})
    assert sure(both, guide)
    assert not sure(Fact.model_validate({"cle": "delai-2", "dit": "x", "sources": ["S1"], "confiance": "basse"}), guide)


@pytest.mark.parametrize(("confidence", "shown"), [("haute", True), ("moyenne", True), ("basse", False)])
def test_a_number_of_low_confidence_is_not_shown_and_one_of_medium_is_listed(confidence: str, shown: bool) -> None:
    data = deepcopy(GUIDE)
    data["faits"][1]["confiance"] = confidence
    guide = Guide.model_validate(data)
    assert [what for where, what, _ in findings(guide) if where[0] == "telephones"] == (
        [] if shown else ["Le numéro 3646 n'est pas sûr."]
    )
    assert ("telephones" in [step for step, _ in to_verify(guide)]) == (confidence != "haute")


def test_what_is_unsure_is_listed_to_be_verified() -> None:
    listed = [what for step, what in to_verify(Guide.model_validate(GUIDE)) if step == "debut"]
    assert listed == ["repose sur le fait delai-1 : 2 à 3 semaines", "repose sur le fait cout-1 : Gratuit"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Appelez le 03 29 45 77 55.", {"0329457755"}),
        ("Le 116 006 répond.", {"116006"}),
        ("Allez sur service-public.gouv.fr.", {"service-public.gouv.fr"}),
        ("Écrivez à jean@exemple.fr.", set()),
        ("Les 13 chiffres.", {"13"}),
        ("GRATUITEMENT, sans timbre.", {"gratuit", "timbre"}),
        ("La page [[Service|mot]].", set()),
    ],
)
def test_what_counts_as_a_claim(text: str, found: set[str]) -> None:
    assert claims(text) == found


def test_a_figure_inside_another_proves_nothing() -> None:
    fact = Fact.model_validate({"cle": "delai-1", "dit": "13 chiffres, 3646", "sources": ["S1"]})
    assert unproved("3 chiffres", (fact,)) == {"3"}
    assert unproved("46", (fact,)) == {"46"}


def test_every_guide_on_the_shelf_names_its_facts() -> None:
    library = load(ROOT, date(2026, 11, 23))
    assert {guide.id for guide in library.guides if not guide.facts} == set()
    for guide in library.guides:
        assert list(findings(guide)) == []

"""What is written, as it is given to the voice; and that espeak-ng then says it as wanted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.numbers import digits, number, ordinal
from kiosk.voice.port import VoiceError
from kiosk.voice.pronounce import Table, spoken, table_from
from kiosk.voice.table import read_table

TABLE = read_table(Path(__file__).parent.parent / "config" / "pronunciation.toml")

CASES = [
    # telephone numbers
    ("Appelez le 3230.", "Appelez le trente-deux trente."),
    ("Le 36 46 ou le 3949", "Le trente-six quarante-six ou le trente-neuf quarante-neuf"),
    ("le 34 00", "le trente-quatre zéro zéro"),
    ("le 0 809 401 401", "le zéro huit cent neuf, quatre cent un, quatre cent un"),
    ("le 0809 401 401", "le zéro huit cent neuf, quatre cent un, quatre cent un"),
    ("le 0 809 54 06 06", "le zéro huit cent neuf, cinquante-quatre, zéro six, zéro six"),
    ("au 03 29 45 77 55", "au zéro trois, vingt-neuf, quarante-cinq, soixante-dix-sept, cinquante-cinq"),
    ("au 03.29.45.77.55", "au zéro trois, vingt-neuf, quarante-cinq, soixante-dix-sept, cinquante-cinq"),
    ("au 0329457755", "au zéro trois, vingt-neuf, quarante-cinq, soixante-dix-sept, cinquante-cinq"),
    ("+33 6 12 34 56 78", "plusse trente-trois, six, douze, trente-quatre, cinquante-six, soixante-dix-huit"),
    ("le 116 006", "le cent seize, zéro zéro six"),
    ("le 0 805 805 817", "le zéro huit cent cinq, huit cent cinq, huit cent dix-sept"),
    ("le 0 800 00 00 00", "le zéro huit cents, zéro zéro, zéro zéro, zéro zéro"),
    ("le 0800 000 000", "le zéro huit cents, zéro zéro zéro, zéro zéro zéro"),
    ("le 33 700", "le trente-trois, sept cents"),
    ("le 3018, le 39 19", "le trente dix-huit, le trente-neuf dix-neuf"),
    ("le 15, le 17 ou le 112", "le 15, le 17 ou le 112"),
    ("Tél. : 3230", "Téléphone : trente-deux trente"),
    # what looks like one and is not
    ("3500 €", "3500 euros"),
    ("en 2026", "en 2026"),
    ("35 ans", "35 ans"),
    ("3 230 euros", "3230 euros"),
    ("Il a 13 chiffres.", "Il a 13 chiffres."),
    ("55200 Commercy", "55200 Comersi"),
    # ranges, codes, forms, number plates
    ("2 à 3 semaines", "2 à 3 semaines"),
    ("2-3 semaines, 10 – 15 jours", "2 à 3 semaines, 10 à 15 jours"),
    ("de 9h30-12h et 13 h - 17 h", "de neuf heures trente à douze heures et treize heures à dix-sept heures"),
    ("les mois M-4 à M-2", "les mois M moins 4 à M moins 2"),
    ("le code 482913", "le code quatre huit deux neuf un trois"),
    ("Évitez « 123456 », trop connu.", "Évitez, un deux trois quatre cinq six, trop connu."),
    ("le Cerfa n° 15692", "le Cerfa numéro 15692"),
    ("le Cerfa 12504*10", "le Cerfa 12504 étoile 10"),
    ("AB-123-CD", "a-bé-123-cé-dé"),
    ("comme 123 AB 01", "comme 123 a-bé 01"),
    # acronyms
    ("le RSA", "le ère-èsse-a"),
    ("l'APL", "l'a-pé-èle"),
    ("l’ANTS", "l'a-ène-té-èsse"),
    ("la CPAM", "la cé-pame"),
    ("votre RIB", "votre ribe"),
    ("la Caf, la MSA et la MDPH", "la Caf, la MSA et la MDPH"),
    ("un SMS, un PDF, un QR code", "un SMS, un PDF, un QR code"),
    ("la carte SIM", "la carte sime"),
    ("FranceConnect+", "France Connecte plusse"),
    ("la C2S, la Carsat, le Cesu", "la cé-deux-èsse, la carsate, le sézu"),
    ("votre IBAN, le SIRET", "votre ibane, le sirète"),
    ("le Crous, le CNED", "le crousse, le quenède"),
    ("un PACS", "un paxe"),
    ("le NIR, le FICP", "le ène-i-ère, le èfe-i-cé-pé"),
    ("la PCH, la RQTH, l'ASS", "la PCH, la RQTH, l'ASS"),
    ("le Wi-Fi", "le ouifi"),
    # ranks, hours, dates, money, measures
    ("le 1er avril", "le premier avril"),
    ("la 1re fois, la 2e étape, le 12ème", "la première fois, la deuxième étape, le douzième"),
    ("de 8h30 à 12 h", "de huit heures trente à douze heures"),
    ("à 1h, à 21 h 05", "à une heure, à vingt-et-une heures cinq"),
    ("24h/24 et 7j/7", "24 heures sur 24 et 7 jours sur 7"),
    ("24 h/24, 24 h sur 24", "24 heures sur 24, 24 heures sur 24"),
    ("1 h 30 min", "une heure trente"),
    ("le 01/04, le 15/09", "le premier avril, le 15 septembre"),
    ("20 €/mois, en €", "20 euros par mois, en euros"),
    ("35 mm sur 45 mm, 9 m², 20 °C", "35 millimètres sur 45 millimètres, 9 mètres carrés, 20 degrés"),
    ("le 01/04/2026", "le premier avril 2026"),
    ("le 2026-12-25", "le 25 décembre 2026"),
    ("651,69 €", "651 euros 69"),
    ("1\u202f200\u00a0€", "1200 euros"),
    ("1 € ou 0,50 €", "1 euro ou 50 centimes"),
    ("10 %, 5 Mo, 10 min", "10 pour cent, 5 méga-octets, 10 minutes"),
    # addresses
    ("www.caf.fr", "www point caf point fr"),
    ("https://www.ameli.fr/", "www point améli point fr"),
    ("demande-logement-social.gouv.fr", "demande tiret logement tiret social point gouv point fr"),
    ("17cyber.gouv.fr", "17 cyber point gouv point fr"),
    ("17Cyber", "17 Cyber"),
    ("Ameli.fr et msa.fr", "améli point fr et MSA point fr"),
    ("impots.gouv.fr", "impôts point gouv point fr"),
    ("un site en .gouv.fr", "un site en point gouv point fr"),
    ("marie_55@exemple.fr", "marie tiret bas 55 arobase exemple point fr"),
    ("service-public.gouv.fr", "service tiret public point gouv point fr"),
    ("ants.gouv.fr", "a-ène-té-èsse point gouv point fr"),
    ("jean.petit@mail.fr", "jean point petit arobase mèle point fr"),
    # signs
    ("Touchez « Mes démarches » puis « Suivant ».", "Touchez, Mes démarches, puis, Suivant."),
    ("« Bonjour »", "Bonjour"),
    ("La page s'appelle : « Que voulez-vous faire ? ».", "La page s'appelle : Que voulez-vous faire ?"),
    ("Touchez « Attention ! ».", "Touchez, Attention !"),
    ("Touchez « Avez-vous un compte ? » puis « Oui ».", "Touchez, Avez-vous un compte ? puis, Oui."),
    ("Aides → Demander", "Aides puis Demander"),
    ("oui/non", "oui ou non"),
    ("Étape 6/12", "Étape 6 sur 12"),
    ("n° 12", "numéro 12"),
    ("le signe @", "le signe arobase"),
    ("la touche # ou *", "la touche dièse ou étoile"),
    ("<nom> [Suite]", "nom Suite"),
    ("St-Mihiel, Dr Petit, Mlle Petit", "Saint-Mihiel, Docteur Petit, Mademoiselle Petit"),
    ("M. Petit et Mme Petit", "Monsieur Petit et Madame Petit"),
    ("C'est fait !", "C'est fait !"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "said"), CASES)
def test_spoken(written: str, said: str) -> None:
    assert spoken(written, TABLE) == said


def phonemes(text: str) -> str:
    """What espeak-ng says, without stress marks."""
    done = subprocess.run(
        ["espeak-ng", "-v", "fr", "-x", "-q", "--stdin"], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout.replace("'", "").replace(",", "").replace("_!", "").strip()


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Votre RSA.", "votr ErEsa"),
        ("L'APL.", "lapeEl"),
        ("Votre RIB ici.", "votr rib isi"),
        ("Votre carte SIM ici.", "votr kart sim isi"),
        ("La CPAM.", "la- sepam"),
        ("La Carsat ici.", "la- karsat isi"),
        ("Un PACS ici.", "W~ paks isi"),
        ("Votre IBAN ici.", "votr iban isi"),
        ("Le Crous ici.", "l@- krus isi"),
        ("Le 3230.", "l@- trA~tdY trA~t"),
        ("8h30.", "_|yit2 Wr trA~t"),
        ("Le 1er avril.", "l@- pr@mjer avril"),
        ("La 2e.", "la- dYzjEm"),
        ("À Commercy.", "a komErsi"),
        ("FranceConnect+.", "frA~s kOnEkt plys"),
        ("Le site ameli.fr.", "l@- sit ameli pwE~ EfEr"),
    ],
)
def test_espeak_says_it_as_wanted(written: str, heard: str) -> None:
    assert phonemes(spoken(written, TABLE)) == heard


def test_nothing_of_the_table_is_said_in_english() -> None:
    said = [*TABLE.words.values(), *(TABLE.spell(acronym) for acronym in TABLE.spelled)]
    assert [word for word in said if "(en)" in phonemes(f"Votre {word}.")] == []


def test_numbers_in_words() -> None:
    words = {21: "vingt et un", 71: "soixante et onze", 80: "quatre-vingts", 91: "quatre-vingt-onze", 200: "deux cents"}
    assert {value: number(value) for value in words} == words
    assert [ordinal(value) for value in (1, 5, 9, 21, 80)] == [
        "premier", "cinquième", "neuvième", "vingt et unième", "quatre-vingtième",
    ]  # fmt: skip
    assert digits("007") == "zéro zéro sept"
    for impossible in (-1, 1000):
        with pytest.raises(ValueError, match=str(impossible)):
            number(impossible)
    with pytest.raises(ValueError, match="0"):
        ordinal(0)


@given(st.integers(0, 999))
def test_each_number_has_its_own_words(value: int) -> None:
    assert number(value)
    assert value == 0 or number(value) != number(value - 1)


@given(st.text(max_size=60))
def test_any_text_can_be_spoken(text: str) -> None:
    once = spoken(text, TABLE)
    assert "«" not in once
    assert "  " not in once


def test_a_table_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    assert table_from({}) == Table()
    for data in ({"words": {"RSA": 1}}, {"spelled": "RSA"}, {"well": "RSA"}, {"letters": []}):
        with pytest.raises(ValueError, match="pronunciation"):
            table_from(data)
    broken = tmp_path / "pronunciation.toml"
    broken.write_text("RSA = ", "utf-8")
    with pytest.raises(VoiceError, match="mal écrit"):
        read_table(broken)
    with pytest.raises(VoiceError, match="ne peut pas être lu"):
        read_table(tmp_path / "nowhere.toml")

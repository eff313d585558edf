"""Plain French, measured: the scores against hand counts, each rule by small texts, then everything the kiosk tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from guide_files import GUIDE, ROOT, TODAY, place, spoiled, write
from textstat.backend.utils.constants import LANG_CONFIGS
from textstat.textstat import textstatistics

from kiosk.__main__ import main
from kiosk.guide.check import prose_of
from kiosk.guide.glossary import Glossary
from kiosk.guide.library import load
from kiosk.guide.model import Guide
from kiosk.guide.plain import EASY, FAIR_TEXT, MOST_WORDS_ON_AVERAGE, advice, faults, labels_of, names_of
from kiosk.guide.prose import counted, sentences
from kiosk.guide.read import read_guide
from kiosk.guide.readability import (
    BASE,
    PER_SYLLABLE,
    PER_WORD,
    RARE_BELOW,
    Texts,
    is_rare,
    kandel_moles,
    measure,
    syllables,
)
from kiosk.staff import plain

LIBRARY = load(ROOT, TODAY)
GLOSSARY = Glossary.model_validate(
    {
        "mots": [
            {"mot": "RSA", "sens": "Une aide."},
            {"mot": "QR code", "sens": "Un carré."},
            {"mot": "récépissé", "sens": "Un papier."},
            {"mot": "avis de taxation", "sens": "Un papier."},
        ]
    }
)
SHOWN = plain.shown(ROOT, [])


def told(text: str, grave: bool = True, **how: bool) -> list[str]:
    """What is found in one text of a step."""
    texts: Texts = [(("etapes", 0, "texte"), text)]
    found = faults(texts, GLOSSARY, **how) if grave else advice(texts, GLOSSARY)
    return [remark.what for remark in found]


# ---- the measures


HAND_COUNTED = (
    "Vous 1|ouvrez 2|le 1|site 1|cliquez 2|sur 1|Mon 1|compte 1|avez 2|avec 2|écran 2|écrivez 3|identité 4|utile 2|"
    "aide 1|argent 2|âge 1|une 1|être 1|arrive 2|aller 2|adresse 2|exemple 2|contrat 2|conseil 2|connaître 2|conte 1|"
    "payer 2|foyer 2|envoyez 3|créer 2|déclarée 3|abîmée 3|européenne 4|urgent 2|demande 2|papiers 2|gratuit 2|"
    "attestation 4|professionnel 4|l'écran 2|d'accord 2|donnez-le 3|rendez-vous 3|e-mail 2|RSA 3|service 2|maintenant 3"
)


@pytest.mark.parametrize("counted_by_hand", HAND_COUNTED.split("|"))
def test_syllables_are_those_counted_by_hand(counted_by_hand: str) -> None:
    word, count = counted_by_hand.split()
    assert syllables(word) == int(count)


def test_textstat_alone_misses_syllables_and_ours_do_not_lose_any_of_its() -> None:
    library = textstatistics()
    library.set_lang("fr")
    words = [one.split() for one in HAND_COUNTED.split("|")]
    alone = {word: library.syllable_count(word) for word, _ in words}
    assert alone["avez"] == alone["écran"] == alone["contrat"] == alone["payer"] == 1
    assert sum(alone.values()) < 0.85 * sum(int(count) for _, count in words)
    assert all(syllables(word) >= count for word, count in alone.items() if word.isalpha())


def test_the_score_is_that_of_the_example_and_of_the_library() -> None:
    text = "Vous ouvrez le site. Vous cliquez sur Mon compte."
    library = textstatistics()
    library.set_lang("fr")
    assert kandel_moles(sentences(text)) == pytest.approx(112.5, abs=0.05)
    assert kandel_moles(sentences(text)) == pytest.approx(library.flesch_reading_ease(text))
    names = ("fre_base", "fre_sentence_length", "fre_syll_per_word")
    assert [LANG_CONFIGS["fr"][name] for name in names] == [BASE, PER_WORD, PER_SYLLABLE]


def test_a_text_of_an_office_scores_far_lower_than_the_same_in_plain_words() -> None:
    office = "L'instruction de votre sollicitation nécessite la transmission de justificatifs complémentaires."
    simple = "Nous lisons votre demande. Il nous faut encore des papiers."
    assert kandel_moles(sentences(office)) < 0 < 80 < kandel_moles(sentences(simple))
    assert kandel_moles(()) == BASE


def lix(text: str) -> float:
    """Björnsson's measure, which knows no syllables: words per sentence, and per cent of words over six letters."""
    lines = [counted(piece.text) for piece in sentences(text)]
    words = [re.sub(r"^.*['’]", "", word) for line in lines for word in line]
    return len(words) / len(lines) + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("guide", LIBRARY.guides, ids=lambda guide: guide.id)
def test_another_measure_finds_the_guides_easy_too(guide: Guide) -> None:
    assert lix("\n".join(text for _, text in prose_of(guide))) < 40, "LIX: below 40 is easy"


def test_the_syllables_of_the_guides_are_as_many_as_the_voice_says() -> None:
    """espeak-ng drops the silent e that a count keeps (lo-ge-ment), and says « ui » as two: within 8 per cent."""
    text = " ".join(text for guide in LIBRARY.guides for _, text in prose_of(guide))
    words = sorted({word.lower() for word in re.findall(r"(?<!\w)[^\W\d_]{3,}(?!\w)", text) if not word.isupper()})
    done = subprocess.run(
        ["espeak-ng", "-v", "fr", "-x", "-q", "--stdin"],
        input=".\n".join(words), capture_output=True, text=True, check=True,
    )  # fmt: skip
    heard = len(re.findall(r"[aeiouyAEIOUYW]~?2?|@(?!-)", done.stdout))
    assert len(words) > 800
    assert sum(map(syllables, words)) == pytest.approx(heard, rel=0.08)


def test_a_measure_tells_of_length_long_and_rare_words_and_negations() -> None:
    text = "Le greffier délivre un récépissé.\nVous n'avez rien.\nTouchez « Apostille » sur le site exemple.gouv.fr."
    one = measure([((), text)], GLOSSARY)
    assert (one.sentences, one.words, one.longest, one.negations) == (3, 16, 8, 1)
    assert one.mean == pytest.approx(16 / 3)
    assert one.rare_words == ()
    assert measure([((), "L'apostille et l'usufruit.")], GLOSSARY).rare_words == ("apostille", "usufruit")
    assert measure([((), "")], GLOSSARY).mean == 0


@pytest.mark.parametrize("word", ["prorata", "usufruit", "subsidiaire", "quittance", "habilitation"])
def test_jargon_is_rare(word: str) -> None:
    assert is_rare(word)


@pytest.mark.parametrize("word", ["relisez", "recopiez", "cochez", "imprimées", "demandée", "effacez"])
def test_the_words_of_every_day_are_not_rare_in_any_form(word: str) -> None:
    assert not is_rare(word)


@pytest.mark.parametrize(
    "text",
    [
        "Un [[récépissé]].",
        "Un récépissé.",
        "Le **prorata**.",
        "« Prorata »",
        "Voyez Zorglub. Zorglub répond.",
        "aa@zorg.fr",
    ],
)
def test_glossary_words_labels_names_and_addresses_are_no_rare_words(text: str) -> None:
    assert measure([((), text)], GLOSSARY).rare_words == ()
    assert 0 < RARE_BELOW < 5


# ---- what is grave


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Écrivez afin que la Caf réponde.", "« afin que » n'est pas du français simple."),
        ("C'est le papier sur lequel vous signez.", "« sur lequel » n'est pas du français simple."),
        ("Il convient de signer.", "« Il convient de » n'est pas du français simple."),
        ("Prenez un stylo, une carte, etc.", "« etc. » n'est pas du français simple."),
        ("Papier & stylo", "« & » n'est pas du français simple."),
        ("Un papier, p. ex. une facture.", "« p. ex. » n'est pas du français simple."),
        ("Passez via le site.", "« via » n'est pas du français simple."),
        ("Veuillez signer.", "« Veuillez » n'est pas du français simple."),
        ("Il faudrait signer.", "« faudrait » est au conditionnel."),
        ("Vous devriez signer.", "« devriez » est au conditionnel."),
        ("Il faut que vous ayez un compte.", "« que vous ayez » est au subjonctif."),
        ("Signez pour que la Caf puisse payer.", "« puisse » est au subjonctif."),
        ("Le RSA arrive.", "Rien n'explique « RSA » ici."),
        ("ATTENTION !", "Rien n'explique « ATTENTION » ici."),
        ("Le C2S arrive. Le C2S part.", "Rien n'explique « C2S » ici."),
        ("Le RSA arrive. Le [[RSA]] part.", "Rien n'explique « RSA » ici."),
        (
            "Administrativement, votre réglementation départementale particulière évolue continuellement aujourd'hui.",
            "Cette phrase est très difficile (-155) : « Administrativement, votre réglementation… ».",
        ),
    ],
)
def test_a_grave_fault_is_told(text: str, what: str) -> None:
    assert [re.sub(r"\(-\d+\)", "(-155)", one) for one in told(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "Un titre de séjour convient aussi.",
        "Demandez lequel des deux il faut donner.",
        "Touchez « Afin que » ou **Veuillez lire**.",
        "Le [[RSA]] arrive. Le RSA part.",
        "Le [[revenu|RSA]] arrive. Le RSA part.",
        "Touchez « MON COMPTE ». Touchez **MENU**.",
        "Scannez le [[QR code]]. Le QR reste.",
        "Le site est caf.fr.",
        "Une plaque comme 123 AB 01 ou AB-123-CD.",
        "Vous aurez une réponse. Soyez calme.",
        "Le retrait, l'extrait et le portrait.",
        "Parlez-en au professionnel.",
    ],
)
def test_what_is_plain_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_initials_are_explained_once_on_each_page() -> None:
    item = ("etapes", 1, "elements", 0)
    texts: Texts = [
        (("etapes", 0, "texte"), "Le [[RSA]]."),
        (("etapes", 0, "plus"), "Le RSA."),
        ((*item, "quoi"), "RSA"),
    ]
    assert [remark.where for remark in faults(texts, GLOSSARY)] == [(*item, "quoi")]
    assert list(faults([*texts, ((*item, "explication"), "Le [[RSA]].")], GLOSSARY)) == []
    remedies = [remark.remedy for remark in faults([(("resume",), "Le RSA et le ZQX.")], GLOSSARY)]
    assert remedies[0] == "La première fois, écrivez [[RSA]]."
    assert "config/glossary.yaml" in remedies[1]


def test_where_nothing_can_be_marked_initials_stand_in_the_glossary() -> None:
    assert told("Le RSA et le ZQX.", marked=False) == ["Rien n'explique « ZQX » ici."]


def test_titles_and_answers_are_judged_by_their_words_only() -> None:
    found = list(faults([], GLOSSARY, labels=[(("titre",), "Demander le RSA via la Caf")]))
    assert [(remark.where, remark.what) for remark in found] == [(("titre",), "« via » n'est pas du français simple.")]


def test_a_whole_text_is_easy_and_its_sentences_short_on_average() -> None:
    hard = "Administration départementale. " * (FAIR_TEXT // 2)
    assert told(hard) == [f"Ce texte est difficile ({kandel_moles(sentences(hard)):.0f})."]
    assert told(hard[: len(hard) // 2]) == [], "too short a sample to be judged"
    long = ("le lait est là " * 4 + ".\n") * 8
    assert told(long) == [f"Les phrases ont {MOST_WORDS_ON_AVERAGE + 1} mots en moyenne."]


# ---- what is worth a second look


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Vous ne signez pas. Vous n'écrivez rien.", ["Il y a 2 « ne » dans ce texte."]),
        (
            "Vous ne pouvez pas venir sans papiers.",
            ["Il y a deux négations dans « Vous ne pouvez pas venir sans papiers. »."],
        ),
        ("Votre demande sera envoyée.", ["« sera envoyée » est passif."]),
        ("Le papier est signé par la mairie.", ["« est signé par la » est passif."]),
        ("Venez et signez, car vous êtes là.", ["Il y a plusieurs idées dans « Venez et signez, car vous êtes là. »."]),
        ("Demandez l'usufruit.", ["« usufruit » est un mot rare."]),
    ],
)
def test_what_may_be_plainer_is_told(text: str, what: list[str]) -> None:
    assert told(text) == []
    assert told(text, grave=False) == what


@pytest.mark.parametrize(
    "text",
    [
        "Vous ne signez pas.",
        "Choisissez « Je ne sais pas ». Vous n'avez rien.",
        "La carte est gratuite. Les papiers sont rangés par année.",
        "La carte, le permis et la carte grise, ou un passeport.",
        "Ouvrez la page et lisez.",
        "Allez assez près et chez vous.",
    ],
)
def test_a_good_reason_is_left_alone(text: str) -> None:
    assert told(text, grave=False) == []


# ---- everything the kiosk tells


@pytest.mark.parametrize("one", SHOWN, ids=lambda one: one.file)
def test_all_that_is_shown_is_plain(one: plain.Shown) -> None:
    assert [str(problem) for problem in plain.faults([one], LIBRARY.glossary)] == []


def test_every_guide_is_easy() -> None:
    measures = {one.file: measure(one.texts, LIBRARY.glossary, one.names) for one in SHOWN}
    assert {file for file, one in measures.items() if one.kandel_moles < EASY} == set()
    assert {
        file for file, one in measures.items() if one.mean > 10 or one.rare > 0.05 or one.long_words > 0.15
    } == set()


def test_the_kiosk_itself_starts_without_the_heavy_libraries() -> None:
    ask = (
        "import sys; from datetime import date; from pathlib import Path; from kiosk.guide.library import load; "
        "import kiosk.__main__, kiosk.staff.check; load(Path('.'), date(2026, 11, 22)); "
        "print(sorted({'textstat', 'wordfreq', 'nltk'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# ---- the command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with one small guide, and nothing else to tell."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "demo.yaml").write_text(GUIDE, "utf-8")
    return tmp_path


def ask(root: Path, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """The exit code and the answer."""
    code = main(["--root", str(root), "check", *map(str, words)])
    return code, capsys.readouterr().out


def test_the_table_has_a_line_for_each_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ask(root, capsys, "--plain")
    assert code == 0
    heads, *lines = said.splitlines()
    assert heads.endswith("  ".join(plain.COLUMNS))
    assert [line.split()[0] for line in lines[:3]] == ["demo.yaml", "glossary.yaml", "urgency.yaml"]
    assert re.fullmatch(r"demo\.yaml +16 +3,0 +5 +\d+ +\d+,\d % +0,0 % +0", lines[0])
    assert len({len(line) for line in (heads, *lines[:3])}) == 1


def test_for_a_program_the_measures_are_data(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ask(root, capsys, "--plain", "--json", root / "guides" / "demo.yaml")
    data = json.loads(said)
    assert (code, data["problems"]) == (0, [])
    assert [file["file"] for file in data["files"]] == ["demo.yaml"]
    row = data["files"][0]
    assert (row["sentences"], row["words"], row["longest"], row["rare_words"], row["negations"]) == (16, 48, 5, [], 0)


def test_a_grave_fault_answers_1_with_and_without_the_table(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = spoiled(("Voici le [[RSA]].", "Voici le RSA."))
    path = root / "guides" / "demo.yaml"
    path.write_text(text, "utf-8")
    line, column = place(text, "Voici")
    found = f"demo.yaml:{line}:{column} : Rien n'explique « RSA » ici. La première fois, écrivez [[RSA]].\n"
    for how in ((), ("--plain",)):
        code, said = ask(root, capsys, *how, path)
        assert (code, found in said) == (1, True)


def test_advice_is_told_with_the_table_alone_and_answers_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "guides" / "demo.yaml"
    path.write_text(spoiled(("Voici le [[RSA]].", "Voici l'usufruit.")), "utf-8")
    assert "usufruit" not in ask(root, capsys, path)[1]
    code, said = ask(root, capsys, "--plain", path)
    assert (code, "« usufruit » est un mot rare." in said) == (0, True)


def test_a_file_that_cannot_be_read_is_left_to_the_check(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "guides" / "demo.yaml"
    path.write_text("version: 2", "utf-8")
    assert ask(root, capsys, "--plain", "--json", path)[0] == 0
    assert ask(root, capsys, path)[0] == 1


def test_the_glossary_holds_nothing_that_changes_each_year(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "config" / "glossary.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + '- {mot: "essai", sens: "À partir de 60 ans ou plus, avec 10 euros."}\n', "utf-8")
    said = ask(root, capsys, "--plain")[1]
    assert "glossary.yaml" in said
    assert "Le texte donne un âge" in said
    assert "Le texte donne un montant" in said


def test_titles_answers_and_names_of_a_guide_are_found(tmp_path: Path) -> None:
    guide, _ = read_guide(write(tmp_path, GUIDE))
    labels = dict(labels_of(guide))
    assert labels["titre",] == "Demander une aide"
    assert labels["etapes", 3, "titre"] == "Avez-vous un compte ?"
    assert labels["etapes", 3, "choix", 1, "reponse"] == "Je ne sais pas"
    assert names_of(guide) == "la Caf le site de la Caf Un conseiller"

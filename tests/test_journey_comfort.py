"""Journeys against the host, with no window: the three questions about comfort, and every setting from anywhere."""

from __future__ import annotations

import pytest
from journey import BRIGHT, Journey

from kiosk.page.model import Choices, Verb
from kiosk.settings import Settings
from kiosk.visit.comfort import RATES, SIZES, Comfort, Contrast
from kiosk.visit.questions import ASKED, Question, following
from kiosk.visit.visit import Comforts, Home

READ = "asking: Lisez-vous bien ce texte ?"
READ_AGAIN = "asking: Et maintenant, lisez-vous bien ?"
HEAR = "asking: Voulez-vous que je lise à voix haute ?"
HEAR_AGAIN = "asking: Entendez-vous bien ma voix ?"
TOUCH = "asking: Est-ce facile de toucher ?"
TOUCH_AGAIN = "asking: Qu'est-ce qui vous aide le plus ?"
HOME = "home: Que voulez-vous faire ?"
PARTS = {"see": "Voir : couleurs, lettres, écran", "hear": "Entendre : voix, vitesse, volume",
         "touch": "Toucher : place des boutons, touches"}  # fmt: skip


def asked(*answers: str) -> Journey:
    """Somebody at the first question, who then gives those answers."""
    kiosk = Journey(started=False)
    kiosk.touches("Touchez pour commencer", *answers)
    return kiosk


# ---- the three questions


@pytest.mark.parametrize(
    ("answers", "comfort", "then"),
    [
        (["Oui, je lis bien"], Comfort(), HEAR),
        (["Non, c'est trop petit"], Comfort(size=3), READ_AGAIN),
        (["Non, c'est trop petit", "Oui, c'est bien"], Comfort(size=3), HEAR),
        (["Non, c'est trop petit", "Plus grand"], Comfort(size=4), HEAR),
        (["Non, c'est trop petit", "Je préfère écouter"], Comfort(size=4, voice=True), TOUCH),
        (["Les couleurs me gênent", "Je préfère écouter"], Comfort(contrast=Contrast.DARK, size=3, voice=True), TOUCH),
        (["Les couleurs me gênent"], Comfort(contrast=Contrast.DARK), READ_AGAIN),
        (["Les couleurs me gênent", "Oui, c'est bien"], Comfort(contrast=Contrast.DARK), HEAR),
        (["Les couleurs me gênent", "Plus grand"], Comfort(contrast=Contrast.DARK, size=3), HEAR),
        (["Les couleurs me gênent", "Les couleurs d'avant"], Comfort(), HEAR),
        (["Oui, je lis bien", "Non merci, je lis"], Comfort(), TOUCH),
        (["Oui, je lis bien", "Oui, lisez pour moi"], Comfort(voice=True), HEAR_AGAIN),
        (["Oui, je lis bien", "Oui, lisez pour moi", "Oui, c'est bien"], Comfort(voice=True), TOUCH),
        (["Oui, je lis bien", "Oui, lisez pour moi", "Moins vite"], Comfort(voice=True, rate=2), TOUCH),
        (["Oui, je lis bien", "Oui, lisez pour moi", "Plus fort"], Comfort(voice=True, volume=5), TOUCH),
        (["Non, c'est trop petit", "Je préfère écouter", "Oui, c'est facile"], Comfort(size=4, voice=True), HOME),
        (["Non, c'est trop petit", "Je préfère écouter", "Non, c'est difficile", "Rien de cela, merci"],
         Comfort(size=4, voice=True), HOME),
        (["Oui, je lis bien", "Non merci, je lis", "Oui, c'est facile"], Comfort(), HOME),
        (["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile"], Comfort(), TOUCH_AGAIN),
        (["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile", "Les boutons plus bas"],
         Comfort(low_reach=True), HOME),
        (["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile", "Les boutons pour la main gauche"],
         Comfort(left_handed=True), HOME),
        (["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile", "Quelqu'un avec moi"], Comfort(),
         "call: Pourquoi appelez-vous ?"),
        (["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile", "Rien de cela, merci"], Comfort(), HOME),
    ],
)  # fmt: skip
def test_each_answer_does_what_it_promises(answers: list[str], comfort: Comfort, then: str) -> None:
    kiosk = asked(*answers)
    assert (kiosk.host.comfort, kiosk.seen) == (comfort, then)


def test_each_question_takes_two_touches_at_most_whatever_is_answered() -> None:
    for question, (first, again) in enumerate(ASKED):
        assert all(one.again or one.call or following(question, True) != question for one in first.options)
        assert not any(option.again for option in again.options)
        for one in (first, again):
            assert 2 <= len(one.options) <= 4
            assert len({option.label for option in one.options}) == len(one.options)


@pytest.mark.parametrize("question", [question for pair in ASKED for question in pair], ids=lambda one: one.title)
def test_a_question_shows_its_example_and_can_be_heard_passed_over_and_left(question: Question) -> None:
    way = {
        READ: [], READ_AGAIN: ["Non, c'est trop petit"], HEAR: ["Oui, je lis bien"],
        HEAR_AGAIN: ["Oui, je lis bien", "Oui, lisez pour moi"], TOUCH: ["Oui, je lis bien", "Non merci, je lis"],
        TOUCH_AGAIN: ["Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile"],
    }[f"asking: {question.title}"]  # fmt: skip
    kiosk = asked(*way)
    [choices] = [block for block in kiosk.page.blocks if isinstance(block, Choices)]
    assert choices.numbered
    options = [option.label for option in question.options if option.settings != ("contrast=normal",)]
    assert [action.label for action in choices.actions] == options, "all but the colours that are there already"
    assert question.example.split(".")[0] in " ".join(said.text for said in kiosk.spoken())
    comfort = kiosk.host.comfort
    kiosk.touch("Passer les questions")
    assert (kiosk.seen, kiosk.host.comfort) == (HOME, comfort)
    assert kiosk.host.visit.trail == (Home(),)


def test_back_leads_from_question_to_question_to_the_home_page() -> None:
    kiosk = asked("Non, c'est trop petit", "Oui, c'est bien", "Oui, lisez pour moi", "Oui, c'est bien")
    for seen in (TOUCH, HEAR_AGAIN, HEAR, READ_AGAIN, READ, HOME):
        assert kiosk.seen == seen
        if seen != HOME:
            kiosk.touch("Retour")
    assert kiosk.host.comfort == Comfort(size=3, voice=True)


def test_the_question_about_the_voice_is_its_own_example() -> None:
    kiosk = asked()
    assert kiosk.voice.said == []
    kiosk.touch("Oui, je lis bien")
    assert kiosk.heard[:3] == ["Question 2 sur 3.", "Voulez-vous que je lise à voix haute ?", "Vous entendez ma voix."]
    kiosk.touch("Non merci, je lis")
    assert not kiosk.voice.busy
    assert len(kiosk.voice.said) == 1
    kiosk.touches("Retour", "Oui, lisez pour moi")
    assert kiosk.heard[1] == "Entendez-vous bien ma voix ?"
    kiosk.touch("Moins vite")
    assert kiosk.heard[1] == "Est-ce facile de toucher ?", "who wants to listen hears the third question"
    assert kiosk.voice.rates[-1] == RATES[1]


def test_who_prefers_to_listen_hears_the_next_question_at_once_and_may_come_back() -> None:
    kiosk = asked("Non, c'est trop petit", "Je préfère écouter")
    assert kiosk.heard[:2] == ["Question 3 sur 3.", "Est-ce facile de toucher ?"]
    kiosk.touch("Retour")
    assert kiosk.seen == READ_AGAIN, "the question about the voice does not come by the back either"
    kiosk.touch("Plus grand")
    assert (kiosk.seen, kiosk.host.comfort) == (TOUCH, Comfort(size=4, voice=True))


@pytest.mark.parametrize("first", ["Oui, je lis bien", "Les couleurs me gênent"])
def test_who_has_the_voice_already_is_not_asked_about_it(first: str) -> None:
    kiosk = Journey()
    kiosk.touches("Confort", "Lire à voix haute", "Répondre aux trois questions", first)
    if first != "Oui, je lis bien":
        kiosk.touch("Oui, c'est bien")
    assert kiosk.seen == TOUCH
    assert kiosk.host.comfort.voice


def test_on_a_low_panel_no_lower_half_is_promised() -> None:
    kiosk = asked("Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile")
    assert "Les boutons plus bas" in [action.label for action in kiosk.page.actions()]
    kiosk = Journey(started=False, tall=False)
    kiosk.touches("Touchez pour commencer", "Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile")
    assert "Les boutons plus bas" not in [action.label for action in kiosk.page.actions()]
    kiosk.touch("Les boutons pour la main gauche")
    assert kiosk.host.comfort == Comfort(left_handed=True)
    kiosk = Journey(started=False, tall=False)
    kiosk.touches("Touchez pour commencer", "Oui, je lis bien", "Non merci, je lis", "Non, c'est difficile")
    kiosk.touch("Rien de cela, merci")
    assert (kiosk.seen, kiosk.host.comfort) == (HOME, Comfort()), "numbered as on any panel"


@pytest.mark.parametrize("value", ["3", "-1", "", "x", "9" * 5000])
def test_an_answer_that_is_not_there_changes_nothing(value: str) -> None:
    kiosk = asked()
    visit = kiosk.host.visit
    kiosk.take(Verb.FIT, value)
    assert kiosk.host.visit == visit
    kiosk.take(Verb.ASK)
    assert kiosk.host.visit == visit


@pytest.mark.parametrize("verb", [Verb.FIT, Verb.SKIP])
def test_away_from_the_questions_their_buttons_do_nothing(verb: Verb) -> None:
    kiosk = Journey()
    visit = kiosk.host.visit
    kiosk.take(verb, "1")
    assert kiosk.host.visit == visit


# ---- when they are asked, and when not


def test_who_chose_their_comfort_on_the_welcome_page_is_not_asked() -> None:
    kiosk = Journey(started=False)
    kiosk.touches("Confort", "Grand", "Revenir")
    assert kiosk.seen == HOME
    assert kiosk.host.comfort == Comfort(size=3)


def test_the_staff_may_leave_the_questions_out() -> None:
    kiosk = Journey(Settings(ask_comfort=False), started=False)
    kiosk.touch("Touchez pour commencer")
    assert kiosk.seen == HOME


@pytest.mark.parametrize("comfort", [None, BRIGHT])
def test_who_is_helped_by_the_professional_is_not_asked(comfort: Comfort | None) -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa", "papiers", comfort)
    kiosk.touch("Oui, commencer")
    assert kiosk.seen == "checklist: Préparez vos papiers"
    assert kiosk.host.comfort == (comfort or Comfort())


def test_who_declines_an_offer_on_the_welcome_page_is_asked_as_anybody() -> None:
    kiosk = Journey(started=False)
    kiosk.desk.offers("caf-rsa", None, BRIGHT)
    kiosk.touches("Non, merci", "Touchez pour commencer")
    assert (kiosk.seen, kiosk.host.comfort) == (READ, Comfort())


@pytest.mark.parametrize("end", ["finished", "wiped"])
def test_all_of_it_goes_back_at_the_end_and_the_next_person_is_asked(end: str) -> None:
    kiosk = Journey()
    for setting in ("size=4", "contrast=doux", "open_dyslexic=oui", "calm=oui", "voice=oui", "blank=oui", "rate=1",
                    "volume=1", "low_reach=oui", "left_handed=oui"):  # fmt: skip
        kiosk.take(Verb.SET, setting)
    assert not [name for name in Comfort.model_fields if getattr(kiosk.host.comfort, name) == getattr(Comfort(), name)]
    kiosk.take(Verb.FINISH) if end == "finished" else kiosk.pass_time(345)
    assert kiosk.host.comfort == Comfort()
    kiosk.take(Verb.START)
    assert kiosk.seen == READ


@pytest.mark.parametrize(
    ("answers", "comfort"),
    [
        (["Oui, je lis bien", "Non merci, je lis", "Oui, c'est facile"], Comfort()),
        (["Non, c'est trop petit", "Plus grand", "Oui, lisez pour moi", "Moins vite", "Oui, c'est facile"],
         Comfort(size=4, voice=True, rate=2)),
        (["Non, c'est trop petit", "Je préfère écouter", "Non, c'est difficile", "Rien de cela, merci"],
         Comfort(size=4, voice=True)),
        (["Passer les questions"], Comfort()),
        (["Retour"], Comfort()),
    ],
)  # fmt: skip
def test_the_questions_may_be_answered_in_the_middle_of_a_guide(answers: list[str], comfort: Comfort) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "papiers")
    kiosk.touch("Un RIB à votre nom")
    before = kiosk.host.visit
    kiosk.touches("Confort", "Répondre aux trois questions")
    assert kiosk.seen == READ
    kiosk.touches(*answers)
    assert kiosk.seen == "comfort: Mon confort"
    kiosk.touch("Revenir")
    visit = kiosk.host.visit
    assert (visit.trail, visit.ticked, visit.answered) == (before.trail, before.ticked, before.answered)
    assert visit.comfort == comfort


@pytest.mark.parametrize(("size", "larger"), [(1, 2), (2, 3), (3, 4), (4, 4)])
@pytest.mark.parametrize("answer", ["Plus grand", "Je préfère écouter"])
def test_larger_is_one_size_more_than_now(size: int, larger: int, answer: str) -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, f"size={size}")
    kiosk.touches("Confort", "Répondre aux trois questions", "Les couleurs me gênent", answer)
    assert kiosk.host.comfort.size == larger
    assert kiosk.host.comfort.voice is (answer != "Plus grand")


@pytest.mark.parametrize("colours", Contrast)
def test_the_colours_before_are_offered_only_to_who_has_others(colours: Contrast) -> None:
    kiosk = Journey()
    kiosk.take(Verb.SET, f"contrast={colours.value}")
    kiosk.touches("Confort", "Répondre aux trois questions", "Non, c'est trop petit")
    offered = "Les couleurs d'avant" in [action.label for action in kiosk.page.actions()]
    assert offered is (colours is not Contrast.NORMAL)
    if offered:
        kiosk.touch("Les couleurs d'avant")
        assert (kiosk.host.comfort, kiosk.seen) == (Comfort(size=3), HEAR)


def test_an_answer_never_makes_anything_harder() -> None:
    kiosk = Journey()
    for setting in ("size=4", "rate=1"):
        kiosk.take(Verb.SET, setting)
    kiosk.touches("Confort", "Répondre aux trois questions", "Non, c'est trop petit", "Oui, c'est bien")
    kiosk.touches("Oui, lisez pour moi", "Moins vite")
    assert kiosk.host.comfort == Comfort(size=4, rate=1, voice=True)


# ---- the settings

SETTINGS: list[tuple[str, str, Comfort]] = [
    *(("", name.capitalize(), Comfort(size=at)) for at, name in enumerate(SIZES, 1)),
    ("", "Lire à voix haute", Comfort(voice=True)),
    ("", "Sans la voix", Comfort()),
    *(("see", name.capitalize(), Comfort(size=at)) for at, name in enumerate(SIZES, 1)),
    ("see", "Normales", Comfort()),
    ("see", "Douces", Comfort(contrast=Contrast.SOFT)),
    ("see", "Blanc sur noir", Comfort(contrast=Contrast.DARK)),
    ("see", "Noir sur blanc", Comfort(contrast=Contrast.LIGHT)),
    ("see", "Simples", Comfort()),
    ("see", "OpenDyslexic", Comfort(open_dyslexic=True)),
    ("see", "La phrase s'allume", Comfort()),
    ("see", "Rien ne bouge", Comfort(calm=True)),
    ("see", "Allumé", Comfort()),
    ("see", "Noir : j'écoute", Comfort(blank=True, voice=True)),
    ("hear", "Lire à voix haute", Comfort(voice=True)),
    ("hear", "Sans la voix", Comfort()),
    ("hear", "Plus vite", Comfort(rate=5)),
    ("hear", "Moins vite", Comfort(rate=3)),
    ("hear", "Plus fort", Comfort(volume=5)),
    ("hear", "Moins fort", Comfort(volume=3)),
    ("touch", "Main gauche", Comfort(left_handed=True)),
    ("touch", "Main droite", Comfort()),
    ("touch", "En bas", Comfort(low_reach=True)),
    ("touch", "Partout", Comfort()),
]


@pytest.mark.parametrize(("part", "button", "comfort"), SETTINGS)
def test_every_setting_is_reached_from_a_step_and_changes_at_once_without_losing_the_place(
    part: str, button: str, comfort: Comfort
) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    before = kiosk.host.visit
    kiosk.touches("Confort", *([PARTS[part]] if part else []), button)
    assert kiosk.host.comfort == comfort
    if kiosk.host.comfort != Comfort() and button not in ("Plus vite", "Moins vite", "Plus fort", "Moins fort"):
        assert button in [action.label for action in kiosk.page.actions() if action.chosen]
    kiosk.touches("Revenir", *(["Revenir"] if part else []))
    assert kiosk.host.visit.trail == before.trail
    assert kiosk.seen == "question: Quel est votre âge ?"


def test_the_settings_are_all_in_the_table() -> None:
    kiosk = Journey()
    for part in ("", *PARTS):
        kiosk.take(Verb.COMFORT, part)
        labels = {action.label for action in kiosk.page.actions() if action.intent.verb is Verb.SET}
        assert labels == {label for where, label, _ in SETTINGS if where == part}


@pytest.mark.parametrize(
    ("buttons", "comfort"),
    [
        (["Plus vite"] * 9, Comfort(rate=8)),
        (["Moins vite"] * 9, Comfort(rate=1)),
        (["Plus fort"] * 9, Comfort(volume=5)),
        (["Moins fort"] * 9, Comfort(volume=1)),
        (["Lire à voix haute", "Sans la voix"], Comfort()),
    ],
)
def test_steps_stop_at_their_ends_and_what_was_chosen_can_be_undone(buttons: list[str], comfort: Comfort) -> None:
    kiosk = Journey()
    kiosk.touches("Confort", PARTS["hear"], *buttons)
    assert kiosk.host.comfort == comfort
    names = {getattr(block, "name", "") for block in kiosk.page.blocks}
    assert f"Vitesse de la voix : {comfort.rate} sur 8" in names
    assert f"Volume de la voix : {comfort.volume} sur 5" in names


@pytest.mark.parametrize("part", PARTS)
def test_the_comfort_button_leads_from_a_part_back_to_the_first_page_and_stacks_nothing(part: str) -> None:
    kiosk = Journey()
    kiosk.to_step("caf-rsa", "age")
    before = kiosk.host.visit.trail
    for _ in range(3):
        kiosk.touches("Confort", PARTS[part])
        assert kiosk.host.visit.trail == (*before, Comforts(), Comforts(part))
        kiosk.touch("Confort")
        assert kiosk.seen == "comfort: Mon confort"
        assert kiosk.host.visit.trail == (*before, Comforts())
    kiosk.touch("Revenir")
    assert kiosk.host.visit.trail == before


def test_what_stands_in_a_part_that_does_not_exist_is_not_opened() -> None:
    kiosk = Journey()
    kiosk.take(Verb.COMFORT, "taste")
    assert kiosk.seen == HOME
    kiosk.take(Verb.COMFORT)
    visit = kiosk.host.visit
    kiosk.take(Verb.COMFORT)
    assert kiosk.host.visit == visit, "the same page twice is once"

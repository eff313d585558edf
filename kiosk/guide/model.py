"""Rules. What a guide is, as validated data.

The attributes carry the field's English names; the file carries French keys (the aliases), because the
person who writes a guide is a French-speaking professional and no programmer. The descriptions are French
for the same reason: editors show them as completion, from `config/guide.schema.json`, which is generated
from these classes.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
FactKey = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*-[0-9]+$", max_length=40)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=900)]


class Part(BaseModel):
    """A frozen piece of a guide; an unknown key is a mistake, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Confidence(str, Enum):
    """How far a source can be trusted."""

    HIGH = "haute"
    MEDIUM = "moyenne"
    LOW = "basse"


class Need(str, Enum):
    """How much an access (e-mail, mobile phone, FranceConnect) is needed for the procedure."""

    REQUIRED = "necessaire"
    USEFUL = "utile"
    NO = "non"


class Source(Part):
    """Where a fact comes from."""

    key: Annotated[str, StringConstraints(pattern=r"^S[0-9]+$")] = Field(
        alias="cle", description="Nom court de la source, cité par les étapes : S1, S2…"
    )
    title: str = Field(alias="titre", min_length=1, description="Titre du document ou de la page.")
    address: str = Field(alias="adresse", min_length=1, description="Où le document a été lu.")
    dated: str = Field(alias="date", min_length=1, description="Date du document, telle que la source la donne.")
    confidence: Confidence = Field(alias="confiance", description="haute, moyenne ou basse.")


class Fact(Part):
    """A fact whose error would harm, as the official documents say it; what a step claims must stand in one it names.

    Its key tells what it speaks of and which one it is: "documents-2", "telephones-1".
    """

    key: FactKey = Field(alias="cle", description="De quoi il parle, et son numéro : documents-2, delai-1…")
    told: str = Field(
        alias="dit", min_length=1, description="Le fait, tel que la source le donne. Il n'est pas affiché."
    )
    sources: tuple[str, ...] = Field(
        default=(), description="Ses sources : [S1]. Sans source, c'est une connaissance générale, à vérifier."
    )
    confidence: Confidence | None = Field(
        default=None, alias="confiance", description="Si elle n'est pas celle des sources : haute, moyenne ou basse."
    )


class Review(Part):
    """When the guide was read against its sources, and when that must be done again."""

    on: date = Field(alias="le", description="Date de la dernière relecture (AAAA-MM-JJ).")
    before: date = Field(alias="avant", description="À relire avant cette date (AAAA-MM-JJ).")


class Portal(Part):
    """The official site of the procedure."""

    name: Short = Field(alias="nom", description="Nom du site, comme on le dit : « le site de la Caf ».")
    url: str = Field(description="Adresse https du site officiel.")
    facts: tuple[FactKey, ...] = Field(default=(), alias="faits", description="Faits qui donnent cette adresse.")


class Phone(Part):
    """An official phone number, offered as an equal of the web."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9 ]{2,14}$")] = Field(
        alias="numero", description="Numéro, groupé comme on l'écrit : « 3230 » ou « 01 23 45 67 89 »."
    )
    who: Short = Field(alias="qui", description="Qui répond à ce numéro.")
    facts: tuple[FactKey, ...] = Field(default=(), alias="faits", description="Faits qui donnent ce numéro.")


class Preparation(Part):
    """One thing to have ready before starting."""

    what: Short = Field(alias="quoi", description="Ce qu'il faut avoir : « Votre carte Vitale ».")
    why: Prose = Field(alias="explication", description="Où le trouver, à quoi cela sert, en mots simples.")
    facts: tuple[FactKey, ...] = Field(default=(), alias="faits", description="Faits sur lesquels ceci repose.")


class Access(Part):
    """What the person needs to get into the portal."""

    email: Need = Field(description="Adresse e-mail : necessaire, utile ou non.")
    mobile: Need = Field(description="Téléphone mobile : necessaire, utile ou non.")
    franceconnect: Need = Field(description="FranceConnect : necessaire, utile ou non.")


class Piece(Part):
    """One thing drawn in a sketch of a portal's screen: exactly one of the kinds is given."""

    title: Short | None = Field(default=None, alias="titre", description="Un grand titre de la page.")
    text: Short | None = Field(default=None, alias="texte", description="Une ligne de texte.")
    field: Short | None = Field(default=None, alias="champ", description="Un champ à remplir, avec son nom.")
    button: Short | None = Field(default=None, alias="bouton", description="Un bouton.")
    link: Short | None = Field(default=None, alias="lien", description="Un lien souligné.")
    box: Short | None = Field(default=None, alias="case", description="Une case à cocher.")
    picture: Short | None = Field(default=None, alias="image", description="Une image, décrite en un mot.")
    lines: Annotated[int, Field(ge=1, le=4)] | None = Field(
        default=None, alias="lignes", description="Des lignes de texte sans importance (1 à 4)."
    )
    here: bool = Field(default=False, alias="ici", description="Vrai pour l'endroit à toucher ou à remplir.")

    KINDS: ClassVar[tuple[str, ...]] = ("title", "text", "field", "button", "link", "box", "picture", "lines")

    @model_validator(mode="after")
    def _exactly_one_kind(self) -> Piece:
        if sum(getattr(self, kind) is not None for kind in self.KINDS) != 1:
            raise PydanticCustomError("one_kind", "one kind")
        return self

    @property
    def kind(self) -> str:
        """Which of `KINDS` this piece is."""
        return next(kind for kind in self.KINDS if getattr(self, kind) is not None)

    @property
    def label(self) -> str:
        """The words on the piece; empty for grey lines."""
        value = getattr(self, self.kind)
        return value if isinstance(value, str) else ""


def _row_shape(row: object) -> str:
    return "side by side" if isinstance(row, (list, tuple)) else "alone"


Row = Annotated[
    Annotated[Piece, Tag("alone")]
    | Annotated[tuple[Piece, ...], Tag("side by side"), Field(min_length=2, max_length=3)],
    Discriminator(_row_shape),
]


class Sketch(Part):
    """A drawing, by us, of what a portal's screen looks like; never a screenshot."""

    colour: Literal["bleu", "vert", "rouge", "violet", "gris"] = Field(
        default="bleu", alias="couleur", description="Couleur du bandeau du site."
    )
    band: tuple[Piece, ...] = Field(
        default=(), alias="bandeau", max_length=3, description="Le bandeau en haut du site : titre, boutons."
    )
    body: tuple[Row, ...] = Field(
        alias="page",
        min_length=1,
        max_length=7,
        description="Les lignes de la page, de haut en bas ; une ligne peut porter 2 ou 3 éléments.",
    )

    def pieces(self) -> tuple[Piece, ...]:
        """Every piece in reading order, band first."""
        rows = (row if isinstance(row, tuple) else (row,) for row in self.body)
        return self.band + tuple(piece for row in rows for piece in row)


class StepBase(Part):
    """What every step has."""

    id: Slug = Field(description="Nom court et unique de l'étape, sans accent ni espace.")
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] = Field(
        alias="titre", description="Titre de l'étape, en grand sur l'écran (60 signes au plus)."
    )
    text: Prose = Field(
        alias="texte",
        description="Phrases courtes, une idée par phrase. "
        "**gras** ; [[mot]] ou [[mots affichés|mot]] ouvre le glossaire.",
    )
    more: Prose | None = Field(default=None, alias="plus", description="« En savoir plus » : le détail, à la demande.")
    facts: tuple[FactKey, ...] = Field(
        default=(), alias="faits", description="Faits sur lesquels cette étape repose : [documents-2, delai-1]."
    )
    to_verify: tuple[str, ...] = Field(
        default=(), alias="a_verifier", description="Ce qui reste à faire confirmer sur le terrain."
    )


class Help(Part):
    """What may be missing at a step, and the guide that mends it; the walk comes back to the step afterwards."""

    when: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)] = Field(
        alias="quand", description="Ce qui manque, à la première personne : « J'ai oublié mon mot de passe »."
    )
    guide: Slug = Field(description="Le guide qui aide. Ensuite, la personne revient à cette étape.")


class Halfway(StepBase):
    """A step that is not the end: something may be missing there."""

    helps: Annotated[tuple[Help, ...], Field(max_length=3)] = Field(
        default=(), alias="aides", description="Ce qui peut manquer ici, et le guide qui aide (3 au plus)."
    )


class Onward(Halfway):
    """A step with one way on."""

    next: Slug | None = Field(
        default=None, alias="suite", description="L'étape d'après ; sans cette ligne, la suivante dans le fichier."
    )


class Information(Onward):
    """One thing to know."""

    kind: Literal["information"] = Field(alias="genre")
    sketch: Sketch | None = Field(
        default=None, alias="croquis", description="Le dessin d'un écran qui n'est pas celui d'un site officiel."
    )


class Caution(Onward):
    """One thing to beware of: scams, costs."""

    kind: Literal["attention"] = Field(alias="genre")


class Checklist(Onward):
    """Things to gather, ticked one by one."""

    kind: Literal["liste"] = Field(alias="genre")
    items: Annotated[tuple[Preparation, ...], Field(min_length=1, max_length=7)] = Field(
        alias="elements", description="Les choses à réunir, chacune avec son explication."
    )


class Action(Onward):
    """One thing to do on the portal, with its QR code and its sketch."""

    kind: Literal["action"] = Field(alias="genre")
    url: str | None = Field(default=None, description="Adresse de cette page ; sans elle, celle du portail.")
    sketch: Sketch = Field(alias="croquis", description="Le dessin de l'écran, avec l'endroit à toucher.")
    done: Annotated[str, StringConstraints(min_length=1, max_length=24)] = Field(
        default="C'est fait", alias="bouton", description="Texte du bouton pour continuer."
    )


class Choice(Part):
    """One answer to a question, and where it leads."""

    answer: Short = Field(alias="reponse", description="La réponse, à la première personne : « J'ai un compte ».")
    to: Slug = Field(alias="vers", description="L'étape où mène cette réponse.")
    unsure: bool = Field(default=False, alias="doute", description="Vrai pour « Je ne sais pas ».")


class Question(Halfway):
    """A question whose answer chooses the way."""

    kind: Literal["question"] = Field(alias="genre")
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=6)] = Field(
        alias="choix", description="Les réponses possibles (2 à 6)."
    )


class Verdict(str, Enum):
    """How a walk ends."""

    DONE = "fait"
    STUCK = "bloque"
    PROFESSIONAL = "professionnel"


class Outcome(StepBase):
    """The end of a walk: done, stuck, or better with the professional."""

    kind: Literal["fin"] = Field(alias="genre")
    verdict: Verdict = Field(alias="bilan", description="fait, bloque ou professionnel.")
    related: Annotated[tuple[Slug, ...], Field(max_length=3)] = Field(
        default=(), alias="voir", description="Guides à proposer ensuite."
    )


Step = Annotated[Information | Caution | Checklist | Action | Question | Outcome, Field(discriminator="kind")]


def helping(step: Step) -> tuple[str, ...]:
    """The guides that mend what may be missing at a step."""
    return tuple(one.guide for one in step.helps) if isinstance(step, Halfway) else ()


class Guide(Part):
    """One official procedure told step by step."""

    version: Literal[1] = Field(description="Version du format : 1.")
    id: Slug = Field(description="Nom du guide, identique au nom du fichier sans « .yaml ».")
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)] = Field(
        alias="titre", description="Ce que la personne veut faire : « Demander le RSA »."
    )
    summary: Prose = Field(alias="resume", description="Ce que cela donne, en une ou deux phrases.")
    theme: Slug = Field(description="Le thème, parmi ceux de config/themes.yaml.")
    organisation: Short = Field(alias="organisme", description="Qui s'en occupe : « la Caf ».")
    portal: Portal = Field(alias="portail", description="Le site officiel.")
    phones: tuple[Phone, ...] = Field(default=(), alias="telephones", description="Numéros officiels.")
    minutes: Annotated[int, Field(ge=1, le=180)] = Field(alias="duree", description="Durée en minutes.")
    words: Annotated[tuple[Short, ...], Field(min_length=3, max_length=60)] = Field(
        alias="mots", description="Les mots que les gens emploient vraiment, anciens noms et situations compris."
    )
    preparations: tuple[Preparation, ...] = Field(
        default=(), alias="a_preparer", max_length=7, description="Ce qu'il faut avoir sous la main."
    )
    access: Access = Field(alias="acces", description="Accès nécessaires sur le site.")
    review: Review = Field(alias="relecture", description="Dates de relecture.")
    sources: Annotated[tuple[Source, ...], Field(min_length=1)] = Field(description="D'où viennent les faits.")
    facts: tuple[Fact, ...] = Field(
        default=(), alias="faits", description="Les faits sur lesquels le guide repose, chacun avec ses sources."
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=2, max_length=40)] = Field(
        alias="etapes", description="Les étapes ; la première est le début."
    )

    def step(self, step_id: str) -> Step:
        """The step of that id. Raises KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def ways(self, step: Step) -> tuple[str, ...]:
        """The ids of the steps that may follow this one, in the order of its answers; none after an outcome."""
        if isinstance(step, Outcome):
            return ()
        if isinstance(step, Question):
            return tuple(choice.to for choice in step.choices)
        if step.next is not None:
            return (step.next,)
        at = self.steps.index(step)
        return tuple(following.id for following in self.steps[at + 1 : at + 2])

"""Rules. What is kept about people: the one list that `kiosk privacy` shows and docs/donnees-personnelles.md tells."""

from __future__ import annotations

from dataclasses import dataclass

_TASK = "mission d'intérêt public (RGPD, article 6.1.e), à confirmer par le délégué à la protection des données"
_NOBODY = "aucune donnée sur une personne"


@dataclass(frozen=True)
class Kept:
    """One kind of data, in French: what, where, until when, why, on what legal basis. `table` holds it in a database,
    or `file` in the state folder; neither for what stands only in memory."""

    what: str
    where: str
    until: str
    why: str
    basis: str
    table: str = ""
    file: str = ""


KEPT = (
    Kept("La visite : démarche, réponses, cases cochées, mots tapés, réglages, numéro de téléphone tapé",
         "mémoire de la borne",
         "« J'ai fini », ou 5 min 45 s sans toucher l'écran, ou une erreur de la borne",
         "mener la personne pas à pas", _TASK),
    Kept("Les demandes en route vers le bureau, et ce que la personne en dit ensuite",
         "disque de la borne (outbox.sqlite)",
         "arrivée au bureau, annulation, ou 12 heures (48 heures pour être rappelé)",
         "ne pas perdre une demande si le bureau ne répond pas", _TASK, table="letters"),
    Kept("Les demandes ouvertes : code, raison, étape, réponses, réglages et numéro de téléphone que la personne "
         "accepte de donner", "base du bureau (tickets)", "la demande est close, ou la fin du jour",
         "que la professionnelle ou le professionnel reçoive la personne sans la faire répéter", _TASK,
         table="tickets"),
    Kept("Les réponses et propositions envoyées aux écrans", "base du bureau (messages)",
         "la demande est close, ou la fin du jour", "les afficher à l'écran une seule fois, dans l'ordre",
         _TASK, table="messages"),
    Kept("Les propositions : guide, étape, réglages, acceptée ou refusée", "base du bureau (offers)", "la fin du jour",
         "voir ce qu'elles deviennent", _TASK, table="offers"),
    Kept("Les empreintes des numéros des demandes closes", "base du bureau (closed)", "30 jours",
         "qu'une demande envoyée deux fois ne revienne pas", _NOBODY, table="closed"),
    Kept("Les numéros au hasard de ce que les personnes ont dit de leur demande", "base du bureau (words)",
         "la fin du jour", "ne le compter qu'une fois", _NOBODY, table="words"),
    Kept("Une ligne par demande : jour, raison, guide, issue", "base du bureau (history)", "gardée",
         "savoir ce dont les villages ont besoin", _NOBODY, table="history"),
    Kept("Les noms des professionnels, l'empreinte de leur code, leurs erreurs de code", "base du bureau (people)",
         "la personne est retirée de l'équipe", "n'ouvrir le bureau qu'à l'équipe", _TASK, table="people"),
    Kept("Les noms des écrans, l'empreinte de leur jeton, le jour de leur association", "base du bureau (kiosks)",
         "gardés", "ne recevoir des demandes que des écrans connus", _NOBODY, table="kiosks"),
    Kept("Le numéro du dernier message entendu", "disque de la borne (outbox.sqlite)", "gardé",
         "n'entendre chaque message qu'une fois", _NOBODY, table="heard"),
    Kept("Le secret de la borne et du bureau d'une même machine", "fichier token", "gardé", "se reconnaître", _NOBODY,
         file="token"),
    Kept("L'adresse, l'empreinte et le jeton du bureau auquel l'écran est associé", "fichier desk.json",
         "« kiosk pair --forget »", "se reconnaître", _NOBODY, file="desk.json"),
    Kept("Le certificat du bureau", "fichier desk.pem", "gardé", "chiffrer les échanges", _NOBODY, file="desk.pem"),
    Kept("La voix choisie pour l'écran", "fichier voice", "gardée", "parler avec elle", _NOBODY, file="voice"),
)  # fmt: skip
"""All of it, the resident's first."""

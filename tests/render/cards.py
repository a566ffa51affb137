"""Cards as they are posted in the example programme: one for each message that a place can hear, and what else is posted."""

from __future__ import annotations

from dataclasses import replace

from scd_workflow.app.postings import card_of
from scd_workflow.domain.reasons import because
from scd_workflow.render.card import Card
from scd_workflow.render.mail import subject
from scd_workflow.texts import Language, say, tell
from tests.render.examples import CHANGES, CONFIG, LINK, PAGES

HEARING = "Voorzitter stuurgroep, Secretaris"
"""The roles that a place listens for."""

TIP = (
    "Wat verandert er",
    "Elke aanvraag staat als **zaak** in het _zaaksysteem_. Zo vindt u haar terug:",
    "- Open het zaaksysteem.\n- Zoek op het kenmerk, of [lees hoe](https://example.nl/zoeken).",
    "1. Eerst inloggen\n2. Dan zoeken",
)


LONG = Card("Veel tekst", ("Een lange alinea. " * 2_000,), (("Naam", "waarde"),), LINK)
"""Too long for Teams."""


def cards(language: Language) -> dict[str, Card]:
    """By the name of what is told."""
    told = {name: replace(page, recipient=HEARING, code="") for name, page in (PAGES | CHANGES).items()}
    return {
        **{name: card_of(page, subject(page, CONFIG, language), language) for name, page in told.items()},
        "post": Card(
            "Tip van de week (Dordrecht)",
            ("# ".join(("", TIP[0])), *TIP[1:]),
            ((tell("mail.card_sender", language), "Communicatieadviseur"),),
            LINK,
            markdown=True,
        ),
        "alarm": Card(
            tell("mail.alarm_subject", language, channel="mail"),
            (say(because("delivery.webhook_closed", name="beheer", said="401"), language),),
        ),
        "trial": Card(tell("mail.test_title", language), (tell("mail.test_text", language),)),
        "marks": Card("Besluit <b>*G1*</b> [nu](https://example.nl)", ("Kosten: ~€ 1.000 # raming_2027",)),
    }

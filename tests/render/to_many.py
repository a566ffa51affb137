"""Mails of which many people get one each: who is asked something, and who reads what the communication calendar says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scd_workflow.render.invitation import InvitationPage
from scd_workflow.render.said import SaidPage

INVITED = InvitationPage(
    key="kza/invitation/gebruikers-scan/1/dordrecht/invite/open/mail",
    programme="Klant-, Zaak- en Archiefgericht Werken",
    title="Quick-scan gebruikers",
    introduction="Negen korte vragen, twee minuten. Uw antwoorden zijn anoniem.",
    organisation="Gemeente Dordrecht",
    link="https://kza.example.nl/vragen/v/gebruikers-scan/1/????????????????????????????",
    until=date(2027, 6, 15),
    personal=False,
    reminder=False,
    everyone=True,
)
INVITATIONS = {
    "invitation": INVITED,
    "invitation_reminder": replace(INVITED, personal=True, reminder=True),
    "invitation_silent": replace(INVITED, personal=True, reminder=True, everyone=False),
}

SAID = SaidPage(
    key="kza/said/nieuwsbrief:2027-02-02/-/1/2027-02-02/sent/3ea3a7da7005d5ed6238c20867a99863/mail",
    programme="Klant-, Zaak- en Archiefgericht Werken",
    title="Nieuwsbrief februari",
    message="Wat er deze maand verandert.",
    sender="Programmamanager",
    text="## Wat er verandert\n\nElke aanvraag staat als **zaak** in het [zaaksysteem](https://zaken.example.nl).",
    refuse="https://kza.example.nl/afmelden/loh2wv7wnlan3vlnixqrztgzwlxu56zj2porou5gxbcumzgtn2xa",
)
SAYINGS = {
    "said": SAID,
    "said_elsewhere": replace(
        SAID, text="", link="https://dossier.example.nl/brief", refuse="", recipient="Sponsor", organisation="Dordrecht"
    ),
}

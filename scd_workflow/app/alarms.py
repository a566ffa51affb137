"""Telling somebody, by another channel, that a channel does not work."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from scd_workflow.config.channels import is_mail
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import NEWS
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.render.mail import Mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.render.page import reference_of
from scd_workflow.store import outbox
from scd_workflow.store.channels import last_sent
from scd_workflow.store.outbox import Draft
from scd_workflow.texts import say, tell

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.delivery import Outcome
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.store.engine import Connection


class Alarms:
    """Raises an alarm once for each time that a channel ceases to work, where the settings name somebody to tell."""

    def __init__(self, office: Office) -> None:
        """Raise the alarms of an office."""
        self._office = office

    def raise_for(self, connection: Connection, channel: str, outcome: Outcome, now: datetime) -> None:
        """Put a message in the outbox about a channel that does not work, unless one was put in since it last did."""
        try:
            alarm = self._office.channels.alarm(channel)
        except PlanInvalid:
            # The settings are what is broken, and whoever looks at a run or at `scd check` sees it.
            return
        if not alarm or outcome.reason is None:
            return
        since = last_sent(connection, self._office.programme, channel)
        draft = self._draft(f"alarm/{channel}/{since}/{alarm}", alarm, channel, outcome.reason, now)
        if draft is not None:
            outbox.enqueue(connection, self._office.programme, [draft], now=now)

    def _draft(self, key: str, alarm: str, channel: str, reason: Reason, now: datetime) -> Draft | None:
        office = self._office
        if alarm in office.channels.destinations:
            language = office.settings.language
            subject = tell("mail.alarm_subject", language, channel=channel)
            card = Card(subject, (say(reason, language),))
            message = frozen_card(card, office.channels.destinations[alarm].kind, language)
            return Draft(f"{key}/{alarm}", NEWS, alarm, "", alarm, subject, message, now)
        person = office.people.by_id().get(PersonId(alarm))
        voice = office.channels.mail.voice(None)
        if person is None or is_mail(channel):
            return None
        subject = tell("mail.alarm_subject", person.language, channel=channel)
        said = say(reason, person.language)
        text = f"{said}\n\n{tell('mail.alarm_once', person.language)}\n"
        html = f'<html lang="{person.language}"><body><p>{escape(said)}</p></body></html>\n'
        mime = freeze(
            Mail(subject, text, html, reference_of(f"{office.programme}/{key}"), person.language),
            sender=voice.sender,
            reply_to=voice.reply_to,
            recipient_name=person.name,
            address=person.email,
            message_id=message_id(f"{office.programme}/{key}", voice.message_id_domain),
            date=now,
        )
        return Draft(f"{key}/{voice.channel}", NEWS, person.id, person.email, voice.channel, subject, mime, now)

"""The page of a reminder about the communication calendar: what has to be written, approved, made good or evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.domain.communications import asked_in
from scd_workflow.render.page import MailPage, Planned
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.pages import Desk
    from scd_workflow.config.people import Person
    from scd_workflow.domain.notices import Notice
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.texts import Language

COMMANDS = {"draft": "submit", "approve": "approve", "choose": "move", "missed": "move", "evaluate": "record"}
"""By which command each thing is done that can be asked."""


def communication_page(desk: Desk, notice: Notice, person: Person, key: str) -> MailPage:
    """The facts of a notice about an item as its template wants them; `key` is the outbox row's."""
    each, what = asked_in(desk.seen.progress, notice.subject, notice.organisation, notice.about)
    submitted = each.state.submitted
    return MailPage(
        kind="communication",
        step=notice.step,
        key=key,
        programme=desk.seen.plan.programme.name,
        recipient=person.name,
        why=notice.why,
        gate="",
        phase="",
        due=notice.day,
        organisation=organisation_name(desk.seen.plan, notice.organisation),
        command=_command(each, what, notice, person.language),
        planned=Planned(
            each.item.title, each.day, each.item.core_message, what, submitted.content if submitted else ""
        ),
    )


def _command(each: Occurrence, what: str, notice: Notice, language: Language) -> str:
    where = f" --organisation {each.organisation}" if each.organisation else ""
    if notice.why != "decider":
        return f"scd communications show {each.name}{where}"
    a_text = tell("help.a_text", language)
    further = {
        "draft": f" --content '{a_text}'",
        "approve": "",
        "choose": f" --to {tell('help.a_date', language)} --reason '{a_text}'",
        "missed": f" --to {tell('help.a_date', language)} --reason '{a_text}'",
        "evaluate": f" --evaluation '{a_text}'",
    }
    return f"scd communications {COMMANDS[what]} {each.name}{where} --by {notice.person}{further[what]}"

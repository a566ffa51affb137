"""The page of a reminder about the communication calendar: what has to be written, approved, made good or evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scd_workflow.app.communication_choices import act_word, sent_word
from scd_workflow.app.filling import text_of
from scd_workflow.app.labels import occurrence_label, organisation_name
from scd_workflow.app.links import see_to_link, tell_link
from scd_workflow.domain.briefing import MARK
from scd_workflow.domain.communications import asked_in, why_stopped
from scd_workflow.render.page import MailPage, Planned
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk, Reader
    from scd_workflow.domain.communication_acts import Act
    from scd_workflow.domain.notices import Notice
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.texts import Language

COMMANDS = {
    "draft": "submit", "approve": "approve", "choose": "move", "publish": "record", "hold": "record", "missed": "move",
    "evaluate": "record",
}  # fmt: skip
"""By which command each thing is done that can be asked."""

BY_FORM: Final[dict[str, Act]] = {"draft": "submit", "approve": "approve", "choose": "move", "missed": "move"}
"""What the form is filled in with for each of them; what went out or was held is told by a form of its own."""

TOLD: Final = frozenset({"publish", "hold", "evaluate"})
"""What is told by that form."""

LONGEST_TEXT: Final = 30_000
"""How many bytes of a text stand in a message at most; of a longer one only the place is told."""


def communication_page(desk: Desk, notice: Notice, reader: Reader, key: str) -> MailPage:
    """The facts of a notice about an item as its template wants them; `key` is the outbox row's."""
    each, what = asked_in(desk.seen.progress, notice.subject, notice.organisation, notice.about)
    submitted = each.state.submitted
    return MailPage(
        kind="communication",
        step=notice.step,
        key=key,
        programme=desk.seen.plan.programme.name,
        recipient=reader.name,
        why=notice.why,
        due=notice.day,
        organisation=organisation_name(desk.seen.plan, notice.organisation),
        link=_link(desk, each, what, notice),
        command=_command(each, what, notice, reader.language),
        planned=Planned(
            each.item.title,
            each.day,
            each.item.core_message,
            what,
            submitted.content if submitted else "",
            why_stopped(each),
            _text(desk, each, what),
            tell(f"words.{each.item.channel}", reader.language),
            each.item.session.place if each.item.session else "",
        ),
    )


def _link(desk: Desk, each: Occurrence, what: str, notice: Notice) -> str:
    """The form by which the reader does it, in the language of the installation: forms know their choices by it."""
    if notice.why != "decider":
        return ""
    item, people, language = occurrence_label(desk.seen.plan, each), desk.office.people, desk.office.settings.language
    if what in TOLD:
        return tell_link(desk.forms, people, item, sent_word(what != "evaluate", language), notice.person)
    mark = each.state.submitted.digest[:MARK] if what == "approve" and each.state.submitted else ""
    return see_to_link(desk.forms, people, item, act_word(BY_FORM[what], language), notice.person, mark=mark)


def _text(desk: Desk, each: Occurrence, what: str) -> str:
    """The text itself for whoever approves it or puts it out, who need not be where the file is; empty where it is too long."""
    submitted = each.state.submitted
    if what not in {"approve", "publish"} or submitted is None:
        return ""
    text = text_of(desk.office, desk.seen.progress, each, submitted.content)
    return text if len(text.encode()) <= LONGEST_TEXT else ""


def _command(each: Occurrence, what: str, notice: Notice, language: Language) -> str:
    where = f" --organisation {each.organisation}" if each.organisation else ""
    if notice.why != "decider":
        return f"scd communications show {each.name}{where}"
    a_text = tell("help.a_text", language)
    further = {
        "draft": f" --content '{a_text}'",
        "approve": "",
        "choose": f" --to {tell('help.a_date', language)} --reason '{a_text}'",
        "publish": " --sent",
        "hold": f" --sent --attendance 'ID=N' --evaluation '{a_text}'",
        "missed": f" --to {tell('help.a_date', language)} --reason '{a_text}'",
        "evaluate": f" --evaluation '{a_text}'",
    }
    return f"scd communications {COMMANDS[what]} {each.name}{where} --by {notice.person}{further[what]}"

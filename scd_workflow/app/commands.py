"""What to type where there are no forms: the command by which the reader of a message does what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from scd_workflow.app.change_page import asked_attempt
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.happened import Outcome, Position
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.notices import Notice
    from scd_workflow.texts import Language


def command(seen: View, notice: Notice, language: Language) -> str:
    """What to type where there are no forms, with the reader's own choice and words left open.

    What is left open stands between quotes: a shell would take the bars for pipes.
    """
    if notice.kind in {"readiness", "gate_opened"}:
        return _opening_command(notice, language)
    if asked_attempt(seen, notice):
        gate, outcomes = _named(notice.subject, notice.organisation), "|".join(get_args(Outcome))
        part = next(each for each in seen.network.gates.values() if each.id == notice.subject)
        mark = briefing(seen.progress, part, notice.organisation).mark
        open_ = f"--outcome '{outcomes}' --rationale '{tell('help.a_text', language)}' --mark {mark}"
        return f"scd gate decide {gate} --by {notice.person} {open_}"
    if notice.kind == "condition":
        return _condition_command(notice, language)
    if notice.kind == "position":
        return _position_command(notice, language)
    if notice.opens:
        first = notice.opens[0]
        return f"scd activity start {_named(first.part.id, first.organisation)} --by {notice.person}"
    return ""


def _opening_command(notice: Notice, language: Language) -> str:
    gate = _named(notice.subject, notice.organisation)
    if notice.kind == "gate_opened" or notice.why != "decider":
        return f"scd gate show {gate}"
    return f"scd gate open {gate} --by {notice.person} --reason '{tell('help.a_text', language)}'"


def _condition_command(notice: Notice, language: Language) -> str:
    if notice.why != "decider":
        return "scd gate conditions"
    named = _named(f"{notice.subject} {notice.about}", notice.organisation)
    return f"scd gate condition met {named} --by {notice.person} --evidence '{tell('help.a_text', language)}'"


def _position_command(notice: Notice, language: Language) -> str:
    gate = _named(notice.subject, notice.organisation)
    if notice.why != "decider":
        return f"scd gate positions {gate}"
    open_ = f"--position '{'|'.join(get_args(Position))}' --advice '{tell('help.a_text', language)}'"
    return f"scd gate position {gate} --for {notice.about} --by {notice.person} {open_}"


def _named(part: str, organisation: OrganisationId | None) -> str:
    return f"{part} --organisation {organisation}" if organisation else part

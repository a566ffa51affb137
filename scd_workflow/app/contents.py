"""What an item of the communication calendar says at this moment: its text, and the digest to which an approval is bound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scd_workflow.config.blanks import unfilled
from scd_workflow.config.contents import Content, content
from scd_workflow.config.readers import load_readers
from scd_workflow.domain.calendar_items import MAILED, POSTED
from scd_workflow.domain.communication_acts import unknown_occurrence
from scd_workflow.domain.communication_sending import digest
from scd_workflow.domain.errors import PlanInvalid, Refused, refuse_if
from scd_workflow.domain.occurrences import occurrence
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.domain.communication_acts import Said
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress


def digest_now(office: Office, progress: Progress, each: Occurrence, named: str) -> str:
    """The digest of what would be said at this moment with the text that is `named`."""
    found = content(office.config, named)
    return digest(progress, each, named, found.digest if isinstance(found, Content) else "")


def bound(office: Office, progress: Progress, said: Said) -> Said:
    """An act that is about a text, bound to what that text is at this moment.

    Who submits without saying where the text is, means the text that the calendar names. Raises `Refused` when a text is submitted
    that the engine is to send and cannot, or of which not every blank can be filled in.
    """
    if said.act not in {"submit", "approve"}:
        return said
    if any(unknown_occurrence(progress, said.item, said.organisation, said.occurrence)):
        return said
    each = occurrence(progress, said.item, said.organisation, said.occurrence)
    if said.act == "approve":
        named = each.state.submitted.content if each.state.submitted else ""
        return replace(said, digest=digest_now(office, progress, each, named))
    named = said.text.strip() or each.item.content
    if named:
        _refuse_unfit(office, progress, each, named)
    return replace(said, text=named, digest=digest_now(office, progress, each, named))


def _refuse_unfit(office: Office, progress: Progress, each: Occurrence, named: str) -> None:
    found, sends = content(office.config, named), _sends(office, progress, each)
    if not isinstance(found, Content):
        refuse_if((found,) if sends else ())
        return
    if sends and each.item.channel in POSTED and found.kind == "file":
        raise Refused(because("communications.no_file_in_post", content=named))
    refuse_if(unfilled(progress.network.plan, each.item, found.text))


def _sends(office: Office, progress: Progress, each: Occurrence) -> bool:
    """Whether the engine sends this; broken settings stop nobody from writing."""
    try:
        readers = load_readers(office.config, progress.network.plan)
    except PlanInvalid:
        return False
    by_engine = each.item.channel in MAILED | POSTED
    return by_engine and all(readers.reached(audience, each.item.channel) for audience in each.item.audiences)

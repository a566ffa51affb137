"""A text of the communication calendar as its readers get it: with its blanks filled in."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from scd_workflow.config.blanks import blank_named, unfilled
from scd_workflow.config.contents import Content, content
from scd_workflow.domain.blanks import filled, values
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.texts import weekday

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress
    from scd_workflow.texts import Language


def as_read(progress: Progress, each: Occurrence, text: str, language: Language) -> str:
    """The text of an occurrence with its blanks filled in as things stand; what nobody knows stays open."""
    known = values(progress, each)

    def value(name: str) -> str:
        blank = blank_named(name)
        return _spoken(known[blank], language) if blank in known else f"{{{{ {name} }}}}"

    return filled(text, value)


def text_of(office: Office, progress: Progress, each: Occurrence, named: str) -> str:
    """The text that a file of the configuration holds for an occurrence, filled in; empty where it is no text.

    In the language of the installation, in which it goes out as well.
    """
    found = content(office.settings.config, named)
    if not isinstance(found, Content) or found.kind != "text":
        return ""
    return as_read(progress, each, found.text, office.settings.language).strip()


def text_as_read(office: Office, progress: Progress, each: Occurrence, named: str = "") -> str:
    """The same of a file, or else of what was submitted, or of what the calendar names.

    Raises `Refused` where that is no text, or has blanks that cannot be filled in.
    """
    submitted = each.state.submitted
    place = named or (submitted.content if submitted else each.item.content)
    found = content(office.settings.config, place) if place else None
    if isinstance(found, Reason):
        raise Refused(found)
    if found is None or found.kind != "text":
        raise Refused(because("communications.no_text", item=each.name, content=place or "-"))
    refuse_if(unfilled(progress.network.plan, each.item, found.text))
    return as_read(progress, each, found.text, office.settings.language).strip()


def _spoken(value: str | date | time | int, language: Language) -> str:
    if isinstance(value, date):
        return weekday(value, language)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)

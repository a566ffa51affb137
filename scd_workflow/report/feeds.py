"""The calendars that programs fetch, without their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, short_day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.domain.feeds import Feed


def table(feeds: Iterable[Feed], language: Language) -> Table:
    """Each calendar with whose it is, when it was made, and when it was revoked."""
    columns = ("number", "person", "organisation", "audience", "made", "revoked")
    return Table(
        title=tell("report.feeds", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                str(each.number),
                each.person or "",
                each.organisation or "",
                each.audience or "",
                short_day(each.made_at.date(), language),
                short_day(each.revoked_at.date(), language) if each.revoked_at else "",
            )
            for each in feeds
        ),
    )

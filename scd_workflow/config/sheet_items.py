"""A sheet read as the items of a communication calendar, with every reason why it cannot be, each with its row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scd_workflow.config.schema import difference_told, parse
from scd_workflow.config.sheet import COLUMNS, Sheet, at
from scd_workflow.domain.calendar_items import Item
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.plan_check import problems
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from scd_workflow.config.table_file import Rows
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.texts import Language

NEEDED = frozenset(COLUMNS) - {
    "organisations",
    "per_organisation",
    "content",
    "at",
    "shift",
    "place",
    "capacity",
    "minutes",
}
"""The columns that every sheet has; the others may be left out, and their cells empty."""

IN_SESSION = ("place", "capacity", "minutes")


def items_in(plan: Plan, rows: Rows, language: Language) -> tuple[Item, ...]:
    """The items of a sheet for a plan; raises `Refused` with everything that is wrong with it, row by row."""
    sheet = Sheet(plan, language)
    columns = _columns(sheet, rows[0] if rows else [])
    reasons: list[Reason] = []
    items: dict[int, Item] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            found = _item(sheet, columns, number, row)
            if isinstance(found, Item):
                items[number] = found
            else:
                reasons += found
    refuse_if((*reasons, *_misfits(sheet, plan, items)))
    return tuple(items.values())


def _columns(sheet: Sheet, head: list[str]) -> dict[str, int]:
    """Where each column stands; raises `Refused` when one is strange, there twice, or missing."""
    known = {title.casefold(): column for column, title in sheet.titles.items()}
    found: dict[str, int] = {}
    reasons: list[Reason] = []
    for place, title in enumerate(head):
        column = known.get(title.casefold())
        if title and column is None:
            like = nearest(title, sheet.titles.values())
            reasons.append(at(1, title, because("sheet.strange_column", nearest=like)))
        elif column in found:
            reasons.append(at(1, title, because("sheet.column_twice")))
        elif column is not None:
            found[column] = place
    missing = [sheet.titles[column] for column in COLUMNS if column in NEEDED and column not in found]
    refuse_if((*reasons, *(at(1, title, because("sheet.column_missing")) for title in missing)))
    return found


def _item(sheet: Sheet, columns: dict[str, int], number: int, row: list[str]) -> Item | list[Reason]:
    """The item of a row, or what is wrong with its cells."""
    data: dict[str, Any] = {}
    wrong: dict[str, list[Reason]] = {}
    for column, place in columns.items():
        text = row[place].strip() if place < len(row) else ""
        try:
            if text:
                data[column] = sheet.data(column, text)
            elif column in NEEDED:
                wrong[column] = [because("sheet.empty")]
        except Refused as refused:
            wrong[column] = list(refused.reasons)
    session = {name: data.pop(name) for name in IN_SESSION if name in data}
    parsed = parse(Item, data | ({"session": session} if session else {}))
    if isinstance(parsed, Item) and not wrong:
        return parsed
    for difference in [] if isinstance(parsed, Item) else parsed:
        column = _column(difference)
        # Of a cell that could not be read, the model only says that it is missing.
        if column not in wrong:
            wrong[column] = [difference_told(Item, difference)]
    return [at(number, sheet.titles[column], why) for column in COLUMNS for why in wrong.get(column, ())]


def _column(difference: ErrorDetails) -> str:
    """The column in which the cause of a difference stands: of a session its own, else that of the field of the item."""
    first, *further = (str(step) for step in difference["loc"])
    return (
        further[-1]
        if first == "session" and further and further[-1] in IN_SESSION
        else "place"
        if first == "session"
        else first
    )


def _misfits(sheet: Sheet, plan: Plan, items: dict[int, Item]) -> Iterator[Reason]:
    """What the rules of a calendar say to the items of the rows that could be read."""
    said = plan.communications.model_copy(update={"items": tuple(items.values())})
    numbers = list(items)
    for problem in problems(plan.model_copy(update={"communications": said})):
        if problem.path[:2] == ("communications", "items") and problem.severity == "error":
            place = problem.path[2]
            assert isinstance(place, int)
            field = str(problem.path[3]) if len(problem.path) > 3 else "channel"
            column = field if field in sheet.titles else "place"
            yield at(numbers[place], sheet.titles[column], problem.reason)

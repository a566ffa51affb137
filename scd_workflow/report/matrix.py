"""The matrix of organisations and gates, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.matrix import ENDED
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, short_day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.matrix import Cell
    from scd_workflow.domain.plan import Plan

NAMED = 3
"""How many of the parts that wait are named; of the others the number."""


def grid(plan: Plan, cells: tuple[Cell, ...], language: Language) -> Table:
    """A row for the programme and one for each organisation, a column for each gate that is in the cells."""
    gates = tuple(dict.fromkeys(each.gate.id for each in cells))
    found = {(each.organisation, each.gate.id): _short(each, language) for each in cells}
    rows: list[tuple[OrganisationId | None, str]] = [(None, tell("words.programme", language))]
    rows += [(each.id, each.name) for each in plan.organisations]
    return Table(
        title=tell("matrix.title", language),
        columns=(tell("report.organisation", language), *gates),
        rows=tuple((name, *(found.get((where, gate), "") for gate in gates)) for where, name in rows),
    )


def attention(cells: Iterable[Cell], language: Language) -> Table:
    """Everything that is neither passed nor merely planned, with who decides it and what waits for it."""
    columns = ("gate", "organisation", "status", "due", "forecast", "slip", "deciders")
    told = (each for each in cells if each.state not in {*ENDED, "planned"})
    return Table(
        title=tell("matrix.attention", language),
        columns=(*(tell(f"report.{column}", language) for column in columns), tell("matrix.holds_up", language)),
        rows=tuple(_row(each, language) for each in told),
    )


def markdown(plan: Plan, cells: tuple[Cell, ...], language: Language) -> str:
    """Both tables as one page, with what the words in them mean."""
    below = attention(cells, language)
    parts = [grid(plan, cells, language).markdown, tell("matrix.legend", language)]
    return "\n\n".join([*parts, below.markdown] if below.rows else parts)


def records(cells: Iterable[Cell]) -> Iterator[dict[str, object]]:
    """The cells as plain values for a program, in their order."""
    for each in cells:
        yield {
            "gate": each.gate.id,
            "organisation": each.organisation,
            "state": each.state,
            "due": each.due.isoformat(),
            "forecast": each.forecast.isoformat(),
            "decided": each.decided.isoformat() if each.decided else None,
            "deciders": list(each.deciders),
            "lag": each.lag,
            "holds_up": list(each.holds_up),
            "override_reason": each.override or None,
        }


def _short(cell: Cell, language: Language) -> str:
    """A word, the day that counts, and the lag in working days."""
    when = short_day(cell.decided or cell.due, language)
    lag = f" ({cell.lag:+d})" if cell.lag else ""
    return f"{tell(f'matrix.{cell.state}', language)} {when}{lag}"


def _row(cell: Cell, language: Language) -> tuple[str, ...]:
    more = len(cell.holds_up) - NAMED
    return (
        cell.gate.id,
        cell.organisation or "",
        tell(f"matrix.{cell.state}", language),
        short_day(cell.due, language),
        short_day(cell.forecast, language),
        f"{cell.lag:+d}" if cell.lag else "",
        ", ".join(cell.deciders),
        ", ".join(cell.holds_up[:NAMED]) + (f" … (+{more})" if more > 0 else ""),
    )

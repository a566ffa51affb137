"""What the consulted think of a gate, and whether it is carried by them.

A position is that of an organisation or body, and the report does not say which person wrote it down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, number, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.consultation import Heard
    from scd_workflow.domain.positions import Support


def table(found: Support, language: Language) -> Table:
    """Every one of the consulted with its position as a table, in the order of the plan."""
    columns = ("consulted", "impact", "stance", "advice", "happened")
    return Table(
        title=tell("report.positions", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(each, language) for each in found.heard),
    )


def line(found: Support, language: Language) -> str:
    """The support in a line: `Draagvlak: 0,85, gedragen (10 van 10 reacties).`; empty where nobody is consulted."""
    if not found.heard:
        return ""
    if found.verdict is None or found.shown_index is None:
        return tell("report.support_unknown", language)
    verdict, index = tell(f"words.{found.verdict}", language), number(found.shown_index, language)
    return tell("report.support", language, index=index, verdict=verdict, given=found.given, asked=found.asked)


def verdict_lines(found: Support, language: Language) -> Iterator[str]:
    """The support in a line, why the verdict is no better, and until when positions are asked for."""
    if found.heard:
        yield line(found, language)
        if found.verdict != "carried":
            yield from (say(reason, language) for reason in found.reasons)
        if found.until is not None:
            yield tell("report.positions_until", language, day=day(found.until, language))


def record(found: Support, language: Language) -> dict[str, object]:
    """The support and every position as plain values for a program."""
    return {
        "index": None if found.index is None else str(found.shown_index),
        "verdict": found.verdict,
        "response": {"given": found.given, "asked": found.asked},
        "until": found.until.isoformat() if found.until else None,
        "reasons": [say(reason, language) for reason in found.reasons],
        "positions": [
            {
                "speaker": each.consulted.id,
                "name": each.consulted.name,
                "role": each.consulted.role,
                "impact": each.consulted.impact if each.consulted.organisation else None,
                "weight": each.consulted.weight,
                "required": each.consulted.required,
                "position": each.stance,
                "silence_counts_as_consent": each.consents,
                "advice": each.given.advice if each.given else "",
                "given": each.given.at.isoformat() if each.given else None,
            }
            for each in found.heard
        ],
    }


def _row(said: Heard, language: Language) -> tuple[str, ...]:
    return (
        _name(said, language),
        str(said.consulted.impact) if said.consulted.organisation else "",
        _stance(said, language),
        said.given.advice if said.given else "",
        day(said.given.at.date(), language) if said.given else "",
    )


def _name(said: Heard, language: Language) -> str:
    name = said.consulted.name
    return f"{name} ({tell('report.advice_required', language)})" if said.consulted.required else name


def _stance(said: Heard, language: Language) -> str:
    word = tell(f"words.{said.stance}", language)
    return f"{word} ({tell('report.silence_consents', language)})" if said.consents else word

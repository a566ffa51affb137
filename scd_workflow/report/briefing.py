"""What of a briefing stands beside the criteria, and what changed since somebody saw it, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.table import Table, escaped
from scd_workflow.texts import Language, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.briefing import Briefing

UNTABLED = ("result/", "document/", "override/")
"""How the names of the facts begin that have no table of their own in a terminal."""


def further_markdown(seen: Briefing, language: Language) -> str:
    """What else matters, between what can be chosen, and the mark by which people say that they saw this."""
    return "\n\n".join(_parts(seen, language))


def further_tables(seen: Briefing, language: Language) -> Iterator[Table]:
    """The same as tables, without the positions, risks and open conditions, which have tables of their own in a terminal."""
    further = tuple(fact for fact in seen.further if fact.about.startswith(UNTABLED))
    columns = tell("report.part", language), tell("report.name", language)
    for title, facts in (("further", further), ("alternatives", seen.choices)):
        if facts:
            rows = tuple((str(number), say(fact.says, language)) for number, fact in enumerate(facts, start=1))
            yield Table(tell(f"briefing.{title}", language), columns, rows)


def changes_markdown(changed: Iterable[tuple[str, str]], language: Language) -> str:
    """Each fact that changed, as it was and as it is now; empty when nothing is known to have changed."""
    shown = changes_table(changed, language)
    return shown.markdown if shown else ""


def changes_table(changed: Iterable[tuple[str, str]], language: Language) -> Table | None:
    """The same as a table; None when nothing is known to have changed."""
    gone, new = tell("briefing.nothing_now", language), tell("briefing.nothing_then", language)
    rows = tuple((was or new, now or gone) for was, now in changed)
    columns = tell("briefing.was", language), tell("briefing.now", language)
    return Table(tell("briefing.changes", language), columns, rows) if rows else None


def _parts(seen: Briefing, language: Language) -> Iterator[str]:
    for title, facts in (("risks", seen.risky), ("further", seen.beside), ("alternatives", seen.choices)):
        if facts:
            lines = (f"* {escaped(say(fact.says, language))}" for fact in facts)
            yield "\n".join([f"**{tell(f'briefing.{title}', language)}**", "", *lines])
    yield tell("briefing.mark", language, mark=f"`{seen.mark}`")

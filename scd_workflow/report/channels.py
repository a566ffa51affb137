"""How the channels stood their test, as people and programs read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Trial:
    """How a channel stood the test; `kind` is what takes its messages, empty when the settings do not say."""

    channel: str
    kind: str
    state: Literal["works", "fails", "untried"]
    remark: Reason


def table(tried: Iterable[Trial], language: Language) -> Table:
    """The channels as a table, in the order given."""
    columns = ("channel", "channel_kind", "state", "remark")
    return Table(
        title=tell("report.channels", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                each.channel,
                tell(f"report.channel_{each.kind}", language) if each.kind else "",
                tell(f"report.channel_{each.state}", language),
                say(each.remark, language),
            )
            for each in tried
        ),
    )


def records(tried: Iterable[Trial], language: Language) -> Iterator[dict[str, object]]:
    """The channels as plain values for a program, in the order given."""
    for each in tried:
        yield {"channel": each.channel, "kind": each.kind, "state": each.state, "remark": say(each.remark, language)}

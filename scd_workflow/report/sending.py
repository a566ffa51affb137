"""What the communication calendar sends today, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.communications import audience_names
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scd_workflow.domain.communication_sending import Outgoing
    from scd_workflow.domain.progress import Progress


def table(found: Iterable[Outgoing], language: Language) -> Table:
    """Each item with what becomes of it, to how many addresses, and why not."""
    columns = ("item", "name", "organisation", "standing", "recipients", "remark")
    return Table(
        title=tell("report.outgoing", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                each.each.name,
                each.each.item.title,
                each.each.organisation or "",
                tell(f"words.fate_{each.fate}", language),
                _count(each, language),
                say(each.reason, language) if each.reason else "",
            )
            for each in found
        ),
    )


def readers_table(progress: Progress, found: Iterable[Outgoing], language: Language) -> Table:
    """Who gets what, a row for each address."""
    columns, names = ("item", "audience", "organisation", "address", "reader_name"), audience_names(progress)
    return Table(
        title=tell("report.readers", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (each.each.name, names[reader.audience], reader.organisation or "", reader.address, reader.name)
            for each in found
            for reader in each.readers
        ),
    )


def records(found: Iterable[Outgoing], language: Language) -> Iterator[dict[str, object]]:
    """The same as plain values for a program."""
    for each in found:
        yield {
            "item": each.each.item.id,
            "name": each.each.name,
            "organisation": each.each.organisation,
            "fate": each.fate,
            "reason": say(each.reason, language) if each.reason else None,
            "refused": each.refused,
            "readers": [
                {"address": reader.address, "name": reader.name, "audience": reader.audience, "organisation": reader.organisation}
                for reader in each.readers
            ],
        }  # fmt: skip


def summary(found: Sequence[Outgoing], language: Language) -> str:
    """What went out, and what did not and why, without any address."""
    sent = [each for each in found if each.fate == "sent"]
    told = [tell("report.said_to", language, items=len(sent), count=sum(len(each.readers) for each in sent))]
    told += [say(each.reason, language) for each in found if each.reason is not None and each.fate != "later"]
    return " ".join(told)


def _count(each: Outgoing, language: Language) -> str:
    count = str(len(each.readers)) if each.readers else ""
    return tell("report.with_refused", language, count=count or "0", refused=each.refused) if each.refused else count

"""The briefings that were shown, each kept once under its digest, so that it can be told what changed since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from scd_workflow.store.schema import briefing_table, insert_into

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def keep(connection: Connection, programme: ProgrammeId, digest: str, facts: Mapping[str, str]) -> None:
    """Keep the sentences of a briefing, by what each is about; keeping it again changes nothing."""
    statement = insert_into(connection, briefing_table).on_conflict_do_nothing()
    written = json.dumps(facts, ensure_ascii=False)
    connection.execute(statement, {"programme": programme, "digest": digest, "facts": written})


def unknown(connection: Connection, programme: ProgrammeId, digests: Collection[str]) -> set[str]:
    """Which of these digests are not kept yet."""
    wanted = select(briefing_table.c.digest).where(
        briefing_table.c.programme == programme, briefing_table.c.digest.in_(list(digests))
    )
    return set(digests) - set(connection.execute(wanted).scalars())


def facts_of(connection: Connection, programme: ProgrammeId, mark: str) -> dict[str, str] | None:
    """The sentences of the briefing of which the digest begins with `mark`; None when it is not just one."""
    wanted = select(briefing_table.c.facts).where(
        briefing_table.c.programme == programme, briefing_table.c.digest.startswith(mark, autoescape=True)
    )
    found = connection.execute(wanted.limit(2)).scalars().all()
    kept: dict[str, str] | None = json.loads(found[0]) if len(found) == 1 else None
    return kept

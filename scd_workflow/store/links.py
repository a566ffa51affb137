"""Where each form can be opened in the Prefect UI, as told by whoever deployed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scd_workflow.store.schema import form_link_table, insert_into

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def register(connection: Connection, programme: ProgrammeId, urls: Mapping[str, str]) -> None:
    """Remember the address of each form, in place of an earlier one."""
    if not urls:
        return
    statement = insert_into(connection, form_link_table)
    statement = statement.on_conflict_do_update(
        index_elements=["programme", "form"], set_={"url": statement.excluded.url}
    )
    rows = [{"programme": programme, "form": form, "url": url} for form, url in sorted(urls.items())]
    connection.execute(statement, rows)


def links(connection: Connection, programme: ProgrammeId) -> dict[str, str]:
    """The address of each form."""
    known = select(form_link_table.c.form, form_link_table.c.url).where(form_link_table.c.programme == programme)
    return {row.form: row.url for row in connection.execute(known)}

"""What a message said, and to which address, is not kept for longer than it must; that it was sent is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from scd_workflow.store import bodies, by_hand, invitations
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.schema import body_table, outbox_table
from tests.store.examples import MINUTE, NINE, PROGRAMME
from tests.store.posting import LEASE, MIME, all_rows, draft, put, settle, take, withdraw

DAY = timedelta(days=1)


def emptied(engine: Engine, before: datetime) -> int:
    with writing(engine) as connection:
        return bodies.empty_bodies(connection, PROGRAMME, before)


def contents(engine: Engine) -> dict[str, tuple[bytes, str]]:
    both = outbox_table.outerjoin(body_table, body_table.c.message == outbox_table.c.id)
    mime = func.coalesce(body_table.c.mime, b"")
    columns = select(outbox_table.c.obligation, mime, outbox_table.c.address).select_from(both)
    with reading(engine) as connection:
        return {obligation: (mime, address) for obligation, mime, address in connection.execute(columns)}


def test_what_ended_long_ago_is_emptied_and_its_line_stays(engine: Engine) -> None:
    put(engine, draft(obligation="sent"))
    settle(engine, take(engine), "sent", now=NINE + DAY)
    before = all_rows(engine)

    assert emptied(engine, NINE + DAY) == 0
    assert emptied(engine, NINE + DAY + MINUTE) == 1
    assert contents(engine) == {"sent": (b"", "")}
    assert [row.subject for row in all_rows(engine)] == [row.subject for row in before]
    assert emptied(engine, NINE + DAY + MINUTE) == 0


def test_each_end_counts_from_its_own_moment(engine: Engine) -> None:
    put(engine, draft(obligation="failed"))
    settle(engine, take(engine, NINE + DAY), "permanent")
    put(engine, draft(obligation="doubtful"))
    settle(engine, take(engine, NINE + 2 * DAY), "uncertain")
    put(engine, draft(obligation="withdrawn"))
    withdraw(engine, "withdrawn", now=NINE + 3 * DAY)

    for days, gone in (
        (1, set()),
        (2, {"failed"}),
        (3, {"failed", "doubtful"}),
        (4, {"failed", "doubtful", "withdrawn"}),
    ):
        emptied(engine, NINE + days * DAY)
        assert {obligation for obligation, (mime, _) in contents(engine).items() if not mime} == gone


def test_what_may_still_go_out_keeps_its_body_however_old_it_is(engine: Engine) -> None:
    put(engine, draft(obligation="waits"), draft("second", obligation="is being sent"))
    settle(engine, take(engine), "temporary")
    take(engine, NINE + LEASE)

    assert emptied(engine, NINE + 1_000 * DAY) == 0
    assert {mime for mime, _ in contents(engine).values()} == {MIME}


def test_nothing_is_left_of_messages_that_are_erased(engine: Engine) -> None:
    put(engine, draft(obligation="round"), draft(obligation="other"))
    with writing(engine) as connection:
        invitations.erase_messages(connection, PROGRAMME, "round")

    with reading(engine) as connection:
        numbers = connection.execute(select(body_table.c.message)).scalars().all()
    assert numbers == [row.id for row in all_rows(engine)]
    assert len(numbers) == 1


def test_what_is_emptied_cannot_be_tried_again(engine: Engine) -> None:
    put(engine, draft(obligation="failed"))
    settle(engine, take(engine), "permanent")
    emptied(engine, NINE + DAY)

    with writing(engine) as connection:
        assert by_hand.retry(connection, PROGRAMME, [row.id for row in all_rows(engine)], now=NINE) == frozenset()
    assert [row.state for row in all_rows(engine)] == ["failed"]


def test_a_withdrawn_message_that_comes_back_has_its_body_anew(engine: Engine) -> None:
    put(engine, draft(obligation="back"))
    withdraw(engine, "back")
    emptied(engine, NINE + DAY)

    assert put(engine, draft(obligation="back")) == 1
    assert contents(engine)["back"] == (MIME, "voorzitter@example.nl")

"""The laws of the chain: whoever gets past the guards of the database is seen."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import log
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.log import Head, Verdict
from scd_workflow.texts import say
from tests.store.examples import MINUTE, NINE, OTHER, PROGRAMME, begun

DROPPED = {
    "sqlite": ("event_no_update", "event_no_delete", "event_no_replace"),
    "postgresql": ("event_append_only ON event",),
}
TEXTS = ("recorded_at", "body", "hash")
numbers = count()
many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def unguarded(engine: Engine) -> Engine:
    """A database of which somebody removed the triggers."""
    with writing(engine) as connection:
        for trigger in DROPPED[engine.dialect.name]:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
    return engine


def written(engine: Engine, rows: int) -> tuple[ProgrammeId, Head]:
    """A fresh programme with a log of so many rows."""
    programme = ProgrammeId(f"programme-{next(numbers)}")
    with writing(engine) as connection:
        for seq in range(rows):
            event = begun(f"P1-{seq}")
            log.append(connection, programme, [event], expected=seq, recorded_at=NINE + seq * MINUTE)
        return programme, log.head(connection, programme)


def verdict(engine: Engine, programme: ProgrammeId, kept: Head | None = None) -> Verdict:
    with reading(engine) as connection:
        return log.verify(connection, programme, kept)


def code(found: Verdict) -> str | None:
    return found.reason.code if found.reason else None


@many
@given(rows=st.integers(0, 6), kept_at=st.integers(0, 6))
def test_an_untouched_log_holds_and_still_contains_every_head_it_ever_had(
    engine: Engine, rows: int, kept_at: int
) -> None:
    assume(kept_at <= rows)
    programme, kept = written(engine, kept_at)
    with writing(engine) as connection:
        events = [begun() for _ in range(rows - kept_at)]
        log.append(connection, programme, events, expected=kept_at, recorded_at=NINE)

    assert verdict(engine, programme) == Verdict(rows)
    assert verdict(engine, programme, kept) == Verdict(rows)


@many
@given(data=st.data(), rows=st.integers(1, 4), column=st.sampled_from(TEXTS), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found_in_its_own_row(
    unguarded: Engine, data: st.DataObject, rows: int, column: str, bit: int
) -> None:
    programme, _ = written(unguarded, rows)
    row = data.draw(st.integers(1, rows), label="row")

    with writing(unguarded) as connection:
        before = cell(connection, programme, row, column)
        place = data.draw(st.integers(0, len(before) - 1), label="byte")
        after = before[:place] + bytes([before[place] ^ 1 << bit]) + before[place + 1 :]
        # SQLite takes any bytes for text; PostgreSQL knows better, and there is nothing to find then.
        assume(connection.dialect.name == "sqlite" or storable(after))
        overwrite(connection, programme, row, {column: after})

    found = verdict(unguarded, programme)
    assert (found.broken, found.checked, code(found)) == (row, row - 1, "store.chain_broken")


@many
@given(data=st.data(), rows=st.integers(1, 5))
def test_any_removed_row_is_missed_at_its_place(unguarded: Engine, data: st.DataObject, rows: int) -> None:
    programme, kept = written(unguarded, rows)
    row = data.draw(st.integers(1, rows), label="row")

    with writing(unguarded) as connection:
        connection.execute(text("DELETE FROM event WHERE programme = :p AND seq = :s"), {"p": programme, "s": row})

    found = verdict(unguarded, programme, kept)
    assert (found.broken, found.checked) == (row, row - 1)
    assert code(found) == ("store.chain_cut" if row == rows else "store.chain_gap")


@many
@given(data=st.data(), rows=st.integers(2, 5))
def test_any_two_swapped_rows_are_found_at_the_first(unguarded: Engine, data: st.DataObject, rows: int) -> None:
    programme, _ = written(unguarded, rows)
    first = data.draw(st.integers(1, rows - 1), label="first")
    second = data.draw(st.integers(first + 1, rows), label="second")

    with writing(unguarded) as connection:
        one, other = ({column: cell(connection, programme, row, column) for column in TEXTS} for row in (first, second))
        overwrite(connection, programme, first, other)
        overwrite(connection, programme, second, one)

    found = verdict(unguarded, programme)
    assert (found.broken, code(found)) == (first, "store.chain_broken")


def test_an_invented_row_is_found(unguarded: Engine) -> None:
    programme, _ = written(unguarded, 2)
    with writing(unguarded) as connection:
        connection.execute(
            text(
                "INSERT INTO event SELECT programme, 3, recorded_at, body, hash FROM event WHERE programme = :p AND seq = 2"
            ),
            {"p": programme},
        )

    assert verdict(unguarded, programme).broken == 3


@pytest.mark.parametrize("place", [0, -7])
def test_a_row_before_the_first_is_found(unguarded: Engine, place: int) -> None:
    programme, kept = written(unguarded, 2)
    with writing(unguarded) as connection:
        connection.execute(
            text(
                "INSERT INTO event SELECT programme, :place, recorded_at, body, hash FROM event"
                " WHERE programme = :p AND seq = 1"
            ),
            {"place": place, "p": programme},
        )

    found = verdict(unguarded, programme, kept)
    assert (found.broken, code(found)) == (1, "store.chain_surplus")


def test_a_cut_tail_is_seen_only_against_a_kept_head(unguarded: Engine) -> None:
    programme, kept = written(unguarded, 5)
    with writing(unguarded) as connection:
        connection.execute(text("DELETE FROM event WHERE programme = :p AND seq > 3"), {"p": programme})

    found = verdict(unguarded, programme, kept)

    assert verdict(unguarded, programme).ok
    assert (found.broken, code(found)) == (4, "store.chain_cut")
    assert found.reason is not None
    assert "houdt op vóór regel 4" in say(found.reason)
    assert "regel 5" in say(found.reason)


def test_a_log_hashed_anew_is_seen_only_against_a_kept_head(unguarded: Engine) -> None:
    programme, kept = written(unguarded, 3)
    with writing(unguarded) as connection:
        hash_anew(connection, programme, lambda body: body.replace(b"P1-1", b"P1-9"))

    found = verdict(unguarded, programme, kept)

    assert verdict(unguarded, programme).ok
    assert (found.broken, code(found)) == (3, "store.chain_other_head")


def test_the_head_of_another_programme_is_not_taken_for_this_one(engine: Engine) -> None:
    assert code(verdict(engine, PROGRAMME, Head(0, log.genesis(OTHER)))) == "store.chain_other_head"
    assert verdict(engine, PROGRAMME, Head(0, log.genesis(PROGRAMME))).ok


def test_a_log_moved_to_another_programme_is_found(unguarded: Engine) -> None:
    programme, _ = written(unguarded, 2)
    with writing(unguarded) as connection:
        connection.execute(text("UPDATE event SET programme = 'moved' WHERE programme = :p"), {"p": programme})

    assert verdict(unguarded, ProgrammeId("moved")).broken == 1


@given(seq=st.integers(0, 10**9), digest=st.binary(min_size=32, max_size=32))
def test_a_head_survives_being_written_down(seq: int, digest: bytes) -> None:
    kept = Head(seq, digest.hex())

    assert log.parse_head(f" {log.format_head(kept)}\n") == kept
    assert log.parse_head(f"{seq}:{digest.hex()}") == kept


@pytest.mark.parametrize("written_down", ["", "12", "12-", "12-abc", f"-{'a' * 64}", f"1-{'A' * 64}", f"²-{'a' * 64}"])
def test_anything_else_is_not_a_head(written_down: str) -> None:
    with pytest.raises(Refused) as refusal:
        log.parse_head(written_down)

    assert "is geen controlegetal van een logboek" in say(refusal.value.reasons[0])


def cell(connection: Connection, programme: ProgrammeId, row: int, column: str) -> bytes:
    query = text(f"SELECT {column} FROM event WHERE programme = :p AND seq = :s")  # noqa: S608 - a column of ours
    return str(connection.execute(query, {"p": programme, "s": row}).scalar_one()).encode()


def overwrite(connection: Connection, programme: ProgrammeId, row: int, cells: dict[str, bytes]) -> None:
    for column, value in cells.items():
        new = "CAST(:v AS TEXT)" if connection.dialect.name == "sqlite" else "convert_from(:v, 'UTF8')"
        query = text(f"UPDATE event SET {column} = {new} WHERE programme = :p AND seq = :s")  # noqa: S608
        connection.execute(query, {"v": value, "p": programme, "s": row})


def storable(value: bytes) -> bool:
    return b"\0" not in value and value.decode(errors="ignore").encode() == value


def hash_anew(connection: Connection, programme: ProgrammeId, change: Callable[[bytes], bytes]) -> None:
    before = log.genesis(programme)
    for row in range(1, log.head(connection, programme).seq + 1):
        moment, body = (cell(connection, programme, row, column) for column in ("recorded_at", "body"))
        before = sha256(b"\n".join((before.encode(), moment, change(body)))).hexdigest()
        overwrite(connection, programme, row, {"body": change(body), "hash": before.encode()})

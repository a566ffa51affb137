from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from scd_workflow.domain.errors import Refused, StaleLog, StoreUnavailable
from scd_workflow.domain.events import written
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import log
from scd_workflow.store.engine import open_database, reading, writing
from scd_workflow.store.log import Head, Recorded
from scd_workflow.store.schema import event_table
from scd_workflow.texts import say
from tests.store.examples import MINUTE, NINE, OTHER, PROGRAMME, begun

ONE, TWO, THREE = begun("P1-01"), begun("P1-02"), begun("P1-03")


def write(
    engine: Engine, *activities: str, expected: int, at: datetime = NINE, programme: ProgrammeId = PROGRAMME
) -> Head:
    with writing(engine) as connection:
        events = [begun(activity) for activity in activities]
        return log.append(connection, programme, events, expected=expected, recorded_at=at)


def known(engine: Engine, *, on: datetime | None = None, after: int = 0) -> list[int]:
    with reading(engine) as connection:
        return [recorded.seq for recorded in log.read(connection, PROGRAMME, after=after, known_on=on)]


def test_an_empty_log_starts_from_the_hash_of_the_programme(engine: Engine) -> None:
    with reading(engine) as connection:
        assert log.head(connection, PROGRAMME) == Head(0, sha256(b"kza").hexdigest())
        assert list(log.read(connection, PROGRAMME)) == []


def test_what_was_appended_is_read_back_in_order(engine: Engine) -> None:
    with writing(engine) as connection:
        log.append(connection, PROGRAMME, [ONE, TWO], expected=0, recorded_at=NINE)
        log.append(connection, PROGRAMME, [THREE], expected=2, recorded_at=NINE + MINUTE)

    with reading(engine) as connection:
        assert list(log.read(connection, PROGRAMME)) == [
            Recorded(1, NINE, ONE),
            Recorded(2, NINE, TWO),
            Recorded(3, NINE + MINUTE, THREE),
        ]
        assert list(log.read_events(connection, PROGRAMME)) == [ONE, TWO, THREE]
        assert list(log.read_events(connection, PROGRAMME, after=2)) == [THREE]


def test_a_log_is_read_whole_however_long_it_is(engine: Engine) -> None:
    names = [f"P1-{number}" for number in range(2 * log.AT_ONCE + 1)]
    write(engine, *names, expected=0)

    with reading(engine) as connection:
        assert [event.activity for event in log.read_events(connection, PROGRAMME)] == names  # type: ignore[union-attr]


def test_each_row_is_hashed_with_the_one_before_it(engine: Engine) -> None:
    appended = write(engine, "P1-01", expected=0, at=NINE)

    body = written(ONE)
    linked = f"{sha256(b'kza').hexdigest()}\n2026-01-05T09:00:00.000000+00:00\n{body}"
    assert appended == Head(1, sha256(linked.encode()).hexdigest())
    with reading(engine) as connection:
        assert log.head(connection, PROGRAMME) == appended


def test_appending_nothing_leaves_the_head_where_it_was(engine: Engine) -> None:
    before = write(engine, "P1-01", expected=0)

    assert write(engine, expected=1) == before


@pytest.mark.parametrize("expected", [0, 2])
def test_a_writer_that_has_not_read_the_whole_log_is_refused(engine: Engine, expected: int) -> None:
    write(engine, "P1-01", expected=0)

    with pytest.raises(StaleLog) as refusal:
        write(engine, "P1-02", expected=expected)

    assert f"regel 1 in plaats van {expected}" in say(refusal.value.reasons[0])
    assert known(engine) == [1]


def test_of_two_writers_at_the_same_moment_exactly_one_wins(engine: Engine) -> None:
    write(engine, "P1-01", expected=0)
    both_ready = threading.Barrier(2)

    def decide(activity: str) -> str:
        both_ready.wait()
        try:
            write(engine, activity, expected=1)
        except StaleLog:
            return "stale"
        return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(decide, ["P1-02", "P1-03"]))

    assert outcomes == ["stale", "won"]
    assert known(engine) == [1, 2]


def test_a_writer_overtaken_after_it_looked_is_refused_by_the_database(postgresql_url: str) -> None:
    engine = open_database(postgresql_url)

    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as connection:
            log.append(connection, PROGRAMME, [ONE], expected=0, recorded_at=NINE)
            rival = pool.submit(write, engine, "P1-02", expected=0)
            wait_until_somebody_waits(engine)
        with pytest.raises(StaleLog) as refusal:
            rival.result()

    assert [reason.code for reason in refusal.value.reasons] == ["store.overtaken"]
    assert known(engine) == [1]
    engine.dispose()


def wait_until_somebody_waits(engine: Engine) -> None:
    blocked = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while True:
        with reading(engine) as connection:
            if connection.execute(blocked).scalar():
                return


def test_a_failing_block_records_nothing(engine: Engine) -> None:
    def record_and_fail() -> None:
        with writing(engine) as connection:
            log.append(connection, PROGRAMME, [ONE], expected=0, recorded_at=NINE)
            raise Refused

    with pytest.raises(Refused):
        record_and_fail()

    assert known(engine) == []


def test_programmes_have_logs_of_their_own(engine: Engine) -> None:
    write(engine, "P1-01", expected=0)
    write(engine, "P1-01", "P1-02", expected=0, programme=OTHER)

    with reading(engine) as connection:
        assert log.programmes(connection) == (OTHER, PROGRAMME)
        assert log.head(connection, PROGRAMME).seq == 1
        assert log.head(connection, OTHER).seq == 2
        assert len(list(log.read(connection, OTHER))) == 2


def test_a_database_without_events_has_no_programmes(engine: Engine) -> None:
    with reading(engine) as connection:
        assert log.programmes(connection) == ()


def test_as_known_on_a_moment_includes_that_moment(engine: Engine) -> None:
    write(engine, "P1-01", expected=0, at=NINE)
    write(engine, "P1-02", expected=1, at=NINE + MINUTE)

    assert known(engine, on=NINE - timedelta(microseconds=1)) == []
    assert known(engine, on=NINE) == [1]
    assert known(engine, on=NINE + MINUTE) == [1, 2]
    assert known(engine, on=NINE + MINUTE, after=1) == [2]


def test_as_known_on_a_moment_means_the_same_in_every_zone(engine: Engine) -> None:
    write(engine, "P1-01", expected=0, at=NINE)

    amsterdam = timezone(timedelta(hours=1))
    assert known(engine, on=datetime(2026, 1, 5, 10, 0, tzinfo=amsterdam)) == [1]
    assert known(engine, on=datetime(2026, 1, 5, 9, 59, tzinfo=amsterdam)) == []


def test_a_clock_that_was_set_back_does_not_stop_the_log(engine: Engine) -> None:
    write(engine, "P1-01", expected=0, at=NINE)
    write(engine, "P1-02", expected=1, at=NINE - MINUTE)

    with reading(engine) as connection:
        recorded = [row.recorded_at for row in log.read(connection, PROGRAMME)]
        assert log.verify(connection, PROGRAMME).ok
    assert recorded == [NINE, NINE - MINUTE]


def test_as_known_on_a_moment_is_always_a_beginning_of_the_log(engine: Engine) -> None:
    write(engine, "P1-01", expected=0, at=NINE)
    write(engine, "P1-02", expected=1, at=NINE + MINUTE)
    write(engine, "P1-03", expected=2, at=NINE)

    assert known(engine, on=NINE) == [1]


@pytest.mark.parametrize("body", ["{}", "not json", '{"kind": "of_a_later_version"}'])
def test_a_row_that_cannot_be_read_is_named(engine: Engine, body: str) -> None:
    write(engine, "P1-01", expected=0)
    with writing(engine) as connection:
        row = {"programme": PROGRAMME, "seq": 2, "recorded_at": NINE.isoformat(), "body": body, "hash": "0" * 64}
        connection.execute(event_table.insert(), row)

    for read in (log.read, log.read_events):
        with pytest.raises(StoreUnavailable) as refusal, reading(engine) as connection:
            list(read(connection, PROGRAMME))
        assert say(refusal.value.reasons[0]).startswith("Regel 2 van het logboek van kza is niet te lezen.")


def test_writers_of_one_programme_take_turns(engine: Engine) -> None:
    counted = 20

    def one_more() -> None:
        with writing(engine) as connection:
            log.lock(connection, PROGRAMME)
            last = log.head(connection, PROGRAMME)
            log.append(connection, PROGRAMME, [ONE], expected=last.seq, recorded_at=NINE)

    with ThreadPoolExecutor(4) as pool:
        for turn in [pool.submit(one_more) for _ in range(counted)]:
            turn.result()

    assert known(engine) == list(range(1, counted + 1))


def test_a_moment_is_kept_to_the_microsecond_in_utc(engine: Engine) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    write(engine, "P1-01", expected=0, at=moment)

    with reading(engine) as connection:
        (recorded,) = log.read(connection, PROGRAMME)
    assert recorded.recorded_at == moment
    assert recorded.recorded_at.utcoffset() == UTC.utcoffset(None)

from __future__ import annotations

import multiprocessing
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine, make_url

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store import log, migrations, sqlite
from scd_workflow.store.engine import HEAD, move_journal, open_database, reading, writing
from scd_workflow.texts import say
from tests.store.examples import NINE, PROGRAMME, begun
from tests.store.opening import end_all_sessions, opened, record, recorded, refused


def test_opening_makes_the_folder_the_file_and_the_tables(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'var' / 'data 100%' / 'programme.db'}") as engine:
        assert recorded(engine) == 0


def test_what_was_written_is_there_after_opening_again(new_url: str) -> None:
    with opened(new_url) as engine:
        record(engine, "P1-01")

    with opened(new_url) as engine:
        assert recorded(engine) == 1


def test_an_sqlite_database_keeps_a_decision_when_the_power_fails(sqlite_url: str) -> None:
    full = 2
    with opened(sqlite_url) as engine, reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == full
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_what_the_journal_holds_can_be_moved_into_the_file_while_a_reader_looks_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, alone = make_url(sqlite_url).database or "", tmp_path / "alone.db"
    with opened(sqlite_url) as engine:
        record(engine, "P1-01")
        with reading(engine) as connection:
            before = log.head(connection, PROGRAMME)
            move_journal(engine)
            assert log.head(connection, PROGRAMME) == before
        shutil.copy(file, alone)

    with opened(f"sqlite:///{alone}") as engine:
        assert recorded(engine) == 1


def test_a_reader_sees_one_moment_and_does_not_stop_the_writer(engine: Engine) -> None:
    record(engine, "P1-01")
    with reading(engine) as connection:
        before = log.head(connection, PROGRAMME)

        record(engine, "P1-02")

        assert log.head(connection, PROGRAMME) == before
    assert recorded(engine) == 2


def test_a_database_at_the_newest_version_opens_without_loading_what_it_does_not_use(sqlite_url: str) -> None:
    with opened(sqlite_url):
        pass

    program = (
        "import sys; from scd_workflow.store import engine, log, outbox, plans, links; "
        f"engine.open_database({sqlite_url!r}); "
        "print([name for name in ('alembic', 'psycopg', 'sqlalchemy.dialects.postgresql', 'sqlalchemy.orm') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


def test_an_absent_database_is_not_made_when_only_asked_to_open(sqlite_url: str) -> None:
    assert refused(sqlite_url, create=False) == "store.absent"
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_an_empty_postgresql_database_is_not_filled_when_only_asked_to_open(postgresql_url: str) -> None:
    assert refused(postgresql_url, create=False) == "store.absent"


@pytest.mark.parametrize(
    "url", ["", "programme.db", "sqlite://", "sqlite:///:memory:", "mysql://scd:secret@db/scd", "postgresql://db/scd"]
)
def test_an_address_of_no_known_kind_is_refused(url: str) -> None:
    assert refused(url) == "store.url_unknown"


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    with opened(database_url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable) as refusal:
        open_database(database_url)

    (reason,) = refusal.value.reasons
    assert f"heeft versie 9999, en dit programma kent alleen versies tot en met {HEAD}." in say(reason)


def test_a_new_file_and_its_journal_are_their_owners_alone(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'scd.db'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE more (number INTEGER)"))

    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert modes == dict.fromkeys(("scd.db", "scd.db-wal", "scd.db-shm"), 0o600)
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Dit is een notitie en geen database. " * 100)

    assert refused(f"sqlite:///{notes}") == "store.no_database"
    assert notes.read_text().startswith("Dit is een notitie")


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    assert refused(f"sqlite:///{tmp_path}") == "store.cannot_open"


def test_a_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    assert refused(f"sqlite:///{tmp_path / 'taken' / 'programme.db'}") == "store.folder_read_only"


def test_a_full_disk_loses_nothing_and_says_so(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine:
        record(engine, "P1-01")
        with reading(engine) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        event.listen(engine, "begin", lambda begun: begun.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))

        with pytest.raises(StoreUnavailable) as refusal:
            record(engine, *(f"P1-{number:02d}" for number in range(1000)))

        assert [reason.code for reason in refusal.value.reasons] == ["store.disk_full"]
        assert recorded(engine) == 1


def test_a_damaged_file_is_called_damaged(sqlite_url: str) -> None:
    with opened(sqlite_url) as engine:
        record(engine, *(f"P1-{number:02d}" for number in range(2000)))
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    page = 4096
    # The first pages hold the description of the tables; what follows is the log.
    path.write_bytes(path.read_bytes()[: 40 * page] + b"\xff" * (path.stat().st_size - 40 * page))

    with opened(sqlite_url) as engine, pytest.raises(StoreUnavailable) as refusal:
        recorded(engine)

    assert [reason.code for reason in refusal.value.reasons] == ["store.damaged"]


def test_a_database_that_stays_occupied_is_called_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with opened(sqlite_url) as engine, writing(engine), pytest.raises(StoreUnavailable) as refusal:
        record(engine, "P1-01")

    assert [reason.code for reason in refusal.value.reasons] == ["store.busy"]


def test_a_server_that_cannot_be_reached_is_named_without_the_password() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{silent.getsockname()[1]}/scd"
        with pytest.raises(StoreUnavailable) as refusal:
            open_database(f"postgresql+psycopg://scd:geheim@{place}")

    (reason,) = refusal.value.reasons
    assert say(reason).startswith(f"De database {place} antwoordt niet")
    assert "geheim" not in f"{reason} {refusal.value} {refusal.value.__cause__}"


def test_a_database_that_the_server_does_not_have_is_called_unreachable(postgresql_url: str) -> None:
    assert refused(f"{postgresql_url}_absent") == "store.unreachable"


def test_a_server_that_restarted_is_no_trouble_to_whoever_comes_next(postgresql_url: str) -> None:
    with opened(postgresql_url) as engine:
        record(engine, "P1-01")

        end_all_sessions(postgresql_url)

        assert recorded(engine) == 1


def test_a_server_that_stops_in_the_middle_undoes_the_block(postgresql_url: str) -> None:
    with opened(postgresql_url) as engine:
        with pytest.raises(StoreUnavailable) as refusal:
            record_while(engine, lambda: end_all_sessions(postgresql_url))

        assert [reason.code for reason in refusal.value.reasons] == ["store.unreachable"]
        assert recorded(engine) == 0


def record_while(engine: Engine, something_happens: Callable[[], None]) -> None:
    with writing(engine) as connection:
        log.append(connection, PROGRAMME, [begun()], expected=0, recorded_at=NINE)
        something_happens()
        log.head(connection, PROGRAMME)


def test_two_processes_may_open_an_empty_sqlite_database_at_once(tmp_path: Path) -> None:
    assert open_together([f"sqlite:///{tmp_path / str(number) / 'programme.db'}" for number in range(10)]) == [0, 0]


def test_two_processes_may_open_an_empty_postgresql_database_at_once(postgresql_url: str) -> None:
    assert open_together([postgresql_url]) == [0, 0]


def test_preparing_a_new_file_waits_for_another_that_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "programme.db"
    sqlite.ensure_file(path, create=True)
    other = sqlite.connect(path)
    other.execute("BEGIN IMMEDIATE")

    def let_go_when_waited_for(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            other.execute("ROLLBACK")

    ours = sqlite.connect(path)
    ours.set_trace_callback(let_go_when_waited_for)
    monkeypatch.setattr(sqlite, "connect", lambda _: ours)
    sqlite.switch_to_wal(path)

    other.execute("SELECT * FROM sqlite_master")
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def open_together(urls: list[str]) -> list[int | None]:
    fresh = multiprocessing.get_context("spawn")
    barrier = fresh.Barrier(2)
    both = [fresh.Process(target=open_each, args=(urls, barrier, number)) for number in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    return [process.exitcode for process in both]


def open_each(urls: list[str], barrier: Barrier, number: int) -> None:
    assert migrations.known_versions()
    for url in urls:
        barrier.wait(timeout=60)
        with opened(url) as engine, writing(engine) as connection:
            log.lock(connection, PROGRAMME)
            last = log.head(connection, PROGRAMME)
            log.append(connection, PROGRAMME, [begun(f"P{number}")], expected=last.seq, recorded_at=NINE)

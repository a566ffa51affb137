"""A process that looks often reads only what is new, and notices when the log is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from scd_workflow.app import acts
from scd_workflow.app.following import Follower
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.view import view
from scd_workflow.domain.errors import Refused
from scd_workflow.store import log
from scd_workflow.store.engine import reading, writing
from tests.app.test_acts import DONE, begun
from tests.app.test_posting import MONDAY, TUESDAY, at


def test_a_follower_sees_what_a_fresh_look_sees_after_every_act(tmp_path: Path) -> None:
    office = begun(tmp_path)
    follower = Follower(office.programme)

    with reading(office.engine) as connection:
        before = follower.look(connection, at(MONDAY, 8))
    acts.report(open_office(office.settings), DONE, at(MONDAY, 9))
    with reading(office.engine) as connection:
        after = follower.look(connection, at(MONDAY, 10))
        fresh = view(connection, office.programme, at(MONDAY, 10))

    assert len(after.recorded) == len(before.recorded) + 1
    assert (after.recorded, after.state, after.now) == (fresh.recorded, fresh.state, fresh.now)
    assert tuple(after.progress.standings()) == tuple(fresh.progress.standings())
    assert tuple(after.before(len(before.recorded)).standings()) == tuple(before.progress.standings())


def test_a_follower_on_another_day_reckons_that_day(tmp_path: Path) -> None:
    office = begun(tmp_path)
    with reading(office.engine) as connection:
        office.follower.look(connection, at(MONDAY, 8))
        later = office.follower.look(connection, at(TUESDAY, 8))
        fresh = view(connection, office.programme, at(TUESDAY, 8))

    assert tuple(later.progress.standings()) == tuple(fresh.progress.standings())


def test_a_follower_reads_no_event_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = begun(tmp_path)
    follower = Follower(office.programme)
    with reading(office.engine) as connection:
        follower.look(connection, at(MONDAY, 8))
        first = follower.look(connection, at(MONDAY, 8)).recorded
        monkeypatch.setattr(log, "read", _only_after(len(first)))

        assert follower.look(connection, at(MONDAY, 9)).recorded == first


def test_what_a_transaction_took_back_is_forgotten(tmp_path: Path) -> None:
    office = begun(tmp_path)
    known = _seen(office)

    class Stopped(Exception):
        pass

    def stopped() -> None:
        with writing(office.engine) as connection:
            before = office.follower.look(connection, at(MONDAY, 9))
            again = [before.recorded[-1].event]
            log.append(connection, office.programme, again, expected=before.seq, recorded_at=before.now)
            raise Stopped

    with pytest.raises(Stopped):
        stopped()

    assert _seen(office) == known


def test_a_log_that_is_another_is_read_anew(tmp_path: Path) -> None:
    office = begun(tmp_path)
    _seen(office)
    with writing(office.engine) as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text("DELETE FROM event"))

    with pytest.raises(Refused):
        _seen(office)


def _seen(office: Office) -> int:
    with reading(office.engine) as connection:
        return office.follower.look(connection, at(MONDAY, 9)).seq


def _only_after(number: int) -> object:
    real = log.read

    def read(connection: object, programme: object, *, after: int = 0, known_on: object = None) -> object:
        assert after == number
        return real(connection, programme, after=after, known_on=known_on)  # type: ignore[arg-type]

    return read

"""A consultation as the people in it live it: asked in time, answered with a code, and left in peace afterwards."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.app.positions import give
from scd_workflow.domain.activities import Report
from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import PositionGiven
from scd_workflow.domain.happened import Position
from scd_workflow.domain.ids import ActivityId, PersonId
from scd_workflow.domain.positions import Opinion
from scd_workflow.store import log, outbox
from scd_workflow.store.engine import reading
from tests.codes import code_for
from tests.consulted import G1, SPEAKERS
from tests.examples import DORDT, MANDATES, PAM, ZENO, ZONE, ZWIJND, codes, day, gate, phase, plan_of, work
from tests.offices import configured, started

OPENS, LAST = day(1, 4), day(1, 11)


def at(on: date, hour: int = 12) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A programme whose gate opened on its first day, and asks the three organisations for their positions within a week."""
    asked = {"organisations": "all", "speaker": "sponsor", "term": 5}
    only = phase("P1", "G1", work("A1"), gate("G1", term=20, consultation=asked))
    mandates = [each | {"gates": ["G1"]} for each in MANDATES if each["id"] == "M-chair"]
    opened, _ = started(configured(plan_of(only, waves=[], mandates=mandates), tmp_path), at(OPENS, 8))
    acts.report(opened, Report("done", ActivityId("A1"), None, PAM), at(OPENS, 9))
    acts.open_gates(opened, at(OPENS, 10))
    return opened


def said(speaker: str = DORDT, thinks: Position = "agree", by: PersonId | None = None) -> Opinion:
    return Opinion(G1, None, speaker, by or SPEAKERS[speaker], thinks, source="form")


def given(office: Office, on: date, opinion: Opinion | None = None, *, request: str = "") -> object:
    opinion = opinion or said()
    return give(office, opinion, at(on), code=code_for(office, "G1", None, opinion.by, at(on)), request=request)


def events(office: Office) -> list[object]:
    with reading(office.engine) as connection:
        return list(log.read_events(connection, office.programme))


def asked(office: Office) -> dict[str, str]:
    """The state of each request for a position, by its step and recipient."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {f"{row.key.split('/')[5]} {row.recipient}": row.state for row in rows if row.key.startswith("position/")}


def test_who_speaks_is_asked_two_days_ahead_and_on_the_last_day(office: Office) -> None:
    told = {}
    for of_month in (6, 7, 11, 12):
        acts.open_gates(office, at(day(1, of_month), 8))
        told[of_month] = set(asked(office))

    ahead, due = ({f"{step} {person}" for person in ("dina", "zeno", "rosa")} for step in ("ahead-2", "due"))
    assert told == {6: set(), 7: ahead, 11: ahead | due, 12: ahead | due}


def test_a_position_ends_the_request_for_it_and_no_other(office: Office) -> None:
    acts.open_gates(office, at(day(1, 7), 8))

    given(office, day(1, 7))

    assert asked(office) == {"ahead-2 dina": "withdrawn", "ahead-2 zeno": "waiting", "ahead-2 rosa": "waiting"}


def test_a_position_is_recorded_with_its_proof_and_the_same_form_counts_once(office: Office) -> None:
    first = given(office, day(1, 5), request="form-1")
    again = given(office, day(1, 5), request="form-1")

    assert first == again
    (recorded,) = (each for each in events(office) if isinstance(each, PositionGiven))
    assert (recorded.speaker, recorded.source) == (DORDT, "form")
    assert recorded.proof is not None


def test_a_refused_position_leaves_nothing_but_the_refusal_on_record(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        give(office, said(ZWIJND, "objection", by=SPEAKERS[DORDT]), at(day(1, 5)), code="AAAA-AAAA-AAAA")

    reasons = ["positions.not_yours", "positions.advice_missing", "codes.wrong"]
    assert codes(refused.value) == reasons
    last = events(office)[-1]
    assert isinstance(last, AttemptRefused)
    assert (last.act, last.claimed, list(last.reasons)) == ("position", SPEAKERS[DORDT], reasons)


def test_a_code_of_another_person_gives_no_position(office: Office) -> None:
    code = code_for(office, "G1", None, ZENO, at(day(1, 5)))

    with pytest.raises(Refused) as refused:
        give(office, said(), at(day(1, 5)), code=code)

    assert codes(refused.value) == ["codes.wrong"]

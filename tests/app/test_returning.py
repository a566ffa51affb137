"""A message that was withdrawn before it went out comes back when its reason does, and what was sent is never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app import absences, acts
from scd_workflow.app.asking import CodeWish, ask_code
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.ids import GateId
from scd_workflow.report import notices as report
from scd_workflow.store.outbox import State
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import MONDAY, TUESDAY, at, short
from tests.examples import LIV, PAM, SARA, STEF
from tests.mailbox import ACCEPTED, Mailbox
from tests.offices import configured, started, write_plan

AWAY = Absence(STEF, TUESDAY, TUESDAY + timedelta(days=9), STEF, LIV)


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday; Stef and Sara, who may decide it, have a reminder waiting."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    acts.open_gates(opened, at(TUESDAY, 8))
    yield opened
    opened.engine.dispose()


def states(office: Office, when: datetime | None = None) -> dict[str, State | str]:
    """How the messages stand, by who gets them."""
    return {line.recipient: line.state for line in outbox_lines(office, when)}


def receivers(box: Mailbox) -> list[str]:
    return sorted(each.recipients[0].partition("@")[0] for each in box.received)


def afresh(office: Office) -> Office:
    """The same office, as a process that starts now sees its settings."""
    return Office(office.engine, office.programme, office.settings)


def gone(office: Office, hour: int) -> None:
    absences.record(office, AWAY, at(TUESDAY, hour))


def returned(office: Office, hour: int) -> None:
    absences.cancel(office, STEF, AWAY.since, STEF, at(TUESDAY, hour))


def test_an_absence_that_ends_before_the_message_went_out_gives_it_back(office: Office, box: Mailbox) -> None:
    gone(office, 9)
    assert states(office) == {STEF: "withdrawn", SARA: "waiting", LIV: "waiting"}

    returned(office, 10)

    assert states(office) == {STEF: "waiting", SARA: "waiting", LIV: "withdrawn"}
    send_notices(office, clock=Clock(at(TUESDAY, 11)))
    assert receivers(box) == ["sara", "stef"]


def test_however_often_somebody_goes_and_returns_a_message_goes_out_once(office: Office, box: Mailbox) -> None:
    for hour in (9, 11, 13, 15):
        gone(office, hour)
        send_notices(office, clock=Clock(at(TUESDAY, hour)))
        returned(office, hour + 1)
        send_notices(office, clock=Clock(at(TUESDAY, hour + 1)))

    assert receivers(box) == ["liv", "sara", "stef"]
    assert set(states(office).values()) == {"sent"}


def test_what_comes_back_goes_to_the_address_of_now(office: Office, box: Mailbox) -> None:
    gone(office, 9)
    people = office.settings.config / "people.yaml"
    people.write_text(people.read_text("utf-8").replace("stef@example.nl", "chair@example.nl"), "utf-8")

    returned(afresh(office), 10)

    send_notices(afresh(office), clock=Clock(at(TUESDAY, 11)))
    assert receivers(box) == ["chair", "sara"]


def test_a_gate_that_the_plan_has_again_is_reminded_of_again(office: Office, box: Mailbox) -> None:
    ask_code(office, CodeWish(GateId("G1"), None, PAM), at(TUESDAY, 9))
    write_plan(short("G9"), office.settings.config)
    adopt(office, Adoption(PAM, "Another gate"), at(TUESDAY, 10))
    assert set(states(office).values()) == {"withdrawn"}

    write_plan(short("G1"), office.settings.config)
    adopt(office, Adoption(PAM, "The old one after all"), at(TUESDAY, 11))

    assert states(office) == {STEF: "waiting", SARA: "waiting", PAM: "waiting"}
    send_notices(office, clock=Clock(at(TUESDAY, 12)))
    assert receivers(box) == ["pam", "sara", "stef"]


def test_a_code_that_was_asked_for_more_than_a_week_ago_does_not_come_back(office: Office) -> None:
    ask_code(office, CodeWish(GateId("G1"), None, PAM), at(TUESDAY, 9))
    write_plan(short("G9"), office.settings.config)
    adopt(office, Adoption(PAM, "Another gate"), at(TUESDAY, 10))
    write_plan(short("G1"), office.settings.config)

    adopt(office, Adoption(PAM, "The old one after all"), at(TUESDAY + timedelta(days=8), 10))

    assert [line.state for line in outbox_lines(office) if line.key.startswith("code/")] == ["withdrawn"]


def test_whose_code_was_withdrawn_before_it_went_out_may_ask_again_at_once(office: Office) -> None:
    wish = CodeWish(GateId("G1"), None, PAM)
    ask_code(office, wish, at(TUESDAY, 9))
    write_plan(short("G9"), office.settings.config)
    adopt(office, Adoption(PAM, "Another gate"), at(TUESDAY, 9))
    (office.settings.config / "ladder.yaml").write_text("nonsense: [", encoding="utf-8")
    write_plan(short("G1"), office.settings.config)
    adopt(afresh(office), Adoption(PAM, "The old one after all"), at(TUESDAY, 9))

    ask_code(office, wish, at(TUESDAY, 9) + timedelta(minutes=5))

    codes = [line.state for line in outbox_lines(office) if line.key.startswith("code/")]
    assert codes == ["withdrawn", "waiting"]


def test_what_could_not_be_stopped_and_was_turned_away_comes_back_with_the_next_run(
    office: Office, box: Mailbox
) -> None:
    def meanwhile() -> str:
        if states(office).get(LIV) is None:
            gone(office, 9)
            returned(office, 10)
            return "451 try again"
        return ACCEPTED

    box.answer = meanwhile
    send_notices(office, clock=Clock(at(TUESDAY, 11)))

    send_notices(office, clock=Clock(at(TUESDAY, 12)))

    assert receivers(box) == ["sara", "stef"]


def test_that_a_message_was_withdrawn_and_came_back_can_be_read(office: Office) -> None:
    gone(office, 9)
    returned(office, 10)

    then = {hour: states(office, at(TUESDAY, hour)).get(STEF) for hour in (8, 9, 10)}
    table = report.table(outbox_lines(office), "nl", ZoneInfo("Europe/Amsterdam"))

    assert then == {8: "waiting", 9: "withdrawn", 10: "waiting"}
    (remark,) = [row[-1] for row in table.rows if row[1] == STEF]
    assert remark == (
        "gaat niet uit vóór 2027-01-05 10:00; "
        "ingetrokken op 2027-01-05 09:00 (gaat deze persoon niet meer aan), terug op 2027-01-05 10:00"
    )

"""Messages held back, released, tried once more and read, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scd_workflow.app import acts, by_hand
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId
from scd_workflow.store.claims import MAX_ATTEMPTS
from tests import proved
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import MONDAY, TUESDAY, at, short
from tests.examples import SARA, STEF
from tests.mailbox import Mailbox
from tests.offices import configured, started


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday, when two people are to be told."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    for each in (at(MONDAY, 10), at(TUESDAY, 8)):
        acts.open_gates(opened, each)
    yield opened
    opened.engine.dispose()


def states(office: Office) -> list[str]:
    return [line.state for line in outbox_lines(office)]


def refused(office: Office, *numbers: int) -> list[str]:
    with pytest.raises(Refused) as refusal:
        by_hand.hold(office, numbers)
    return [reason.code for reason in refusal.value.reasons]


def test_what_is_held_waits_until_it_is_released(office: Office, box: Mailbox) -> None:
    by_hand.hold(office, [1])

    assert send_notices(office, clock=Clock(at(TUESDAY, 9))).sent == 1
    assert states(office) == ["held", "sent"]
    by_hand.release(office, [1])
    assert send_notices(office, clock=Clock(at(TUESDAY, 10))).sent == 1
    assert len(box.received) == 2


def test_what_is_held_is_withdrawn_when_its_reason_is_gone(office: Office) -> None:
    by_hand.hold(office, [1])

    proved.decide(office, Choice(GateId("G1"), None, "go", STEF, "All is well"), at(TUESDAY, 9))

    assert states(office)[0] == "withdrawn"
    with pytest.raises(Refused):
        by_hand.release(office, [1])


def test_all_are_held_or_none_and_each_that_cannot_be_is_named(office: Office) -> None:
    send_notices(office, clock=Clock(at(TUESDAY, 9)))

    assert refused(office, 1, 2, 77) == ["notices.not_to_hold", "notices.not_to_hold", "notices.unknown"]
    assert states(office) == ["sent", "sent"]


def test_one_unknown_number_keeps_the_others_from_being_held(office: Office) -> None:
    assert refused(office, 1, 77) == ["notices.unknown"]
    assert states(office) == ["waiting", "waiting"]


def test_what_failed_is_tried_once_more_and_a_last_time_however_often_it_was_tried(
    office: Office, box: Mailbox
) -> None:
    box.answer = lambda: "550 No such user"
    send_notices(office, clock=Clock(at(TUESDAY, 9)))
    assert states(office) == ["failed", "failed"]
    box.answer = lambda: "250 Good"

    by_hand.retry(office, [1], at(TUESDAY, 10))

    assert send_notices(office, clock=Clock(at(TUESDAY, 10))).sent == 1
    assert states(office) == ["sent", "failed"]
    assert outbox_lines(office)[0].attempts == 2 < MAX_ATTEMPTS


def test_nothing_is_tried_again_of_which_the_reason_is_gone(office: Office, box: Mailbox) -> None:
    box.answer = lambda: "550 No such user"
    send_notices(office, clock=Clock(at(TUESDAY, 9)))
    proved.decide(office, Choice(GateId("G1"), None, "go", STEF, "All is well"), at(TUESDAY, 10))
    box.answer = lambda: "250 Good"

    by_hand.retry(office, [1, 2], at(TUESDAY, 11))
    send_notices(office, clock=Clock(at(TUESDAY, 11)))

    assert states(office)[:2] == ["withdrawn", "withdrawn"]


def test_a_letter_is_shown_as_its_reader_saw_it_but_for_the_code(office: Office) -> None:
    send_notices(office, clock=Clock(at(TUESDAY, 9)))

    letter = by_hand.letter(office, 1)

    assert letter.line.recipient in {SARA, STEF}
    assert dict(letter.headers)["To"].endswith(f"<{letter.line.recipient}@example.nl>")
    assert by_hand.DOTS in letter.text
    assert by_hand.DOTS in letter.html
    assert "?" * 4 not in letter.text + letter.html
    with pytest.raises(Refused):
        by_hand.letter(office, 77)

"""Who will get which message on which day, before anything is sent."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from scd_workflow.app.office import Office
from scd_workflow.app.preview import Coming, preview, with_pages
from scd_workflow.domain.errors import Refused
from tests.app.test_digests import office, sent
from tests.examples import at, day
from tests.mailbox import Mailbox, Received

__all__ = ["office"]


def letter_of(received: Received) -> EmailMessage:
    return message_from_bytes(received.content, policy=policy.default)


def coming(office: Office, first: date, last: date) -> list[Coming]:
    return list(preview(office, at(day(1, 11), 9), first, last))


def test_what_comes_is_shown_at_the_moment_at_which_it_then_comes(office: Office, box: Mailbox) -> None:
    shown = coming(office, day(1, 11), day(1, 15))

    assert [(each.moment.day, each.person, each.bundled) for each in shown] == [
        (11, "liv", True),
        (12, "liv", True),
        (15, "liv", False),
        (15, "liv", True),
    ]
    assert [len(lines) for _, _, lines in sent(office, box, at(day(1, 11), 9))] == [1]
    assert [len(lines) for _, _, lines in sent(office, box, at(day(1, 12), 9))] == [1]
    alone = [subject for _, subject, _ in sent(office, box, at(day(1, 15), 9)) if "overzicht" not in subject]
    assert [each.subject for each in shown if not each.bundled] == alone


def test_what_was_told_is_not_shown_again_and_nothing_is_put_in_the_outbox_by_looking(
    office: Office, box: Mailbox
) -> None:
    coming(office, day(1, 11), day(1, 29))
    assert sent(office, box, at(day(1, 11), 7)) == []
    sent(office, box, at(day(1, 11), 9))

    assert [each.moment.day for each in coming(office, day(1, 11), day(1, 12))] == [12]


def test_what_is_shown_of_a_day_is_what_then_arrives(office: Office, box: Mailbox) -> None:
    shown = with_pages(office, at(day(1, 11), 9), coming(office, day(1, 15), day(1, 15)))

    for on in (11, 12, 15):
        sent(office, box, at(day(1, on), 9))
    arrived = {str(each["Subject"]): each.get_body(("html",)) for each in map(letter_of, box.received[2:])}

    assert len(shown) == len(arrived) == 2
    for each in shown:
        body = arrived[each.subject]
        assert body is not None
        assert each.html.splitlines() == body.get_content().splitlines()


@pytest.mark.parametrize(
    ("first", "last"), [(day(1, 12), day(1, 11)), (day(1, 10), day(1, 12)), (day(1, 11), day(12, 31))]
)
def test_a_period_that_cannot_be_is_refused(office: Office, first: date, last: date) -> None:
    last = last.replace(year=2029) if last.month == 12 else last

    with pytest.raises(Refused) as refusal:
        coming(office, first, last)

    assert [reason.code for reason in refusal.value.reasons] == ["notices.wrong_period"]

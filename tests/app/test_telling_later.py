"""Where people wait for an act, what is said because of it is put in the outbox a little later, and nothing is lost by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.domain.errors import Refused
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests import proved
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, short
from tests.mailbox import Mailbox
from tests.offices import configured, started

NOON = at(TUESDAY, 12)
WRONG = "0000-0000-0000"


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday; both who may decide it have a reminder in the outbox that was not sent."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    acts.open_gates(opened, at(TUESDAY, 8))
    yield opened
    opened.engine.dispose()


def told(office: Office) -> Counter[tuple[str, str]]:
    """The step of each notice, and how it stands."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return Counter((row.key.split("/")[5], row.state) for row in rows)


def test_an_act_withdraws_what_it_ends_at_once_and_leaves_its_news_to_the_next_who_posts(office: Office) -> None:
    assert told(office) == {("due", "waiting"): 2}

    proved.decide(replace(office, at_once=0), GO, NOON)
    after_the_act = told(office)
    send_notices(office, clock=Clock(NOON))

    assert after_the_act == {("due", "withdrawn"): 2}
    assert told(office) == {("due", "withdrawn"): 2, ("taken", "sent"): 3}


def test_messages_that_are_made_one_at_a_time_are_all_made_and_none_twice(office: Office, box: Mailbox) -> None:
    slow = replace(office, at_once=1)
    proved.decide(slow, GO, NOON)
    assert told(office)["taken", "waiting"] == 1

    assert send_notices(slow, clock=Clock(NOON)).sent == 3
    assert send_notices(slow, clock=Clock(NOON)).sent == 0

    assert len(box.received) == 3


def test_an_answer_that_is_handled_again_is_refused_again_and_counted_once(office: Office) -> None:
    for request in ("one", "one", "other"):
        with pytest.raises(Refused):
            acts.decide(office, GO, NOON, code=WRONG, request=request)

    assert [each.event.kind for each in look(office, NOON).recorded].count("attempt_refused") == 2


def test_how_things_stood_before_several_events_is_what_each_question_by_itself_gives(office: Office) -> None:
    seen = look(office, NOON)
    counts = range(1, len(seen.recorded) + 1)

    together = [tuple(each.standings()) for each in seen.befores(counts)]

    assert together == [tuple(seen.before(count).standings()) for count in counts]
    assert together[-1] == tuple(seen.progress.standings())
    assert len(set(map(str, together))) > 1

"""What was withdrawn before it went out can come back; what was sent, or may have been, cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import claims, outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import OutcomeKind
from scd_workflow.store.returns import Return, returns, withdrawn_keys
from tests.store.examples import MINUTE, NINE, OTHER, PROGRAMME
from tests.store.posting import LATER, LEASE, all_rows, claim, draft, only_row, put, settle, take, withdraw

ANEW = replace(draft(), address="opvolger@example.nl", subject="Nog steeds", mime=b"Anew", not_before=NINE + LATER)


def come_back(engine: Engine) -> list[Return]:
    with reading(engine) as connection:
        return [each for found in returns(connection, PROGRAMME).values() for each in found]


def known(engine: Engine) -> bool:
    with reading(engine) as connection:
        return draft().key in outbox.known_keys(connection, PROGRAMME, [draft().key])


def test_a_withdrawn_message_waits_again_under_its_own_key_as_it_is_written_then(engine: Engine) -> None:
    put(engine, draft())
    number = only_row(engine).id
    withdraw(engine, draft().obligation, now=NINE + MINUTE)
    assert not known(engine)

    with writing(engine) as connection:
        assert outbox.enqueue(connection, PROGRAMME, [ANEW], now=NINE + 2 * MINUTE) == 1

    assert known(engine)
    row = only_row(engine)
    assert (row.id, row.key, row.state, row.withdrawn_at) == (number, draft().key, "waiting", None)
    assert (row.address, row.subject, row.enqueued_at) == ("opvolger@example.nl", "Nog steeds", NINE)
    assert claim(engine, NINE + MINUTE) is None
    assert take(engine, NINE + LATER).mime == b"Anew"


def test_it_is_kept_when_and_why_it_was_withdrawn_and_came_back_each_time(engine: Engine) -> None:
    put(engine, draft(), draft(obligation="decision/G2"))
    number = all_rows(engine)[0].id
    for minute in (1, 3):
        withdraw(engine, draft().obligation, now=NINE + minute * MINUTE)
        with writing(engine) as connection:
            outbox.enqueue(connection, PROGRAMME, [draft()], now=NINE + (minute + 1) * MINUTE)

    assert come_back(engine) == [
        Return(number, NINE + MINUTE, "gedaan", NINE + 2 * MINUTE),
        Return(number, NINE + 3 * MINUTE, "gedaan", NINE + 4 * MINUTE),
    ]


@pytest.mark.parametrize("kind", ["sent", "permanent", "uncertain"])
def test_what_was_sent_or_given_up_does_not_come_back(engine: Engine, kind: OutcomeKind) -> None:
    put(engine, draft())
    claimed = take(engine)
    withdraw(engine, draft().obligation)
    settle(engine, claimed, kind)

    assert put(engine, draft()) == 0
    assert claim(engine, NINE + LATER) is None
    assert come_back(engine) == []


def test_what_is_on_its_way_does_not_come_back_before_it_turned_out_not_to_be_sent(engine: Engine) -> None:
    put(engine, draft())
    claimed = take(engine)
    withdraw(engine, draft().obligation)

    assert put(engine, draft()) == 0
    assert known(engine)
    settle(engine, claimed, "temporary")
    assert put(engine, draft()) == 1
    assert take(engine).attempts == 2


def test_a_sender_that_overslept_settles_nothing_of_what_came_back(engine: Engine) -> None:
    put(engine, draft())
    slow = take(engine)
    withdraw(engine, draft().obligation)
    settle(engine, slow, "temporary")
    put(engine, draft())
    take(engine)

    assert not settle(engine, slow, "sent")
    assert only_row(engine).state == "claimed"


def test_coming_back_does_not_make_a_message_be_tried_for_ever(engine: Engine) -> None:
    put(engine, draft())
    for attempt in range(claims.MAX_ATTEMPTS):
        settle(engine, take(engine, NINE + attempt * LEASE), "temporary")
        withdraw(engine, draft().obligation)
        put(engine, draft())

    assert claim(engine, NINE + LATER) is None
    assert (only_row(engine).state, only_row(engine).outcome_code) == ("failed", "attempts_exhausted")


def test_withdrawn_messages_are_found_by_what_they_are_about_while_it_is_recent(engine: Engine) -> None:
    old, new, other = (draft(name, obligation=f"code/{name}") for name in ("old", "new", "other"))
    put(engine, old, new, other, draft(obligation="decision/G1"))
    withdraw(engine, old.obligation, now=NINE)
    withdraw(engine, new.obligation, draft(obligation="decision/G1").obligation, now=NINE + MINUTE)

    def found(programme: ProgrammeId) -> tuple[str, ...]:
        with reading(engine) as connection:
            return withdrawn_keys(connection, programme, "code/", NINE + MINUTE)

    assert found(PROGRAMME) == (new.key,)
    assert found(OTHER) == ()

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.store import claims, outbox
from scd_workflow.store.claims import MAX_ATTEMPTS
from scd_workflow.store.engine import open_database, reading
from scd_workflow.store.outbox import OutboxRow, OutcomeKind, State
from tests.store.examples import MINUTE, NINE, OTHER, PROGRAMME
from tests.store.posting import LATER, LEASE, MIME, all_rows, claim, draft, only_row, put, settle, take


def test_a_message_enters_the_outbox_once(engine: Engine) -> None:
    assert put(engine, draft("first"), draft("second")) == 2
    assert put(engine, draft("second"), draft("third")) == 1
    assert put(engine) == 0

    assert [row.key.split("/")[-3] for row in all_rows(engine)] == ["first", "second", "third"]


def test_the_same_key_in_another_programme_is_another_message(engine: Engine) -> None:
    put(engine, draft())

    assert put(engine, draft(), programme=OTHER) == 1
    assert claim(engine, programme=OTHER) is not None
    assert only_row(engine).state == "waiting"


def test_the_keys_that_are_known_are_those_in_the_outbox_of_the_programme(engine: Engine) -> None:
    put(engine, draft("first"))
    first, second = draft("first").key, draft("second").key

    with reading(engine) as connection:
        assert outbox.known_keys(connection, PROGRAMME, [first, second]) == {first}
        assert outbox.known_keys(connection, PROGRAMME, []) == frozenset()
        assert outbox.known_keys(connection, OTHER, [first]) == frozenset()


def test_a_message_that_was_sent_does_not_enter_again(engine: Engine) -> None:
    put(engine, draft())
    settle(engine, take(engine), "sent")

    assert put(engine, draft()) == 0
    assert claim(engine, NINE + LATER) is None


def test_a_row_says_what_was_put_in(engine: Engine) -> None:
    put(engine, draft(due=NINE + LATER))

    assert only_row(engine) == OutboxRow(
        id=only_row(engine).id,
        programme="kza",
        key="decision/G1//1/2026-01-12/first/chair/mail",
        obligation="decision/G1//1/2026-01-12",
        recipient="chair",
        address="voorzitter@example.nl",
        channel="mail",
        subject="Besluit over G1",
        state="waiting",
        attempts=0,
        next_at=NINE + LATER,
        lease_until=None,
        outcome_kind=None,
        outcome_code=None,
        outcome_text=None,
        enqueued_at=NINE,
        sent_at=None,
        withdrawn_at=None,
        withdrawn_reason=None,
    )


def test_a_message_is_found_by_its_number_in_its_own_programme(engine: Engine) -> None:
    put(engine, draft())
    number = only_row(engine).id

    with reading(engine) as connection:
        assert outbox.row(connection, PROGRAMME, number) == only_row(engine)
        assert outbox.row(connection, OTHER, number) is None


def test_a_claim_carries_the_frozen_message(engine: Engine) -> None:
    put(engine, draft())

    claimed = take(engine)

    assert (claimed.mime, claimed.address, claimed.attempts) == (MIME, "voorzitter@example.nl", 1)
    assert claimed.lease_until == NINE + LEASE
    assert only_row(engine).state == "claimed"


def test_nothing_is_claimed_before_its_time(engine: Engine) -> None:
    put(engine, draft(due=NINE + MINUTE))

    assert claim(engine, NINE) is None
    assert claim(engine, NINE + MINUTE) is not None


def test_what_has_been_due_longest_goes_first(engine: Engine) -> None:
    put(engine, draft("late", due=NINE), draft("early", due=NINE - LATER))

    assert take(engine).key.split("/")[-3] == "early"


def test_a_claimed_message_is_nobody_elses_until_the_claim_runs_out(engine: Engine) -> None:
    put(engine, draft())
    first = take(engine)

    assert claim(engine, NINE + LEASE - timedelta(microseconds=1)) is None
    again = take(engine, NINE + LEASE)
    assert (again.id, again.attempts, again.mime) == (first.id, 2, first.mime)


@pytest.mark.parametrize(
    ("kind", "state", "attempts"),
    [
        ("sent", "sent", 1),
        ("temporary", "retry", 1),
        ("permanent", "failed", 1),
        ("config", "retry", 0),
        ("uncertain", "uncertain", 1),
    ],
)
def test_an_outcome_leads_to_its_state(engine: Engine, kind: OutcomeKind, state: State, attempts: int) -> None:
    put(engine, draft())

    assert settle(engine, take(engine), kind, now=NINE + MINUTE)

    row = only_row(engine)
    assert (row.state, row.attempts, row.lease_until) == (state, attempts, None)
    assert (row.outcome_kind, row.outcome_code, row.outcome_text) == (kind, "4.2.1", "vol")
    assert row.sent_at == (NINE + MINUTE if kind == "sent" else None)


@pytest.mark.parametrize("kind", ["temporary", "config"])
def test_a_message_is_tried_again_at_the_moment_given(engine: Engine, kind: OutcomeKind) -> None:
    put(engine, draft())
    settle(engine, take(engine), kind)

    assert claim(engine, NINE + LATER - MINUTE) is None
    assert claim(engine, NINE + LATER) is not None


@pytest.mark.parametrize("kind", ["sent", "permanent", "uncertain"])
def test_what_is_settled_for_good_is_not_tried_again(engine: Engine, kind: OutcomeKind) -> None:
    put(engine, draft())
    settle(engine, take(engine), kind)

    assert claim(engine, NINE + timedelta(days=365)) is None


def test_a_sender_that_overslept_settles_nothing(engine: Engine) -> None:
    put(engine, draft())
    slow = take(engine)
    quick = take(engine, NINE + LEASE)

    assert not settle(engine, slow, "temporary")
    assert settle(engine, quick, "sent")
    assert not settle(engine, slow, "temporary")
    assert only_row(engine).state == "sent"


def test_a_sender_that_overslept_may_settle_when_nobody_took_over(engine: Engine) -> None:
    put(engine, draft())
    slow = take(engine)

    assert settle(engine, slow, "sent", now=NINE + LATER)


def test_an_attempt_that_did_not_count_cannot_be_settled_twice(engine: Engine) -> None:
    put(engine, draft())
    first = take(engine)
    settle(engine, first, "config")
    second = take(engine, NINE + LATER)

    assert second.attempts == first.attempts
    assert not settle(engine, first, "permanent")
    assert only_row(engine).state == "claimed"


def test_a_message_that_kills_its_sender_is_given_up_in_the_end_and_may_have_arrived(engine: Engine) -> None:
    put(engine, draft())
    for attempt in range(MAX_ATTEMPTS):
        assert take(engine, NINE + attempt * LEASE).attempts == attempt + 1

    assert claim(engine, NINE + MAX_ATTEMPTS * LEASE) is None
    row = only_row(engine)
    assert (row.state, row.attempts, row.outcome_code) == ("uncertain", MAX_ATTEMPTS, "attempts_exhausted")


def test_a_message_that_is_given_up_does_not_hold_up_the_next(engine: Engine) -> None:
    put(engine, draft("hopeless"))
    for attempt in range(MAX_ATTEMPTS):
        take(engine, NINE + attempt * LEASE)
    put(engine, draft("fresh", due=NINE + LATER))

    assert take(engine, NINE + LATER).key.split("/")[-3] == "fresh"


def test_several_senders_never_hold_the_same_message(engine: Engine) -> None:
    put(engine, *(draft(f"{number:02d}") for number in range(40)))

    def relay() -> list[int]:
        sent = []
        while claimed := claim(engine):
            assert settle(engine, claimed, "sent")
            sent.append(claimed.id)
        return sent

    with ThreadPoolExecutor(4) as pool:
        relays = [pool.submit(relay) for _ in range(4)]
        sent = [number for turn in relays for number in turn.result()]

    assert sorted(sent) == [row.id for row in all_rows(engine, "sent")]
    assert len(sent) == 40


def test_the_sweep_looks_at_unsent_messages_only(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    which = {"whose": PROGRAMME, "by": "mail", "now": NINE, "at_most": 1}
    compiled = claims.DUE.statement.params(which).compile(engine, compile_kwargs={"literal_binds": True})

    with reading(engine) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()

    assert "USING INDEX outbox_due" in plan[0].detail
    engine.dispose()

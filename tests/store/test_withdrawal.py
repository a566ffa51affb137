from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.store.outbox import OutcomeKind, State
from tests.store.examples import MINUTE, NINE
from tests.store.posting import LATER, LEASE, all_rows, claim, draft, only_row, put, settle, take, unsent, withdraw


def test_what_is_withdrawn_is_never_sent(engine: Engine) -> None:
    put(engine, draft(obligation="decision/G1"), draft(obligation="decision/G2"))

    assert withdraw(engine, "decision/G1", now=NINE + MINUTE) == 1

    assert take(engine, NINE + MINUTE).obligation == "decision/G2"
    assert claim(engine, NINE + MINUTE) is None
    (gone,) = all_rows(engine, "withdrawn")
    assert (gone.withdrawn_at, gone.withdrawn_reason) == (NINE + MINUTE, "gedaan")


def test_withdrawing_counts_only_what_could_still_go_out(engine: Engine) -> None:
    put(engine, draft("sent"), draft("waiting"))
    settle(engine, take(engine), "sent")

    assert withdraw(engine, draft().obligation) == 1
    assert withdraw(engine, draft().obligation) == 0
    assert withdraw(engine) == 0
    assert Counter(row.state for row in all_rows(engine)) == {"sent": 1, "withdrawn": 1}


def test_a_message_withdrawn_before_a_retry_is_not_tried_again(engine: Engine) -> None:
    put(engine, draft())
    settle(engine, take(engine), "temporary")

    assert withdraw(engine, draft().obligation) == 1
    assert claim(engine, NINE + LATER) is None


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("sent", "sent"),
        ("temporary", "withdrawn"),
        ("config", "withdrawn"),
        ("permanent", "failed"),
        ("uncertain", "uncertain"),
    ],
)
def test_a_message_withdrawn_while_it_is_sent_is_not_tried_again(
    engine: Engine, kind: OutcomeKind, state: State
) -> None:
    put(engine, draft())
    claimed = take(engine)
    assert withdraw(engine, draft().obligation, now=NINE + MINUTE) == 1

    assert settle(engine, claimed, kind, now=NINE + 2 * MINUTE)

    row = only_row(engine)
    assert (row.state, row.withdrawn_at) == (state, NINE + MINUTE)
    assert claim(engine, NINE + LATER) is None


def test_a_message_withdrawn_while_its_sender_died_ends_as_uncertain(engine: Engine) -> None:
    put(engine, draft())
    take(engine)
    withdraw(engine, draft().obligation)

    assert claim(engine, NINE + LEASE) is None
    row = only_row(engine)
    assert (row.state, row.outcome_code, row.withdrawn_reason) == ("uncertain", "lease_expired", "gedaan")


def test_an_obligation_is_unsent_while_a_message_about_it_may_still_go_out(engine: Engine) -> None:
    kinds: tuple[OutcomeKind, ...] = ("sent", "temporary", "permanent")
    for kind in kinds:
        put(engine, draft(obligation=kind))
        settle(engine, take(engine), kind)
    put(engine, draft(obligation="withdrawn"), draft(obligation="waiting"))
    withdraw(engine, "withdrawn")
    assert take(engine).obligation == "waiting"

    assert unsent(engine) == {"temporary", "waiting"}
    withdraw(engine, "waiting")
    assert unsent(engine) == {"temporary"}

"""The laws of the outbox, for one message: time moves by whole leases, and a sender may die between claim and settle."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.engine import Engine

from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import outbox
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Claimed, Draft, OutboxRow, OutcomeKind
from tests.store.examples import MINUTE, NINE

LEASE = 5 * MINUTE
ATTEMPTS = 2
MESSAGE = Draft(
    key="decision/G1/mail",
    obligation="decision/G1",
    recipient="chair",
    address="voorzitter@example.nl",
    channel="mail",
    subject="Besluit over G1",
    mime=b"the frozen bytes",
    not_before=NINE,
)
OUTCOMES: tuple[OutcomeKind, ...] = ("sent", "temporary", "permanent", "config", "uncertain")
FINAL = {"sent", "failed", "uncertain", "withdrawn"}
numbers = count()


class OneMessage(RuleBasedStateMachine):
    """One message, and all that people, senders and time can do to it."""

    database: Engine

    def __init__(self) -> None:
        """Start without the message, in a programme of its own."""
        super().__init__()
        self.programme = ProgrammeId(f"programme-{next(numbers)}")
        self.now: datetime = NINE
        self.put_in = self.withdrawn = False
        self.claims: list[Claimed] = []
        self.counted = 0
        self.final: OutboxRow | None = None

    def row(self) -> OutboxRow | None:
        """The message as it stands, absent when it was not put in."""
        with writing(self.database) as connection:
            found = outbox.rows(connection, self.programme)
        assert len(found) == self.put_in
        return found[0] if found else None

    @rule()
    def enqueue(self) -> None:
        """The message is put in, perhaps not for the first time; withdrawn and unsent it comes back."""
        before = self.row()
        with writing(self.database) as connection:
            added = outbox.enqueue(connection, self.programme, [MESSAGE], now=self.now)
        back = before is not None and before.state == "withdrawn"
        assert added == (not self.put_in or back)
        self.put_in = True
        if back:
            self.final, self.withdrawn = None, False

    @rule()
    def time_passes(self) -> None:
        """Every claim made until here runs out."""
        self.now += LEASE

    @rule()
    def claim(self) -> None:
        """A sender asks for work."""
        before = self.row()
        with writing(self.database) as connection:
            claimed = outbox.claim(connection, self.programme, now=self.now, lease=LEASE)
        if claimed is None:
            return
        assert before is not None
        assert not self.withdrawn
        assert before.state in {"waiting", "retry", "claimed"}
        assert before.lease_until is None or before.lease_until <= self.now
        assert claimed.mime == MESSAGE.mime
        self.claims.append(claimed)
        self.counted += 1

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), kind=st.sampled_from(OUTCOMES))
    def settle(self, data: st.DataObject, kind: OutcomeKind) -> None:
        """Any sender that ever claimed it, however late, reports any outcome."""
        claimed = data.draw(st.sampled_from(self.claims))
        with writing(self.database) as connection:
            settled = outbox.settle(connection, claimed, kind, code="", text="", next_at=self.now + LEASE, now=self.now)
        if settled:
            assert claimed == self.claims[-1]
            self.counted -= kind == "config"

    @rule()
    def withdraw(self) -> None:
        """The obligation ends."""
        before = self.row()
        with writing(self.database) as connection:
            stopped = outbox.withdraw(connection, self.programme, [MESSAGE.obligation], reason="gedaan", now=self.now)
        could_go_out = before is not None and before.state not in FINAL and before.withdrawn_at is None
        assert stopped == could_go_out
        self.withdrawn |= could_go_out

    @invariant()
    def attempts_that_count_are_bounded(self) -> None:
        """No message is tried for ever."""
        assert self.counted <= ATTEMPTS

    @invariant()
    def what_is_final_stays_as_it_is(self) -> None:
        """Nothing is opened again, and nothing about it changes, but for what was withdrawn and is put in anew."""
        row = self.row()
        assert self.final in (None, row)
        if row and row.state in FINAL:
            self.final = row

    def teardown(self) -> None:
        """Nothing is lost: left alone, the message is sent or ends in a state that says why not."""
        for _ in range(ATTEMPTS + 1):
            self.now += 2 * LEASE
            self.claim()
        row = self.row()
        assert row is None or row.state in FINAL


def test_whatever_happens_to_a_message_the_laws_hold(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MAX_ATTEMPTS", ATTEMPTS)

    class Message(OneMessage):
        database = engine

    run_state_machine_as_test(Message, settings=settings(deadline=None, stateful_step_count=30))

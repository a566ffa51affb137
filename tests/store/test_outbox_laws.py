"""The laws of the outbox, for letters and a card: people, relays that die, and time do what they like with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.engine import Engine

from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import claims, outbox
from scd_workflow.store.claims import Claimed
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Draft, OutboxRow, OutcomeKind
from tests.store.examples import MINUTE, NINE

LEASE = 5 * MINUTE
ATTEMPTS = 2
OUTCOMES: tuple[OutcomeKind, ...] = ("sent", "temporary", "permanent", "config", "uncertain")
FINAL = {"sent", "failed", "uncertain", "withdrawn"}
LETTERS, CARDS = "mail", "beheer"
numbers = count()


def message(number: int, channel: str) -> Draft:
    """A message about an obligation that two of them share."""
    return Draft(
        key=f"decision/G{number // 2}/{number}/{channel}",
        obligation=f"decision/G{number // 2}",
        recipient="chair",
        address="voorzitter@example.nl",
        channel=channel,
        subject="Besluit",
        mime=f"the frozen bytes of {number}".encode(),
        not_before=NINE,
    )


MESSAGES = (message(0, LETTERS), message(1, LETTERS), message(2, CARDS))
some_message = st.sampled_from(MESSAGES)


@dataclass
class Fate:
    """What became of a message: what was tried of it, and how it stood when it was over."""

    withdrawn: bool = False
    counted: int = 0
    arrived: bool = False
    final: OutboxRow | None = None
    claims: list[Claimed] = field(default_factory=list)


class Outbox(RuleBasedStateMachine):
    """Some messages, and all that people, relays and time can do to them."""

    database: Engine

    def __init__(self) -> None:
        """Start without messages, in a programme of its own."""
        super().__init__()
        self.programme = ProgrammeId(f"programme-{next(numbers)}")
        self.now: datetime = NINE
        self.fates: dict[str, Fate] = {}
        self.under_way: list[Claimed] = []

    def rows(self) -> dict[str, OutboxRow]:
        """The messages as they stand."""
        with writing(self.database) as connection:
            found = {row.key: row for row in outbox.rows(connection, self.programme)}
        assert found.keys() == self.fates.keys(), "nothing is lost"
        return found

    @rule(draft=some_message)
    def enqueue(self, draft: Draft) -> None:
        """A message is put in, perhaps not for the first time; withdrawn and unsent it comes back."""
        back = draft.key in self.fates and self.rows()[draft.key].state == "withdrawn"
        with writing(self.database) as connection:
            added = outbox.enqueue(connection, self.programme, [draft], now=self.now)
        assert added == (draft.key not in self.fates or back)
        fate = self.fates.setdefault(draft.key, Fate())
        if back:
            fate.final, fate.withdrawn = None, False

    @rule()
    def time_passes(self) -> None:
        """Every claim made until here runs out."""
        self.now += LEASE

    @rule(channel=st.sampled_from([LETTERS, CARDS]), at_most=st.integers(1, 3))
    def claim(self, channel: str, at_most: int) -> None:
        """A relay asks for work by a channel, of which cards may not be repeated."""
        before = self.rows()
        with writing(self.database) as connection:
            found = claims.claim(
                connection,
                self.programme,
                channel,
                now=self.now,
                lease=LEASE,
                at_most=at_most,
                repeatable=channel == LETTERS,
            )
        assert len(found) <= at_most
        assert max(Counter(each.key for each in found).values(), default=1) == 1
        for each in found:
            row, fate = before[each.key], self.fates[each.key]
            assert not fate.withdrawn, "never after the fact"
            assert row.lease_until is None or row.lease_until <= self.now, "never two at once"
            assert row.state in {"waiting", "retry"} or channel == LETTERS, "no card twice"
            assert each.mime in {draft.mime for draft in MESSAGES if draft.key == each.key}
            fate.counted += 1
            fate.claims.append(each)
        self.under_way += found

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), kind=st.sampled_from(OUTCOMES), again=st.booleans())
    def settle(self, data: st.DataObject, kind: OutcomeKind, *, again: bool) -> None:
        """Any relay that ever claimed something, however late, reports any outcome, once."""
        claimed = data.draw(st.sampled_from(self.under_way))
        self.under_way.remove(claimed)
        with writing(self.database) as connection:
            settled = claims.settle(
                connection, claimed, kind, code="", text="", next_at=self.now + LEASE, now=self.now, repeat=again
            )
        fate = self.fates[claimed.key]
        fate.arrived |= kind == "sent"
        if settled:
            assert claimed == fate.claims[-1]
            fate.counted -= kind == "config"

    @rule(draft=some_message)
    def withdraw(self, draft: Draft) -> None:
        """An obligation ends, and with it every message about it that did not go out."""
        before = self.rows()
        with writing(self.database) as connection:
            stopped = outbox.withdraw(connection, self.programme, [draft.obligation], reason="gedaan", now=self.now)
        about = {each.key for each in MESSAGES if each.obligation == draft.obligation}
        open_ = {
            key for key in about & before.keys() if before[key].state not in FINAL and not before[key].withdrawn_at
        }
        assert stopped == len(open_)
        for key in open_:
            self.fates[key].withdrawn = True

    @invariant()
    def attempts_that_count_are_bounded(self) -> None:
        """No message is tried for ever."""
        assert all(fate.counted <= ATTEMPTS for fate in self.fates.values())

    @invariant()
    def what_is_final_stays_as_it_is(self) -> None:
        """Nothing is opened again, and nothing about it changes, but for what was withdrawn and is put in anew."""
        for key, row in self.rows().items():
            fate = self.fates[key]
            assert fate.final in (None, row)
            if row.state in FINAL:
                fate.final = row

    @invariant()
    def no_doubt_goes_unmarked(self) -> None:
        """What was tried and of which nobody said how it went is not said to have failed, or never to have gone out."""
        for key, row in self.rows().items():
            if self.fates[key].arrived and row.state in {"failed", "withdrawn"}:
                raise AssertionError(row)

    def teardown(self) -> None:
        """Nothing is lost: left alone, each message is sent or ends in a state that says why not."""
        for _ in range(ATTEMPTS + 1):
            self.now += 2 * LEASE
            self.claim(LETTERS, 3)
            self.claim(CARDS, 3)
        assert {row.state for row in self.rows().values()} <= FINAL


def test_whatever_happens_to_messages_the_laws_hold(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "MAX_ATTEMPTS", ATTEMPTS)

    class Messages(Outbox):
        database = engine

    run_state_machine_as_test(Messages, settings=settings(deadline=None, stateful_step_count=40))

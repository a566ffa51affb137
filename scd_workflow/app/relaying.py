"""The relay: takes what is due from the outbox, delivers it over several connections and records how that went."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.crew import Crew
from scd_workflow.app.pacing import Pacing
from scd_workflow.app.settling import UNFILLED, at_fault, settled
from scd_workflow.app.stopping import Stop
from scd_workflow.app.tally import Tally
from scd_workflow.config.channels import is_mail
from scd_workflow.delivery import Outcome
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import claims
from scd_workflow.store.claims import Claimed
from scd_workflow.store.outbox import State
from scd_workflow.store.pace import due_count
from scd_workflow.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scd_workflow.app.carriers import Carriers
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.store.engine import Connection, Engine

LEASE = timedelta(minutes=10)
"""Longer than the slowest delivery, so that nobody sends what is still being sent."""

LONGEST = timedelta(minutes=3)
"""How long a run goes on; with the slowest delivery after that it still ends before its process counts as lost."""

MOST = 20
"""How many messages are under way at most, by all channels together."""

QUICK = 0.002
"""After how many seconds a message is recorded as soon as its server has it, and not with the claim of the next: what is
known and not yet recorded arrives twice when we are killed.
"""

LINGER = 0.001
"""For how many seconds at most we wait for the others under way before we claim, so that several share a commit, which takes
about as long. What was quick waits with its recording too; what was not is recorded before.
"""

_Crew = Crew[tuple[Claimed, bytes], tuple[Outcome, bool]]

logger = logging.getLogger(__name__)


def frozen(claimed: Claimed) -> bytes:
    """The message as it was put in the outbox."""
    return claimed.mime


def nobody(connection: Connection, channel: str, outcome: Outcome, now: datetime) -> None:
    """Tell nobody that a channel does not work."""
    del connection, channel, outcome, now


@dataclass(frozen=True, kw_only=True)
class Relay:
    """What a relay works with.

    Before each claim, in its transaction, `look` withdraws what need not be said any more; `fill` gives the bytes that
    go out, which are kept nowhere. Where it raises `PlanInvalid` no message goes out before the settings are mended.
    `alarm` is asked to tell somebody of a channel that does not work. `told` hears how
    many messages were tried, and of how many that were due when the run began. With a `stop` a run waits for what the
    rate of a channel holds back; when it is asked, what is under way is finished and nothing new begun.
    """

    engine: Engine
    programme: ProgrammeId
    carriers: Carriers
    clock: Callable[[], datetime]
    look: Callable[[Connection, datetime], None]
    fill: Callable[[Claimed], bytes] = frozen
    alarm: Callable[[Connection, str, Outcome, datetime], None] = nobody
    told: Callable[[int, int], None] | None = None
    stop: Stop | None = None

    def run(self, longest: timedelta = LONGEST) -> Tally:
        """Send every message that is due, for as long as `longest`; what is left waits for the next run.

        Each message is claimed in the moment before it is sent, and settled as soon as it is known how that went, so
        that being killed leaves one message in doubt for each connection at most. A channel that does not work, or
        sends us away for a while, gets nothing more in this run.
        """
        run = _Run(self, self.clock() + longest)
        # What comes from outside, as signals do, breaks into the main thread only, and so into no letter under way.
        with ThreadPoolExecutor(1) as pool:
            try:
                return pool.submit(copy_context().run, run.tally).result()
            except BaseException:
                run.stop.ask()
                raise


class _Run:
    """One run, in a thread of its own, which also carries what is under way alone; one database has one writer."""

    def __init__(self, relay: Relay, ends: datetime) -> None:
        self.stop = relay.stop or Stop()
        self._relay = relay
        self._ends = ends
        self._pacing = Pacing(relay.programme, relay.carriers.pace)
        self._seen: Counter[State] = Counter()
        self._resting: dict[str, Reason | None] = {}
        self._unfilled: Reason | None = None
        self._finished: list[tuple[Claimed, Outcome]] = []
        # Whether what was heard last took long, as is expected of a server that we do not know yet.
        self._slow = True
        self._writer = Writer(relay.engine)
        self._tried, self._due = 0, 0
        self._crew: _Crew = Crew(self._carried)

    def tally(self) -> Tally:
        with self._crew as crew, self._writer:
            try:
                while self._goes_on():
                    self._hand_out(crew)
                    if not crew.busy and not self._finished and not self._waited():
                        break
                    self._hear(crew, self._pause())
                    self._settle_slow(crew)
            finally:
                # Whatever ended the run, what is known of the others is not lost.
                while crew.busy or self._finished:
                    self._hear(crew)
                    self._settle()
        seen = self._seen
        reason = self._unfilled or next(filter(None, self._resting.values()), None)
        return Tally(seen["sent"], seen["retry"], seen["failed"], seen["uncertain"], seen["withdrawn"], reason)

    def _goes_on(self) -> bool:
        return not self.stop.asked and self._unfilled is None and self._relay.clock() < self._ends

    def _pause(self) -> float | None:
        """After how many seconds to look up, when nothing is heard before."""
        if self._pacing.resume_at is None:
            return None
        return max((self._pacing.resume_at - self._relay.clock()).total_seconds(), 0)

    def _waited(self) -> bool:
        """Whether a rate held something back, and it is or may be time for it by now."""
        pause = self._pause()
        if pause is None or self._relay.stop is None:
            return False
        left = self._ends - self._relay.clock()
        self.stop.wait(min(timedelta(seconds=pause), left))
        return True

    def _hand_out(self, crew: _Crew) -> None:
        taken = self._settled_and_claimed(MOST - crew.busy)
        # With nothing else to do until it is finished; to hand it to another thread costs as much as to send it.
        by_itself = len(taken) == 1 and not crew.busy and self._pause() is None
        for claimed in taken:
            filled = self._filled(claimed)
            if isinstance(filled, bytes):
                if by_itself:
                    outcome, self._slow = self._carried((claimed, filled))
                    self._finished.append((claimed, outcome))
                else:
                    crew.give((claimed, filled))
                continue
            self._finished.append((claimed, filled))
            if filled.kind == "config":
                # The next message would fare no better, by whatever channel.
                self._unfilled = filled.reason

    def _settled_and_claimed(self, at_most: int) -> list[Claimed]:
        """What is to be sent next; what was sent before is settled in the same transaction, for each costs as much again."""
        if self._is_faulty():
            self._alarm()
        relay, now = self._relay, self._relay.clock()
        self._note()
        with self._writer.writing() as connection:
            # The look first: it waits for whoever acts, who may be waiting for the rows that are settled here.
            relay.look(connection, now)
            states = self._record(connection, now)
            if relay.told is not None and not self._due:
                self._due = due_count(connection, relay.programme, now)
            taken = self._claimed(connection, now, at_most)
        self._count(states)
        if not taken:
            self._writer.secure()
        self._pacing.under_way.update(each.channel for each in taken)
        return taken

    def _claimed(self, connection: Connection, now: datetime, at_most: int) -> list[Claimed]:
        taken: list[Claimed] = []
        self._pacing.resume_at = None
        for channel in claims.waiting_channels(connection, self._relay.programme):
            if channel in self._resting:
                continue
            taken += claims.claim(
                connection,
                self._relay.programme,
                channel,
                now=now,
                lease=LEASE,
                at_most=min(self._pacing.room(connection, channel, now), at_most - len(taken)),
                # A letter has one Message-ID and one Date, whenever it is sent; a card would stand there twice.
                repeatable=is_mail(channel),
            )
        return taken

    def _filled(self, claimed: Claimed) -> bytes | Outcome:
        try:
            return self._relay.fill(claimed)
        except PlanInvalid as invalid:
            return Outcome("config", UNFILLED, reason=invalid.reasons[0])
        except Exception as error:  # noqa: BLE001 - as below
            return _broken(claimed, error)

    def _carried(self, task: tuple[Claimed, bytes]) -> tuple[Outcome, bool]:
        """How sending a message went, and whether that took so long that it is to be recorded at once."""
        claimed, message = task
        begun = time.monotonic()
        try:
            outcome = self._relay.carriers.carry(claimed.channel, message, claimed.address)
        except Exception as error:  # noqa: BLE001 - a message that breaks its delivery must not keep back the others
            outcome = _broken(claimed, error)
        return outcome, time.monotonic() - begun > QUICK

    def _hear(self, crew: _Crew, longest: float | None = None) -> None:
        """Wait for what is under way, unless something is known already."""
        heard = crew.finished(0 if self._finished else longest, 0 if self._slow else LINGER)
        self._finished += [(claimed, outcome) for (claimed, _), (outcome, _) in heard]
        if heard:
            self._slow = any(slow for _, (_, slow) in heard)

    def _settle_slow(self, crew: _Crew) -> None:
        """Record what took long as soon as it is known, and what comes shortly after it."""
        if self._is_due_at_once():
            self._settle(lightly=True)
            self._hear(crew, LINGER)
        if self._is_due_at_once():
            self._settle(lightly=True)

    def _is_due_at_once(self) -> bool:
        # Of what is at fault nothing was sent that could arrive twice; it is settled with its alarm.
        return self._slow and bool(self._finished) and not self._is_faulty()

    def _is_faulty(self) -> bool:
        return any(at_fault(outcome) for _, outcome in self._finished)

    def _alarm(self) -> None:
        """Settle what is finished, and have somebody told of the channels that do not work."""
        faults = [(claimed.channel, outcome) for claimed, outcome in self._finished if at_fault(outcome)]
        self._settle()
        with self._writer.writing() as connection:
            for channel, outcome in faults:
                self._relay.alarm(connection, channel, outcome, self._relay.clock())

    def _settle(self, *, lightly: bool = False) -> None:
        """Record how attempts went, and nothing else."""
        self._note()
        with self._writer.writing(lightly=lightly) as connection:
            states = self._record(connection, self._relay.clock())
        self._count(states)

    def _note(self) -> None:
        """Learn from what is finished."""
        for claimed, outcome in self._finished:
            self._pacing.under_way[claimed.channel] -= 1
            if outcome.retry_after is not None or at_fault(outcome):
                self._resting[claimed.channel] = outcome.reason

    def _record(self, connection: Connection, now: datetime) -> list[State | None]:
        return [settled(connection, claimed, outcome, now) for claimed, outcome in self._finished]

    def _count(self, states: list[State | None]) -> None:
        """Count what is recorded for good."""
        for (_, outcome), state in zip(self._finished, states, strict=True):
            if state is not None and outcome.kind != "config":
                self._seen[state] += 1
        self._tried += len(self._finished)
        if self._finished and self._relay.told is not None:
            self._relay.told(self._tried, self._due)
        self._finished = []


def _broken(claimed: Claimed, error: Exception) -> Outcome:
    # Where it broke, not what it said: that may name an address.
    trace = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", claimed.key, type(error).__name__, trace)
    return Outcome("temporary", type(error).__name__)

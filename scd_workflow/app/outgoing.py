"""The outbox as people see it, and sending what waits in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.acts import open_gates
from scd_workflow.app.alarms import Alarms
from scd_workflow.app.carriers import carriers
from scd_workflow.app.office import refuse_unknown
from scd_workflow.app.posting import Lookout
from scd_workflow.app.relaying import LONGEST, Relay
from scd_workflow.app.tally import Tally
from scd_workflow.domain.reasons import because
from scd_workflow.report.notices import Back, Line
from scd_workflow.store import outbox
from scd_workflow.store.bodies import empty_bodies
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.returns import returns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.stopping import Stop
    from scd_workflow.store.outbox import OutboxRow
    from scd_workflow.store.returns import Return

BETWEEN = timedelta(seconds=5)
"""How long to wait between two runs when they follow each other."""


def outbox_lines(office: Office, known_on: datetime | None = None) -> tuple[Line, ...]:
    """Every notice in the outbox, or that was in it on `known_on`, in the order in which they were put in."""
    with reading(office.engine) as connection:
        refuse_unknown(connection, office.programme)
        rows, back = outbox.rows(connection, office.programme), returns(connection, office.programme)
    if known_on is None:
        return tuple(outbox_line(row, back.get(row.id, ())) for row in rows)
    return tuple(_then(row, back.get(row.id, ()), known_on) for row in rows if row.enqueued_at <= known_on)


def outbox_line(row: OutboxRow, back: tuple[Return, ...] = ()) -> Line:
    """How a message stands, with each time that it came back."""
    return Line(
        number=row.id,
        key=row.key,
        recipient=row.recipient,
        channel=row.channel,
        subject=row.subject,
        state=row.state,
        attempts=row.attempts,
        enqueued_at=row.enqueued_at,
        sent_at=row.sent_at,
        reason=row.withdrawn_reason or row.outcome_text or "",
        code=row.outcome_code or "",
        back=tuple(Back(each.withdrawn_at, each.withdrawn_reason, each.returned_at) for each in back),
        goes_at=row.next_at if row.state in {"waiting", "retry"} else None,
    )


def _then(row: OutboxRow, back: tuple[Return, ...], known_on: datetime) -> Line:
    """A notice as it stood: sent, withdrawn or waiting.

    When one failed or became doubtful is kept nowhere, so those stand as they do now; nor are earlier attempts.
    """
    line = outbox_line(row, tuple(each for each in back if each.returned_at <= known_on))
    gone = next((each for each in back if each.withdrawn_at <= known_on < each.returned_at), None)
    if gone is not None:
        return replace(line, state="withdrawn", attempts=None, sent_at=None, reason=gone.withdrawn_reason)
    if row.state in {"failed", "uncertain"} or (row.sent_at is not None and row.sent_at <= known_on):
        return line
    if row.withdrawn_at is None or row.withdrawn_at > known_on:
        return replace(line, state="waiting", attempts=None, sent_at=None, reason="", goes_at=None)
    # What was withdrawn and is sent all the same was on its way at that moment.
    return replace(line, state="withdrawn" if row.state == "withdrawn" else "claimed", sent_at=None)


def send_notices(
    office: Office,
    *,
    clock: Callable[[], datetime],
    longest: timedelta = LONGEST,
    told: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> Tally:
    """Open the gates that are ready, enqueue what is due, and send all that waits, for as long as `longest`.

    Bodies that were kept long enough are emptied. For `told` and `stop` see `Relay`.
    """
    open_gates(office, clock())
    lookout, alarms = Lookout(office), Alarms(office)
    with carriers(office) as carrying:
        relay = Relay(
            engine=office.engine,
            programme=office.programme,
            carriers=carrying,
            clock=clock,
            look=lookout.look,
            fill=lookout.fill,
            alarm=alarms.raise_for,
            told=told,
            stop=stop,
        )
        tally = relay.run(longest)
    _empty_old_bodies(office, clock())
    if tally.reason is None and lookout.problems:
        return replace(tally, reason=because("app.notices_wait", what=lookout.problems[0]))
    return tally


def follow_notices(office: Office, *, clock: Callable[[], datetime], stop: Stop) -> Iterator[Tally]:
    """What each run sends, one after the other, until somebody asks to stop."""
    while not stop.asked:
        yield send_notices(office, clock=clock, stop=stop)
        stop.wait(BETWEEN)


def _empty_old_bodies(office: Office, now: datetime) -> None:
    """Empty a batch of what was kept long enough; the next run sees to the next."""
    before = now - timedelta(days=office.settings.keep_bodies)
    with writing(office.engine) as connection:
        empty_bodies(connection, office.programme, before)

"""Answering for the log: that its chain is whole, with the plans that it names, and what was decided in a period."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scd_workflow.app.office import refuse_unknown
from scd_workflow.app.view import view
from scd_workflow.domain.decision_list import Heard, Period
from scd_workflow.domain.decision_list import decision_list as listed
from scd_workflow.domain.errors import Refused, StoreUnavailable
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.reasons import because
from scd_workflow.store import log, plans
from scd_workflow.store.engine import reading
from scd_workflow.store.log import Head, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.decision_list import DecisionList
    from scd_workflow.store.engine import Connection


def proved(office: Office, kept: Head | None) -> Verdict:
    """Whether the log is what it was, up to a head that was kept elsewhere when there is one.

    The plans are in it by their digest only; one of which the text was changed is found at the row that adopted it.
    """
    with reading(office.engine) as connection:
        if kept is None:
            # With a head in hand a log that is gone altogether was cut, and not mistaken for another.
            refuse_unknown(connection, office.programme)
        verdict = log.verify(connection, office.programme, kept)
        return _with_plans(connection, office, verdict) if verdict.ok else verdict


def head(office: Office, known_on: datetime | None = None) -> Head:
    """The end of the log, or of what was known of it on `known_on`."""
    with reading(office.engine) as connection:
        refuse_unknown(connection, office.programme)
        return _head(connection, office, known_on)


def decision_list(office: Office, period: Period, now: datetime, known_on: datetime | None = None) -> DecisionList:
    """What was decided in a period, and what became of it since, as far as known on `known_on` (now when None).

    Raises `Refused` for a period that ends before it begins.
    """
    if period.first is not None and period.last is not None and period.last < period.first:
        raise Refused(because("audit.backwards", first=period.first, last=period.last))
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, known_on or now, known_on=known_on)
        digests = {each.digest for each in seen.state.adoptions}
        adopted = {each: Plan.model_validate_json(plans.text_of(connection, each)) for each in digests}
        end = log.format_head(_head(connection, office, known_on))
    heard = (Heard(each.seq, each.recorded_at, each.event) for each in seen.recorded)
    return listed(heard, adopted, period, today=seen.today, head=end)


def _head(connection: Connection, office: Office, known_on: datetime | None) -> Head:
    if known_on is None:
        return log.head(connection, office.programme)
    known = deque(log.read(connection, office.programme, known_on=known_on), maxlen=1)
    number = known[0].seq if known else 0
    return Head(number, log.hash_at(connection, office.programme, number) or log.genesis(office.programme))


def _with_plans(connection: Connection, office: Office, verdict: Verdict) -> Verdict:
    for each in log.read(connection, office.programme):
        if each.event.kind == "plan_adopted":
            try:
                plans.text_of(connection, each.event.digest)
            except StoreUnavailable as wrong:
                return Verdict(each.seq - 1, each.seq, wrong.reasons[0])
    return verdict

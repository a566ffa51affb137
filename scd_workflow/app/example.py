"""The example programme: a made-up history, placed so that its first decision falls due today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pendulum

from scd_workflow.app.example_evaluations import evaluated
from scd_workflow.app.example_risks import noted
from scd_workflow.app.office import refuse_other
from scd_workflow.app.plans import put_in_force
from scd_workflow.app.view import local
from scd_workflow.config.history import History, load_history
from scd_workflow.config.instruments import load_instrument
from scd_workflow.config.plan import load_plan
from scd_workflow.domain import authority
from scd_workflow.domain.consultation import consulted
from scd_workflow.domain.events import (
    ActivityDone,
    AttestationGiven,
    DocumentApproved,
    Event,
    PlanAdopted,
    PositionGiven,
)
from scd_workflow.domain.gates import to_open
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Activity, AttestationCriterion, DocumentCriterion
from scd_workflow.domain.positions import Opinion, give
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import State, evolve, fold
from scd_workflow.store import log
from scd_workflow.store.engine import writing
from scd_workflow.store.responses import keep_instrument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scd_workflow.app.office import Office
    from scd_workflow.domain.ids import InstrumentId, OrganisationId, PersonId, RoleId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.plan import Gate, Plan

LONGEST = timedelta(days=800)
"""How far before its gate a made-up history can begin."""


def load(office: Office, now: datetime) -> bool:
    """Adopt the plan with its made-up history when the log is empty and the configuration has one; whether it did.

    The events are recorded as if each had been reported when it happened. Nothing is enqueued here: what is due today is
    for the next run that opens gates and posts.
    """
    history = load_history(office.settings.config)
    if history is None:
        return False
    plan = load_plan(office.settings.config)
    refuse_other(plan.programme.id, office.programme)
    instruments: dict[InstrumentId, Instrument] = {}

    def asked(wanted: InstrumentId) -> Instrument:
        if wanted not in instruments:
            instruments[wanted] = load_instrument(office.settings.config, wanted)
        return instruments[wanted]

    with writing(office.engine) as connection:
        log.lock(connection, office.programme)
        if log.head(connection, office.programme).seq:
            return False
        placed, events = made_up(plan, history, now, asked)
        adopted, *others = events
        assert isinstance(adopted, PlanAdopted)
        put_in_force(connection, office, placed, adopted, adopted.at)
        for seq, event in enumerate(others, start=1):
            log.append(connection, office.programme, (event,), expected=seq, recorded_at=event.at)
        for instrument in instruments.values():
            keep_instrument(connection, instrument)
    return True


def made_up(
    plan: Plan, history: History, now: datetime, asked: Callable[[InstrumentId], Instrument]
) -> tuple[Plan, tuple[Event, ...]]:
    """The plan with its start, and the events in order, so that the history's gate falls due on the day of `now`.

    On a day off it falls due on the last working day before it.
    """
    today = local(plan, now).date()
    best: tuple[Plan, tuple[Event, ...]] | None = None
    first, last = today - LONGEST, today
    while first < last:
        middle = first + (last - first + timedelta(days=1)) // 2
        placed = plan.starting(middle)
        network = Network(placed)
        events = tuple(_events(network, history, asked))
        due = progress_of(network, fold(events), today).due(history.through)
        if due <= network.calendar.on_or_before(today):
            first, best = middle, (placed, events)
        else:
            last = middle - timedelta(days=1)
    assert best is not None
    return best


def _events(network: Network, history: History, asked: Callable[[InstrumentId], Instrument]) -> Iterator[Event]:
    gate = network.gates[history.through]
    start = _at(network, network.start, 9)
    manager = _holder(network, network.item(gate.id).phase.owner, None, network.start)
    yield PlanAdopted(at=start, by=manager, source="example", digest=network.plan.digest, reason=history.reason)
    work = tuple(_work(network, history, gate))
    found = evaluated(network, history, work, asked, lambda day: _at(network, day, 14))
    risky = noted(network, history, work, lambda day: _at(network, day, 11))
    happened: tuple[Event, ...] = (*work, *_approvals(network, history, gate, work), *found, *risky)
    told = sorted(happened, key=lambda event: event.at)
    ready = told[-1].at + timedelta(hours=1)
    stated = tuple(_statements(network, history, gate, ready))
    yield from (*told, *stated)
    progress = progress_of(network, fold((*told, *stated)), ready.date())
    for opening in to_open(progress, ready):
        yield opening.model_copy(update={"source": "example"})
        if opening.gate == gate.id:
            yield from _answers(network, history, evolve(progress.state, opening), ready.date())


def _work(network: Network, history: History, gate: Gate) -> Iterator[ActivityDone]:
    """The activities before the gate, each done on its due date and the slip that the history tells."""
    state = State()
    for activity in _before(network, gate):
        progress = progress_of(network, state, network.start)
        for organisation in network.organisations_of(activity):
            slip = history.slip(activity.id, organisation)
            planned = network.calendar_of(organisation).add(progress.due(activity.id, organisation), slip)
            day = max(planned, progress.free_since(activity.id, organisation) or network.start)
            event = ActivityDone(
                at=_at(network, day, 15),
                by=_holder(network, activity.owner, organisation, day),
                source="example",
                activity=activity.id,
                organisation=organisation,
                evidence=history.evidence(activity.deliverable.id, organisation),
            )
            state = evolve(state, event)
            yield event


def _before(network: Network, gate: Gate) -> Iterator[Activity]:
    """Every activity that the gate waits for, directly or not, in the order of the network."""
    wanted = {network.positions[gate.id]}
    for item in reversed(network.items):
        if item.position in wanted:
            wanted.update(item.after)
    for item in network.items:
        if item.position in wanted and isinstance(item.part, Activity):
            yield item.part


def _approvals(
    network: Network, history: History, gate: Gate, work: tuple[ActivityDone, ...]
) -> Iterator[DocumentApproved]:
    makers = {activity.deliverable.id: activity.id for activity in network.activities.values()}
    roles = {each.document: each.role for each in gate.criteria if isinstance(each, DocumentCriterion)}
    for approval in history.approvals:
        for done in (each for each in work if each.activity == makers[approval.document]):
            day = network.calendar.add(done.at.date(), approval.days)
            role = roles[approval.document]
            yield DocumentApproved(
                at=_at(network, day, 16),
                by=_holder(network, role, done.organisation, day),
                source="example",
                document=approval.document,
                organisation=done.organisation,
                role=role,
                evidence=history.evidence(approval.document, done.organisation),
            )


def _statements(network: Network, history: History, gate: Gate, at: datetime) -> Iterator[AttestationGiven]:
    roles = {each.id: each.role for each in gate.criteria if isinstance(each, AttestationCriterion)}
    for statement in history.statements:
        role = roles[statement.criterion]
        yield AttestationGiven(
            at=at,
            by=_holder(network, role, None, at.date()),
            source="example",
            gate=gate.id,
            criterion=statement.criterion,
            role=role,
            statement=statement.statement,
        )


def _answers(network: Network, history: History, state: State, opened: date) -> Iterator[PositionGiven]:
    gate = network.gates[history.through]
    parties = {each.id: each for each in consulted(network.plan, gate)}
    for answer in sorted(history.answers, key=lambda each: each.days):
        day, party = network.calendar.add(opened, answer.days), parties[answer.speaker]
        person = _holder(network, party.role, party.organisation, day)
        said = Opinion(gate.id, None, party.id, person, answer.position, answer.advice, source="example")
        yield give(progress_of(network, state, day), said, _at(network, day, 17))


def _at(network: Network, day: date, hour: int) -> datetime:
    """An hour of a day on the clock of the programme, in summer and in winter."""
    return pendulum.datetime(day.year, day.month, day.day, hour, tz=network.plan.programme.timezone)


def _holder(network: Network, role: RoleId, organisation: OrganisationId | None, day: date) -> PersonId:
    return authority.holders(network.plan, role, organisation, day)[0]

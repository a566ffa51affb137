"""What people report about activities, and what the rules say to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict, assert_never

from scd_workflow.domain import authority
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import (
    ActivityDone,
    ActivityReopened,
    ActivityStarted,
    ActivityWaived,
    Event,
    EvidenceAdded,
)
from scd_workflow.domain.happened import no_link, unfit
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan import Activity
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Absences
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.progress import Progress, Spot
    from scd_workflow.domain.reasons import Value

Act = Literal["start", "done", "reopen", "waive", "evidence"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a person says about an activity; `text` is the evidence (done, evidence) or the reason (reopen, waive)."""

    act: Act
    activity: ActivityId
    organisation: OrganisationId | None
    by: PersonId
    text: str = ""
    source: Source = "command"


class _Told(TypedDict):
    at: datetime
    by: PersonId
    source: Source
    activity: ActivityId
    organisation: OrganisationId | None


def report(progress: Progress, said: Report, at: datetime) -> Event:
    """The event that a report leads to; raises `Refused` with every reason why it may not."""
    refuse_if(_objections(progress, said, at))
    told = _Told(at=at, by=said.by, source=said.source, activity=said.activity, organisation=said.organisation)
    phase, absences = progress.network.item(said.activity).phase, progress.state.absences
    match said.act:
        case "start":
            return ActivityStarted(**told)
        case "done":
            return ActivityDone(**told, evidence=said.text)
        case "reopen":
            return ActivityReopened(**told, reason=said.text)
        case "waive":
            waiving = authority.actors(progress.network.plan, phase.owner, None, at.date(), absences)
            actor = authority.acting(waiving, said.by)
            return ActivityWaived(**told, reason=said.text, on_behalf_of=actor and actor.on_behalf_of)
        case "evidence":
            return EvidenceAdded(**told, evidence=said.text)
        case _:
            assert_never(said.act)


def may_report(
    network: Network, activity: Activity, organisation: OrganisationId | None, day: date, absences: Absences
) -> tuple[PersonId, ...]:
    """Who may report on an activity on a day: the holders of its owner role, then of its phase's, with their deputies."""
    plan, phase = network.plan, network.item(activity.id).phase
    own = authority.actors(plan, activity.owner, organisation, day, absences)
    phases = authority.actors(plan, phase.owner, organisation, day, absences)
    return tuple(dict.fromkeys(actor.person for actor in (*own, *phases)))


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What people have to finish: every activity that can be worked on, for every organisation that it is for."""
    plan, today, absences = progress.network.plan, progress.today, progress.state.absences
    for standing in progress.standings("ready", "started"):
        if isinstance(standing.part, Activity):
            people = authority.holders(plan, standing.part.owner, standing.organisation, today)
            owner = authority.holders(plan, progress.network.item(standing.part.id).phase.owner, None, today)
            yield Obligation(
                kind="activity",
                subject=standing.part.id,
                organisation=standing.organisation,
                attempt=progress.state.of(standing.organisation).activity(standing.part.id).attempt,
                due=standing.due,
                people=authority.addressed(absences, people, today, standing.organisation),
                owner=authority.addressed(absences, owner, today, None),
            )


def about(network: Network, organisation: OrganisationId | None, part: str) -> Iterator[Reason]:
    """What is wrong with naming this part for this organisation, nothing when it is right."""
    if part not in network.positions:
        yield because("acts.unknown_part", part=part, nearest=_nearest(part, network.positions))
        return
    per_organisation = network.item(part).part.per_organisation
    unknown = tuple(unknown_organisation(network, organisation))
    if unknown:
        yield from unknown
    elif per_organisation and organisation is None:
        yield because("acts.organisation_missing", part=part)
    elif organisation is not None and not per_organisation:
        yield because("acts.organisation_needless", part=part, organisation=organisation)


def unknown_organisation(network: Network, organisation: OrganisationId | None) -> Iterator[Reason]:
    """What is wrong with naming this organisation, nothing when the plan has it."""
    if organisation is not None and organisation not in network.slots:
        known = (each.id for each in network.plan.organisations)
        yield because("acts.unknown_organisation", organisation=organisation, nearest=_nearest(organisation, known))


def unknown_person(network: Network, person: PersonId | None) -> Iterator[Reason]:
    """What is wrong with naming this person, nothing when he or she ever holds a role in the plan."""
    known = authority.people(network.plan)
    if person is not None and person not in known:
        yield because("acts.unknown_person", person=person, nearest=_nearest(person, known))


def unknown_actor(progress: Progress, person: PersonId | None) -> Iterator[Reason]:
    """What is wrong with naming this person as who acts, nothing when he or she holds a role or is a deputy."""
    if all(each.deputy != person for each in progress.state.absences.values()):
        yield from unknown_person(progress.network, person)


def listed(spots: Iterable[Spot]) -> str:
    """Spots as people read them, each part once: `P1-03, P2-04 (dordrecht), P2-05 (7x)` for seven organisations."""
    parts: dict[str, list[str]] = {}
    for spot in spots:
        parts.setdefault(spot.part.id, []).extend([spot.organisation] if spot.organisation else [])
    return ", ".join(_counted(part, organisations) for part, organisations in parts.items())


def _nearest(name: str, known: Iterable[str]) -> Value:
    from scd_workflow.domain.plan_check.references import nearest  # noqa: PLC0415 - only a refusal needs the checks

    return nearest(name, known)


def _counted(part: str, organisations: list[str]) -> str:
    if not organisations:
        return part
    return f"{part} ({organisations[0]})" if len(organisations) == 1 else f"{part} ({len(organisations)}x)"


def _objections(progress: Progress, said: Report, at: datetime) -> Iterator[Reason]:
    wrong = tuple(about(progress.network, said.organisation, said.activity))
    activity = progress.network.activities.get(said.activity)
    if wrong or activity is None:
        yield from wrong or (because("acts.not_an_activity", part=said.activity),)
        yield from unknown_actor(progress, said.by)
        yield from _unfit(said)
        return
    yield from _not_yours(progress, said, activity, at.date())
    yield from _unfit(said)
    yield from _out_of_turn(progress, said, activity, at)


def _unfit(said: Report) -> Iterator[Reason]:
    """What is wrong with the words of a report, or with the want of them."""
    if said.act not in {"start", "done"} and not said.text.strip():
        yield because(f"acts.{said.act}_needs_text", activity=said.activity)
    broken = tuple(unfit(said.text))
    yield from broken
    if said.act in {"done", "evidence"} and said.text.strip() and not broken:
        yield from no_link(said.text)


def _not_yours(progress: Progress, said: Report, activity: Activity, day: date) -> Iterator[Reason]:
    """The owner reports; that something need not be done at all is for the owner of the phase to say."""
    network, absences = progress.network, progress.state.absences
    phase = network.item(activity.id).phase
    waiving = [each.person for each in authority.actors(network.plan, phase.owner, None, day, absences)]
    reporting = may_report(network, activity, said.organisation, day, absences)
    if said.act == "waive" and said.by not in waiving:
        who = authority.named(waiving)
        role = authority.role_name(network.plan, phase.owner)
        yield because("acts.waiving_not_yours", person=said.by, activity=activity.id, role=role, who=who)
    elif said.by not in reporting:
        who = authority.named(reporting)
        role = authority.role_name(network.plan, activity.owner)
        yield because("acts.not_yours", person=said.by, activity=activity.id, role=role, who=who)


def _out_of_turn(progress: Progress, said: Report, activity: Activity, at: datetime) -> Iterator[Reason]:
    state = progress.state.of(said.organisation).activity(activity.id)
    latest = max(filter(None, (state.started, state.finished, state.reopened)), default=None)
    if latest is not None and at.date() < latest.date():
        yield because("acts.before_last", activity=activity.id, day=latest.date())
    if said.act in {"start", "done", "waive"}:
        if state.satisfied:
            yield because("acts.already_finished", activity=activity.id)
        elif said.act == "start" and state.started is not None:
            yield because("acts.already_started", activity=activity.id)
    elif not state.satisfied:
        yield because("acts.not_finished", activity=activity.id)
    if said.act in {"start", "done"}:
        yield from _waits(progress, said, at)
    if said.act == "reopen":
        yield from counted_on(progress, said.activity, said.organisation)


def _waits(progress: Progress, said: Report, at: datetime) -> Iterator[Reason]:
    blocked_by = progress.blocked_by(said.activity, said.organisation)
    if blocked_by:
        yield because("acts.blocked", activity=said.activity, before=listed(blocked_by))
        return
    ready = progress.free_since(said.activity, said.organisation)
    if ready is not None and at.date() < ready:
        yield because("acts.before_ready", activity=said.activity, day=ready)


def counted_on(progress: Progress, activity: ActivityId, organisation: OrganisationId | None) -> Iterator[Reason]:
    """The passed gates that stand on an activity; each has to be opened again before the activity can be."""
    for gate in progress.network.gates_after(activity):
        for each in progress.network.organisations_of(gate):
            concerned = organisation is None or each in {None, organisation}
            if concerned and progress.state.of(each).gate(gate.id).passed:
                yield because("acts.gate_passed", activity=activity, gate=gate.id)

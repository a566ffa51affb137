"""The ids of a plan: each is given once, and every reference leads to one."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from scd_workflow.domain.calendar_items import ByAnchor, ByRound, ByRule
from scd_workflow.domain.campaign_rules import IndicatorCriterion, MeasurementCriterion
from scd_workflow.domain.plan import (
    ActivitiesCriterion,
    AttestationCriterion,
    DocumentCriterion,
    GateCriterion,
)
from scd_workflow.domain.plan_check.problem import error
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.gate_rules import Consultation
    from scd_workflow.domain.plan import Activity, Criterion, Gate, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail
    from scd_workflow.domain.reasons import Value

Noun = Literal[
    "activity",
    "gate",
    "step",
    "organisation",
    "role",
    "deliverable",
    "service_domain",
    "body",
    "route",
    "audience",
    "campaign",
    "communication_audience",
]

UNKNOWN: dict[Noun, str] = {
    "activity": "check.unknown_activity",
    "gate": "check.unknown_gate",
    "step": "check.unknown_step",
    "organisation": "check.unknown_organisation",
    "role": "check.unknown_role",
    "deliverable": "check.unknown_deliverable",
    "service_domain": "check.unknown_service_domain",
    "body": "check.unknown_body",
    "route": "check.unknown_route",
    "audience": "check.unknown_audience",
    "campaign": "check.unknown_campaign",
    "communication_audience": "check.unknown_communication_audience",
}


ALIKE = 0.5
"""How much alike two names must be, more than this, to think that the one was meant by the other."""


class Named(Protocol):
    """A part of the plan that has an id."""

    @property
    def id(self) -> str:
        """By what the rest of the plan refers to it."""


class Reference(NamedTuple):
    """A place in the plan that names another part of it; a step is an activity or a gate."""

    path: Trail
    noun: Noun
    id: str


def unknown_references(plan: Plan) -> Iterator[PlanProblem]:
    """Every reference to something that the plan does not have, with the id that looks most like it."""
    known = known_ids(plan)
    for path, noun, named in references(plan):
        if named not in known[noun]:
            yield error(path, UNKNOWN[noun], id=named, nearest=nearest(named, known[noun]))


def duplicate_ids(plan: Plan) -> Iterator[PlanProblem]:
    """Every id that was given before to another part of the same kind."""
    given: set[tuple[str, str]] = set()
    for path, noun, defined in _definitions(plan):
        if (noun, defined) in given:
            yield error((*path, "id"), "check.duplicate", id=defined)
        given.add((noun, defined))


def known_ids(plan: Plan) -> dict[Noun, frozenset[str]]:
    """The ids of the plan by what they name."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    for _, noun, defined in _definitions(plan):
        known[noun].add(defined)
    known["activity"] = {activity.id for phase in plan.phases for activity in phase.activities}
    known["gate"] = {gate.id for phase in plan.phases for gate in phase.gates}
    return {noun: frozenset(known[noun]) for noun in UNKNOWN}


def nearest(name: str, known: Iterable[str]) -> Value:
    """The sentence that names the known name that looks most like `name`; empty when none looks like it."""
    matcher = SequenceMatcher(b=name.lower())
    best, likeness = "", ALIKE
    for candidate in sorted(known):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() > likeness and matcher.quick_ratio() > likeness and matcher.ratio() > likeness:
            best, likeness = candidate, matcher.ratio()
    return because("words.nearest", name=best) if best else ""


def references(plan: Plan) -> Iterator[Reference]:
    """Every reference in the plan, in the order of its files; people stand outside the plan."""
    yield from _in_organisations(plan)
    yield from _in_governance(plan)
    yield from _in_evaluations(plan)
    yield from _in_communications(plan)
    for place, goal in enumerate(plan.goals):
        yield from _each(("goals", place, "activities"), "activity", goal.activities)
    for position, phase in enumerate(plan.phases):
        here: Trail = ("phases", position)
        yield Reference((*here, "owner"), "role", phase.owner)
        yield Reference((*here, "closing_gate"), "gate", phase.closing_gate)
        for place, activity in enumerate(phase.activities):
            yield from _in_activity((*here, "activities", place), activity)
        for place, gate in enumerate(phase.gates):
            yield from _in_gate((*here, "gates", place), gate)


def _in_organisations(plan: Plan) -> Iterator[Reference]:
    for place, wave in enumerate(plan.waves):
        yield from _each(("waves", place, "organisations"), "organisation", wave.organisations)
    for place, feature in enumerate(plan.features):
        for organisation in feature.releases:
            yield Reference(("features", place, "releases", organisation), "organisation", organisation)
    for place, closing in enumerate(plan.calendar.closings):
        yield from _optional(("calendar", "closings", place, "organisation"), "organisation", closing.organisation)
    for place, recess in enumerate(plan.calendar.recesses):
        yield from _optional(("calendar", "recesses", place, "organisation"), "organisation", recess.organisation)


def _in_governance(plan: Plan) -> Iterator[Reference]:
    for place, body in enumerate(plan.bodies):
        yield Reference(("bodies", place, "chair"), "role", body.chair)
        yield from _each(("bodies", place, "members"), "role", body.members)
    for place, holder in enumerate(plan.holders):
        yield Reference(("holders", place, "role"), "role", holder.role)
        yield from _optional(("holders", place, "organisation"), "organisation", holder.organisation)
    for place, mandate in enumerate(plan.mandates):
        yield Reference(("mandates", place, "role"), "role", mandate.role)
        yield from _each(("mandates", place, "gates"), "gate", mandate.gates)
        yield from _each(("mandates", place, "organisations"), "organisation", mandate.organisations)
    for place, route in enumerate(plan.routes):
        for row, step in enumerate(route.steps):
            yield from _optional(("routes", place, "steps", row, "body"), "body", step.body)
    for deliverable, letters in plan.raci.items():
        yield Reference(("raci", deliverable), "deliverable", deliverable)
        for role in letters:
            yield Reference(("raci", deliverable, role), "role", role)


def _in_evaluations(plan: Plan) -> Iterator[Reference]:
    for place, audience in enumerate(plan.audiences):
        for organisation in audience.invited:
            yield Reference(("audiences", place, "invited", organisation), "organisation", organisation)
    for place, campaign in enumerate(plan.campaigns):
        here: Trail = ("campaigns", place)
        yield Reference((*here, "owner"), "role", campaign.owner)
        yield Reference((*here, "audience"), "audience", campaign.audience)
        yield from _optional((*here, "organisation"), "organisation", campaign.organisation)
        yield from _optional((*here, "after"), "step", campaign.after)
        yield from _optional((*here, "compared_with"), "campaign", campaign.compared_with)


def _in_communications(plan: Plan) -> Iterator[Reference]:
    for place, blackout in enumerate(plan.communications.blackouts):
        yield from _each(
            ("communications", "blackouts", place, "audiences"), "communication_audience", blackout.audiences
        )
    for place, item in enumerate(plan.communications.items):
        here: Trail = ("communications", "items", place)
        yield from _each((*here, "audiences"), "communication_audience", item.audiences)
        if item.organisations != "all":
            yield from _each((*here, "organisations"), "organisation", item.organisations)
        for field, role in (("sender", item.sender), ("owner", item.owner), ("approver", item.approver)):
            yield Reference((*here, field), "role", role)
        if isinstance(item.when, ByAnchor):
            yield Reference((*here, "when", "part"), "step", item.when.part)
        elif isinstance(item.when, ByRule):
            yield from _optional((*here, "when", "after"), "step", item.when.after)
        elif isinstance(item.when, ByRound):
            yield Reference((*here, "when", "campaign"), "campaign", item.when.campaign)


def _in_activity(here: Trail, activity: Activity) -> Iterator[Reference]:
    yield Reference((*here, "owner"), "role", activity.owner)
    yield from _each((*here, "after"), "step", activity.after)
    yield from _optional((*here, "service_domain"), "service_domain", activity.service_domain)


def _in_gate(here: Trail, gate: Gate) -> Iterator[Reference]:
    yield Reference((*here, "owner"), "role", gate.owner)
    yield from _each((*here, "after"), "step", gate.after)
    yield from _optional((*here, "quorum", "chair"), "role", gate.quorum.chair)
    yield from _each((*here, "quorum", "veto"), "role", gate.quorum.veto)
    yield from _optional((*here, "route"), "route", gate.route)
    if gate.consultation is not None:
        yield from _in_consultation((*here, "consultation"), gate.consultation)
    for place, criterion in enumerate(gate.criteria):
        yield from _in_criterion((*here, "criteria", place), criterion)


def _in_consultation(here: Trail, asked: Consultation) -> Iterator[Reference]:
    if asked.organisations != "all":
        yield from _each((*here, "organisations"), "organisation", asked.organisations)
    yield from _each((*here, "bodies"), "body", asked.bodies)
    yield Reference((*here, "speaker"), "role", asked.speaker)


def _in_criterion(here: Trail, criterion: Criterion) -> Iterator[Reference]:
    match criterion:
        case ActivitiesCriterion():
            yield from _each((*here, "activities"), "activity", criterion.activities)
        case GateCriterion():
            yield Reference((*here, "gate"), "gate", criterion.gate)
        case AttestationCriterion():
            yield Reference((*here, "role"), "role", criterion.role)
        case DocumentCriterion():
            yield Reference((*here, "document"), "deliverable", criterion.document)
            yield Reference((*here, "role"), "role", criterion.role)
        case MeasurementCriterion() | IndicatorCriterion():
            yield Reference((*here, "campaign"), "campaign", criterion.campaign)


def _each(here: Trail, noun: Noun, names: Iterable[str]) -> Iterator[Reference]:
    return (Reference((*here, place), noun, name) for place, name in enumerate(names))


def _optional(path: Trail, noun: Noun, name: str | None) -> Iterator[Reference]:
    if name is not None:
        yield Reference(path, noun, name)


def _definitions(plan: Plan) -> Iterator[tuple[Trail, str, str]]:
    nouns: tuple[tuple[str, str, tuple[Named, ...]], ...] = (
        ("service_domains", "service_domain", plan.service_domains),
        ("goals", "goal", plan.goals),
        ("organisations", "organisation", plan.organisations),
        ("waves", "wave", plan.waves),
        ("features", "feature", plan.features),
        ("bodies", "body", plan.bodies),
        ("roles", "role", plan.roles),
        ("mandates", "mandate", plan.mandates),
        ("routes", "route", plan.routes),
        ("audiences", "audience", plan.audiences),
        ("campaigns", "campaign", plan.campaigns),
        ("phases", "phase", plan.phases),
    )
    for field, noun, parts in nouns:
        for place, part in enumerate(parts):
            yield (field, place), noun, part.id
    yield from _definitions_in_calendar(plan)
    yield from _definitions_in_phases(plan)


def _definitions_in_calendar(plan: Plan) -> Iterator[tuple[Trail, str, str]]:
    said = plan.communications
    nouns: tuple[tuple[str, str, tuple[Named, ...]], ...] = (
        ("blackouts", "blackout", said.blackouts),
        ("audiences", "communication_audience", said.audiences),
        ("items", "item", said.items),
    )
    for field, noun, parts in nouns:
        for place, part in enumerate(parts):
            yield ("communications", field, place), noun, part.id


def _definitions_in_phases(plan: Plan) -> Iterator[tuple[Trail, str, str]]:
    for position, phase in enumerate(plan.phases):
        for place, activity in enumerate(phase.activities):
            here: Trail = ("phases", position, "activities", place)
            yield here, "step", activity.id
            yield (*here, "deliverable"), "deliverable", activity.deliverable.id
            for row, point in enumerate(activity.deliverable.acceptance):
                yield (*here, "deliverable", "acceptance", row), f"acceptance {here}", point.id
        for place, gate in enumerate(phase.gates):
            here = ("phases", position, "gates", place)
            yield here, "step", gate.id
            for row, criterion in enumerate(gate.criteria):
                yield (*here, "criteria", row), f"criterion {here}", criterion.id

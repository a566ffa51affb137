"""The made-up history of an example: what happened before the first look at it, up to a gate that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from scd_workflow.config.plan import read_plan
from scd_workflow.config.problem import error
from scd_workflow.config.reading import reading
from scd_workflow.config.source import read
from scd_workflow.domain.consultation import consulted
from scd_workflow.domain.happened import LINK, Position
from scd_workflow.domain.ids import ActivityId, CampaignId, CriterionId, DeliverableId, GateId, OrganisationId, RoleId
from scd_workflow.domain.plan import AttestationCriterion, DocumentCriterion
from scd_workflow.domain.plan_check.references import known_ids, nearest
from scd_workflow.domain.programme import Part, Text
from scd_workflow.domain.risk_events import OneToFive, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scd_workflow.config.mend import Remains
    from scd_workflow.config.problem import Problem
    from scd_workflow.config.reading import Reading
    from scd_workflow.domain.plan import Gate, Plan
    from scd_workflow.domain.plan_check import Trail
    from scd_workflow.domain.plan_check.references import Noun

NO_LINK = PydanticCustomError("link", "not a web address")


def _link(text: str) -> str:
    if not LINK.match(text):
        raise NO_LINK
    return text


Link = Annotated[str, AfterValidator(_link)]


class Slip(Part):
    """An activity that was done `days` working days after its planned date, or before it when negative."""

    activity: ActivityId
    organisation: OrganisationId | None = None
    days: int


class Approval(Part):
    """A document that was approved, `days` working days after the activity that makes it was done."""

    document: DeliverableId
    days: int = Field(default=0, ge=0)


class Statement(Part):
    """What the holder of a criterion's role stated when all activities before the gate were done."""

    criterion: CriterionId
    statement: Text


class Answer(Part):
    """What one of the consulted thought, `days` working days after the gate was opened."""

    speaker: str
    position: Position
    days: int = Field(default=0, ge=0)
    advice: str = ""


class Evaluated(Part):
    """The first round of a campaign, opened `opened` working days before an activity was done, and told of on that day.

    `response` is how many of a hundred answered, `scores` what they answered on each dimension, more or less.
    """

    campaign: CampaignId
    activity: ActivityId
    opened: int = Field(ge=30, le=100)
    response: int = Field(ge=1, le=100)
    scores: dict[str, Annotated[float, Field(ge=1, le=5)]]


class NotedRisk(Part):
    """A risk that was noted `days` working days after an activity was done for the programme.

    It is to be looked at again `review` working days after all work before the gate was done.
    """

    what: Text
    why: Text
    owner: RoleId
    organisation: OrganisationId | None = None
    probability: OneToFive
    impact: OneToFive
    side: Side
    measure: str = ""
    activity: ActivityId
    days: int = Field(default=0, ge=0)
    review: int = Field(ge=1, le=250)


class History(Part):
    """Everything before the gate `through` went about as planned; the lists tell what more there is to say.

    Approvals and statements are those that the gate's criteria ask for, answers those of whom it consults.

    An activity that no slip names was done on its planned date. The evidence of an activity or a document is `dossier`
    followed by the id of the deliverable, and by a slash and the organisation when it was made per organisation.
    """

    through: GateId
    reason: Text
    dossier: Link
    slips: tuple[Slip, ...] = ()
    approvals: tuple[Approval, ...] = ()
    statements: tuple[Statement, ...] = ()
    answers: tuple[Answer, ...] = ()
    evaluations: tuple[Evaluated, ...] = ()
    risks: tuple[NotedRisk, ...] = ()

    def evidence(self, deliverable: DeliverableId, organisation: OrganisationId | None = None) -> str:
        """The link to what an activity left behind."""
        link = f"{self.dossier.rstrip('/')}/{deliverable}"
        return f"{link}/{organisation}" if organisation else link

    def slip(self, activity: ActivityId, organisation: OrganisationId | None = None) -> int:
        """How many working days after its planned date an activity was done; negative when it was done before."""
        found = (each.days for each in self.slips if (each.activity, each.organisation) == (activity, organisation))
        return next(found, 0)


def load_history(folder: Path) -> History | None:
    """The history in `history.yaml`, None when the folder has none.

    Raises `PlanInvalid` when it cannot be used, or tells of what the plan in the folder does not have.
    """
    read_ = read_history(folder)
    return read_.adding(misfits(read_plan(folder), read_)).model() if read_ else None


def read_history(folder: Path) -> Reading[History] | None:
    """The history in `history.yaml` with everything that is wrong with it; None when the folder has none."""
    file = folder / "history.yaml"
    return reading(History, read(file)) if file.exists() else None


def misfits(plan: Reading[Plan], history: Reading[History]) -> Iterator[Problem]:
    """Whatever the history tells of that the plan does not have, or that its gate does not ask for."""
    if plan.left is None or history.left is None:
        return
    known = known_ids(plan.left.model)
    for path, noun, named in _named(history.left.model):
        if named not in known[noun] | plan.left.ids:
            like = nearest(named, known[noun])
            yield error(history.place(path), "config.unknown_in_history", id=named, nearest=like)
    for phase in plan.left.model.phases:
        for gate in phase.gates:
            if gate.id == history.left.model.through:
                yield from _not_asked(history, history.left.model, gate)
                yield from _not_consulted(history, history.left.model, gate, plan.left)


def _named(history: History) -> Iterator[tuple[Trail, Noun, str]]:
    yield ("through",), "gate", history.through
    for place, slip in enumerate(history.slips):
        yield ("slips", place, "activity"), "activity", slip.activity
        if slip.organisation is not None:
            yield ("slips", place, "organisation"), "organisation", slip.organisation
    for place, risk in enumerate(history.risks):
        yield ("risks", place, "activity"), "activity", risk.activity
        yield ("risks", place, "owner"), "role", risk.owner
        if risk.organisation is not None:
            yield ("risks", place, "organisation"), "organisation", risk.organisation
    for place, told in enumerate(history.evaluations):
        yield ("evaluations", place, "campaign"), "campaign", told.campaign
        yield ("evaluations", place, "activity"), "activity", told.activity


def _not_asked(history: Reading[History], told: History, gate: Gate) -> Iterator[Problem]:
    documents = {each.document for each in gate.criteria if isinstance(each, DocumentCriterion)}
    for place, approval in enumerate(told.approvals):
        if approval.document not in documents:
            yield _unasked(history, ("approvals", place, "document"), gate, approval.document, documents)
    criteria = {each.id for each in gate.criteria if isinstance(each, AttestationCriterion)}
    for place, statement in enumerate(told.statements):
        if statement.criterion not in criteria:
            yield _unasked(history, ("statements", place, "criterion"), gate, statement.criterion, criteria)


def _not_consulted(history: Reading[History], told: History, gate: Gate, plan: Remains[Plan]) -> Iterator[Problem]:
    asked = {each.id for each in consulted(plan.model, gate)}
    for place, answer in enumerate(told.answers):
        # Where nobody is left, what the plan says of it could not be read, and that is said already.
        if asked and answer.speaker not in asked | plan.ids:
            yield _unasked(history, ("answers", place, "speaker"), gate, answer.speaker, asked)


def _unasked(history: Reading[History], path: Trail, gate: Gate, named: str, asked: Iterable[str]) -> Problem:
    like = nearest(named, asked)
    return error(history.place(path), "config.not_asked", gate=gate.id, id=named, nearest=like)

"""What people do about the items of the communication calendar, and what the rules say to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.activities import unknown_actor, unknown_organisation
from scd_workflow.domain.blackouts import against
from scd_workflow.domain.communication_events import (
    CommunicationApproved,
    CommunicationCancelled,
    CommunicationDrafted,
    CommunicationEvaluated,
    CommunicationEvent,
    CommunicationMoved,
    CommunicationReturned,
    CommunicationSent,
    CommunicationSubmitted,
)
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.happened import no_link, unfit
from scd_workflow.domain.occurrences import Occurrence, hearing, occurrence, occurrences
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import ItemId, OrganisationId, PersonId, RoleId, Which
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.reasons import Reason

Act = Literal["draft", "submit", "return", "approve", "move", "cancel", "sent", "evaluate"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person does about an occurrence.

    `text` is the place of the draft (submit), a note (draft), the evidence (sent), what was learnt (evaluate), or the reason;
    `to` the day to which it moves. `digest` is that of what would go out as it stands (submit, approve), empty where nobody knows;
    `seen` is how the digest began of what an approver read, empty where that was not said.
    """

    act: Act
    item: ItemId
    occurrence: Which
    organisation: OrganisationId | None
    by: PersonId
    text: str = ""
    to: date | None = None
    reach: int | None = None
    attendance: Mapping[OrganisationId, int] = field(default_factory=dict)
    digest: str = ""
    seen: str = ""
    source: Source = "command"


SHAPES: Final[dict[Act, tuple[type[CommunicationEvent], str]]] = {
    "draft": (CommunicationDrafted, "note"),
    "submit": (CommunicationSubmitted, "content"),
    "return": (CommunicationReturned, "reason"),
    "approve": (CommunicationApproved, "note"),
    "move": (CommunicationMoved, "reason"),
    "cancel": (CommunicationCancelled, "reason"),
    "sent": (CommunicationSent, "evidence"),
    "evaluate": (CommunicationEvaluated, "evaluation"),
}
"""What each act leads to, and what its words are there."""


def unknown_audience(progress: Progress, audience: str | None) -> Iterator[Reason]:
    """What is wrong with naming this audience, nothing when the calendar has it."""
    known = [each.id for each in progress.network.plan.communications.audiences]
    if audience is not None and audience not in known:
        yield because("communications.unknown_audience", audience=audience, nearest=nearest(audience, known))


def unknown_occurrence(
    progress: Progress, named: ItemId, organisation: OrganisationId | None, nominal: Which
) -> Iterator[Reason]:
    """What is wrong with naming this occurrence, nothing when the calendar has it."""
    items = {each.id: each for each in progress.network.plan.communications.items}
    strange = tuple(unknown_organisation(progress.network, organisation))
    yield from strange
    if named not in items:
        yield because("communications.unknown_item", item=named, nearest=nearest(named, items))
    elif organisation is None and items[named].per_organisation:
        yield because("communications.organisation_missing", item=named)
    elif not strange:
        mine = [each for each in occurrences(progress) if each.item.id == named]
        yield from _misplaced(mine, named, organisation, nominal, progress.today)


def _misplaced(
    mine: Sequence[Occurrence], named: ItemId, organisation: OrganisationId | None, nominal: Which, today: date
) -> Iterator[Reason]:
    here = [each for each in mine if each.organisation == organisation]
    if not here:
        yield because("communications.not_there", item=named, organisation=organisation or "-")
    elif all(each.nominal != nominal for each in here):
        known = ", ".join([each.name for each in here if each.day >= today][:3]) or named
        yield because("communications.no_such_day", item=named, known=known)


def report(progress: Progress, said: Said, at: datetime) -> CommunicationEvent:
    """The event that an act leads to; raises `Refused` with every reason why it may not."""
    refuse_if(_objections(progress, said, at.date()))
    actor, role = next(_able(progress, said, at.date()))
    shape, word = SHAPES[said.act]
    return shape(
        at=at, by=said.by, source=said.source, item=said.item, organisation=said.organisation,
        occurrence=said.occurrence, role=role, on_behalf_of=actor.on_behalf_of,
        **{word: said.text.strip()}, **_further(progress, said),
    )  # fmt: skip


def _further(progress: Progress, said: Said) -> dict[str, Any]:
    """What an event says beside the words of the act."""
    if said.act == "approve":
        submitted = _meant(progress, said).state.submitted
        assert submitted is not None
        return {"content": submitted.content, "digest": said.digest}
    if said.act == "submit":
        return {"digest": said.digest}
    if said.act == "move":
        return {"to": said.to}
    return {"reach": said.reach, "attendance": dict(said.attendance)} if said.act == "evaluate" else {}


def _meant(progress: Progress, said: Said) -> Occurrence:
    return occurrence(progress, said.item, said.organisation, said.occurrence)


def _objections(progress: Progress, said: Said, day: date) -> Iterator[Reason]:
    wrong = tuple(unknown_occurrence(progress, said.item, said.organisation, said.occurrence))
    yield from wrong
    stranger = tuple(unknown_actor(progress, said.by))
    yield from stranger
    yield from unfit(said.text)
    if wrong:
        return
    each = _meant(progress, said)
    if not stranger and next(_able(progress, said, day), None) is None:
        yield _not_yours(progress, said, each, day)
    yield from _wordless(said, each)
    yield from _out_of_turn(progress, said, each, day)


def _able(progress: Progress, said: Said, day: date) -> Iterator[tuple[Actor, RoleId]]:
    """As what the person may act, nothing when not at all."""
    for role in _roles(_meant(progress, said), said.act):
        who = authority.actors(progress.network.plan, role, said.organisation, day, progress.state.absences)
        actor = authority.acting(who, said.by)
        if actor is not None:
            yield actor, role


def _roles(each: Occurrence, act: Act) -> tuple[RoleId, ...]:
    """Who may do it: the owner writes and reports, the approver approves, and both may move or cancel."""
    if act in {"approve", "return"}:
        return (each.item.approver,)
    return (each.item.owner, each.item.approver) if act in {"move", "cancel"} else (each.item.owner,)


def _not_yours(progress: Progress, said: Said, each: Occurrence, day: date) -> Reason:
    plan, roles = progress.network.plan, _roles(each, said.act)
    people = (person for role in roles for person in authority.holders(plan, role, said.organisation, day))
    role = " / ".join(authority.role_name(plan, each) for each in dict.fromkeys(roles))
    return because("communications.not_yours", person=said.by, item=each.name, role=role, who=authority.named(people))


def _wordless(said: Said, each: Occurrence) -> Iterator[Reason]:
    """What is wanting in the words of an act."""
    if said.act in {"submit", "return", "move", "cancel"} and not said.text.strip():
        yield because(f"communications.{said.act}_needs_text", item=each.name)
    if said.act == "sent" and said.text.strip():
        yield from no_link(said.text.strip())
    if said.act == "evaluate" and said.reach is None and not said.attendance and not said.text.strip():
        yield because("communications.nothing_recorded", item=each.name)


def _out_of_turn(progress: Progress, said: Said, each: Occurrence, day: date) -> Iterator[Reason]:
    state = each.state
    if state.cancelled is not None:
        yield because("communications.already_cancelled", item=each.name, day=state.cancelled.at.date())
    elif said.act == "evaluate":
        yield from _early_evaluation(progress, said, each)
    elif state.sent is not None:
        yield because("communications.already_sent", item=each.name, day=state.sent.at.date())
    elif each.lapsed is not None and said.act != "cancel":
        yield each.lapsed
    else:
        yield from _out_of_order(progress, said, each, day)


def _out_of_order(progress: Progress, said: Said, each: Occurrence, day: date) -> Iterator[Reason]:
    """What is wrong with an act about something that is still to go out."""
    match said.act:
        case "approve" | "return":
            yield from _unapprovable(said, each)
        case "submit" if each.state.stage == "approved":
            yield because("communications.already_approved", item=each.name)
        case "sent":
            yield from _unsendable(each, day)
        case "move":
            yield from _immovable(progress, said, each)


def _unapprovable(said: Said, each: Occurrence) -> Iterator[Reason]:
    submitted = each.state.submitted
    if each.state.stage != "in_review" or submitted is None:
        yield because("communications.nothing_to_approve", item=each.name)
    elif said.act == "approve" and said.by == submitted.by:
        yield because("communications.own_work", item=each.name, person=said.by)
    elif said.act == "approve" and said.digest != submitted.digest:
        yield because("communications.changed_since_submission", item=each.name)
    elif said.act == "approve" and not said.digest.startswith(said.seen):
        yield because("communications.other_than_seen", item=each.name)


def _unsendable(each: Occurrence, day: date) -> Iterator[Reason]:
    approved = each.state.approved
    if approved is None:
        yield because("communications.not_approved", item=each.name)
    elif day < approved.at.date():
        yield because("communications.before_approval", item=each.name, day=approved.at.date())
    if each.waits is not None:
        yield each.waits


def _immovable(progress: Progress, said: Said, each: Occurrence) -> Iterator[Reason]:
    to, network = said.to, progress.network
    assert to is not None
    if to < progress.today:
        yield because("communications.moved_to_past", item=each.name, day=to)
    elif not network.calendar.covers(to):
        yield because("communications.moved_too_far", day=to)
    elif to == each.day:
        yield because("communications.moved_nowhere", item=each.name, day=to)
    else:
        for why in against(network, each.item, each.organisation, to, "hard"):
            yield because("communications.moved_to_blackout", day=to, why=why)


def _early_evaluation(progress: Progress, said: Said, each: Occurrence) -> Iterator[Reason]:
    if each.state.sent is None:
        yield because("communications.not_sent", item=each.name)
    there = hearing(progress, each.item, each.organisation)
    for organisation in said.attendance:
        if organisation not in there:
            yield because("communications.not_invited", item=each.name, organisation=organisation)
    if said.attendance and each.item.session is None:
        yield because("communications.no_session", item=each.name)

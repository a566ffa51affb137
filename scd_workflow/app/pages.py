"""A notice made into a page, and the page into a frozen message for the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.links import decide_link, report_link
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.gates import briefing
from scd_workflow.render.mail import mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.render.page import ConditionRow, CriterionRow, Decided, MailPage, Work
from scd_workflow.store.outbox import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.config.people import Person
    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.domain.notices import Notice
    from scd_workflow.domain.plan import Gate

CHANNEL = "mail"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page is written from: the programme as it stands, where its forms are, and the head of its log."""

    office: Office
    seen: View
    forms: Mapping[str, str]
    head: str


def key_of(notice: Notice) -> str:
    """The notice's key with its channel: what the outbox keeps once."""
    return f"{notice.key}/{CHANNEL}"


def draft(desk: Desk, notice: Notice) -> Draft:
    """The frozen message of a notice; raises `PlanInvalid` when people, channel or template cannot be used."""
    person, channel = desk.office.people.by_id()[notice.person], desk.office.mail
    written = mail(page(desk, notice, person), desk.office.settings.config, person.language)
    key = key_of(notice)
    mime = freeze(
        written,
        sender=channel.sender,
        reply_to=channel.reply_to,
        recipient_name=person.name,
        address=person.email,
        message_id=message_id(f"{desk.office.programme}/{key}", channel.message_id_domain),
        date=desk.seen.now,
    )
    return Draft(
        key=key,
        obligation=notice.obligation,
        recipient=person.id,
        address=person.email,
        channel=CHANNEL,
        subject=written.subject,
        mime=mime,
        not_before=desk.seen.now,
    )


def page(desk: Desk, notice: Notice, person: Person) -> MailPage:
    """The facts of a notice as its template wants them."""
    assert notice.kind != "activity"
    network = desk.seen.network
    gate = next(each for each in network.gates.values() if each.id == notice.subject)
    return MailPage(
        kind=notice.kind,
        step=notice.step,
        key=f"{desk.office.programme}/{key_of(notice)}",
        programme=desk.seen.plan.programme.name,
        recipient=person.name,
        why=notice.why,
        gate=f"{gate.id} {gate.name}",
        phase=network.item(gate.id).phase.name,
        due=notice.day,
        organisation=_organisation(desk, notice.organisation),
        criteria=_criteria(desk, gate, notice.organisation),
        link=_link(desk, notice),
        command=_command(notice),
        decided=_decided(desk, notice),
        opens=tuple(_work(desk, spot.part.id, spot.organisation) for spot in notice.opens),
    )


def _link(desk: Desk, notice: Notice) -> str:
    if notice.kind == "decision":
        return decide_link(desk.forms, desk.seen.network, desk.office.people, notice)
    return report_link(desk.forms, desk.seen.network, desk.office.people, notice) if notice.opens else ""


def _command(notice: Notice) -> str:
    """What to type where there are no forms."""
    if notice.kind == "decision":
        return f"scd gate decide {_named(notice.subject, notice.organisation)} --by {notice.person}"
    if notice.opens:
        first = notice.opens[0]
        return f"scd activity start {_named(first.part.id, first.organisation)} --by {notice.person}"
    return ""


def _named(part: str, organisation: OrganisationId | None) -> str:
    return f"{part} --organisation {organisation}" if organisation else part


def _criteria(desk: Desk, gate: Gate, organisation: OrganisationId | None) -> tuple[CriterionRow, ...]:
    return tuple(
        CriterionRow(each.criterion.text, met=each.met, reason=each.reason, mandatory=each.criterion.mandatory)
        for each in briefing(desk.seen.progress, gate, organisation).findings
    )


def _decided(desk: Desk, notice: Notice) -> Decided | None:
    if notice.kind != "decision_taken":
        return None
    taken = next(event for event in _decisions(desk, notice) if event.attempt == notice.attempt)
    return Decided(
        outcome=taken.outcome,
        by=_name(desk, taken.by),
        role=_role(desk, taken.role),
        day=taken.at.date(),
        rationale=taken.rationale,
        audit_head=desk.head,
        conditions=tuple(ConditionRow(each.text, _role(desk, each.owner), each.due) for each in taken.conditions),
        deferred_until=taken.deferred_until,
        back_to=tuple(_work(desk, each.activity, each.organisation) for each in taken.back_to),
        override_reason=taken.override_reason,
    )


def _decisions(desk: Desk, notice: Notice) -> tuple[GateDecided, ...]:
    gates = desk.seen.state.of(notice.organisation).gates
    return next(state.decisions for gate, state in gates.items() if gate == notice.subject)


def _work(desk: Desk, activity: str, organisation: OrganisationId | None) -> Work:
    part = desk.seen.network.item(activity).part
    due = desk.seen.progress.due(activity, organisation)
    return Work(f"{part.id} {part.name}", due, _organisation(desk, organisation))


def _organisation(desk: Desk, organisation: OrganisationId | None) -> str:
    names = {each.id: each.name for each in desk.seen.plan.organisations}
    return names[organisation] if organisation else ""


def _role(desk: Desk, role: RoleId) -> str:
    return next((each.name for each in desk.seen.plan.roles if each.id == role), role)


def _name(desk: Desk, person: PersonId) -> str:
    known = desk.office.people.by_id()
    return known[person].name if person in known else person

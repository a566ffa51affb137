"""A notice made into a page, and the page into a frozen message for the outbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scd_workflow.app.change_news import change_told
from scd_workflow.app.change_page import asked_attempt, change_row
from scd_workflow.app.commands import command
from scd_workflow.app.communication_page import communication_page
from scd_workflow.app.deadlines import calendar_item, matter
from scd_workflow.app.desk import Desk, Reader, key_of
from scd_workflow.app.evaluation_page import evaluation_page
from scd_workflow.app.labels import organisation_name, speaker_label
from scd_workflow.app.links import ask_link, decide_link, give_link, report_link, settle_link
from scd_workflow.app.postings import posted
from scd_workflow.app.risk_page import risk_page
from scd_workflow.app.timing import is_urgent, moment
from scd_workflow.app.work_page import work_page
from scd_workflow.domain import code_notices, quorum
from scd_workflow.domain.activities import about
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.domain.conditions import Asked, of_gate
from scd_workflow.domain.consultation import consulted
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.gate_spots import GateSpot, all_gates, gate_state
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.notices import Notice, is_place, place_of
from scd_workflow.domain.positions import support
from scd_workflow.render.mail import Mail, mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.render.page import (
    ChangeRow,
    ConditionRow,
    CriterionRow,
    Decided,
    MailPage,
    OpeningRow,
    SupportRow,
    Work,
)
from scd_workflow.store.outbox import Draft
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.domain.changes import Change
    from scd_workflow.domain.consultation import Consulted
    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.domain.plan import Gate
    from scd_workflow.texts import Language


def written_for(desk: Desk, notice: Notice) -> tuple[MailPage, Mail]:
    """What the reader of a notice gets to read, as facts and in words; raises `PlanInvalid` when a template cannot be used."""
    known = desk.office.people.by_id().get(notice.person)
    reader = Reader(known.id, known.name, known.language) if known else _place(desk, notice.person)
    told = page(desk, notice, reader)
    return told, mail(told, desk.office.settings.config, reader.language)


def draft(desk: Desk, notice: Notice) -> Draft:
    """The frozen message of a notice; raises `PlanInvalid` when people, channel or template cannot be used."""
    told, written = written_for(desk, notice)
    if is_place(notice.person):
        return posted(desk, notice, told, written)
    person = desk.office.people.by_id()[notice.person]
    voice = desk.office.channels.mail.voice(notice.organisation)
    key = key_of(notice)
    mime = freeze(
        written,
        sender=voice.sender,
        reply_to=voice.reply_to,
        recipient_name=person.name,
        address=person.email,
        message_id=message_id(f"{desk.office.programme}/{key}", voice.message_id_domain),
        date=desk.seen.now,
        thread=message_id(matter(desk.office.programme, notice), voice.message_id_domain),
        calendar=calendar_item(desk, notice, written, voice.message_id_domain),
    )
    return Draft(
        key=key,
        obligation=notice.obligation,
        recipient=person.id,
        address=person.email,
        channel=voice.channel,
        subject=written.subject,
        mime=mime,
        not_before=moment(desk.office, desk.seen, notice, desk.seen.now),
        urgent=is_urgent(notice),
    )


def page(desk: Desk, notice: Notice, reader: Reader) -> MailPage:
    """The facts of a notice as its template wants them."""
    if notice.kind == "activity":
        return work_page(desk, notice, reader, f"{desk.office.programme}/{key_of(notice)}")
    if notice.kind == "evaluation":
        return evaluation_page(desk, notice, reader, f"{desk.office.programme}/{key_of(notice)}")
    if notice.kind == "communication":
        return communication_page(desk, notice, reader, f"{desk.office.programme}/{key_of(notice)}")
    if notice.kind == "risk":
        return risk_page(desk, notice, reader, f"{desk.office.programme}/{key_of(notice)}")
    network = desk.seen.network
    gate = next(each for each in network.gates.values() if each.id == notice.subject)
    shown = briefing(desk.seen.progress, gate, notice.organisation) if asked_attempt(desk.seen, notice) else None
    asked = shown if notice.kind == "decision" else None
    return MailPage(
        kind=notice.kind,
        step=notice.step,
        key=f"{desk.office.programme}/{key_of(notice)}",
        programme=desk.seen.plan.programme.name,
        recipient=reader.name,
        why=notice.why,
        gate=f"{gate.id} {gate.name}",
        phase=network.item(gate.id).phase.name,
        due=desk.seen.progress.due(gate.id, notice.organisation) if notice.kind == "gate_opened" else notice.day,
        organisation=_organisation(desk, notice.organisation),
        criteria=()
        if notice.kind in {"code", "condition", "gate_changed"}
        else _criteria(desk, gate, notice.organisation),
        link=_link(desk, notice, shown.mark if shown else ""),
        command=command(desk.seen, notice, reader.language),
        code=PLACEHOLDER if code_notices.is_for(notice) and (shown or notice.kind != "gate_changed") else "",
        whose=_name(desk, notice.whose) if notice.whose else "",
        replaces=_replaced(desk, notice, gate),
        decided=_decided(desk, notice, reader.language),
        change=_change(desk, notice, reader.language),
        condition=_condition(desk, notice),
        opening=_opening(desk, notice, gate),
        opens=tuple(_work(desk, spot.part.id, spot.organisation) for spot in notice.opens),
        speaker=party.name if (party := _consulted(desk, notice, gate)) else "",
        silence_means_consent=gate.consultation is not None and gate.consultation.silence_means_consent,
        support=_support(desk, notice, gate),
        mark=asked.mark if asked else "",
        risks=tuple(fact.says for fact in asked.risky) if asked else (),
        further=tuple(fact.says for fact in asked.beside if fact.about != "support") if asked else (),
        choices=tuple(fact.says for fact in asked.choices) if asked else (),
    )


def _link(desk: Desk, notice: Notice, mark: str) -> str:
    language = desk.office.settings.language
    if notice.kind == "condition" and notice.why == "decider":
        return settle_link(desk.forms, desk.office.people, _asked(desk, notice), notice.person)
    if notice.kind == "position" and notice.why == "decider":
        return _give_link(desk, notice)
    if notice.kind == "readiness" and notice.why == "decider":
        return ask_link(desk.forms, desk.seen.network, desk.office.people, notice, language)
    if attempt := asked_attempt(desk.seen, notice):
        network, people, now = desk.seen.network, desk.office.people, replace(notice, attempt=attempt)
        return decide_link(desk.forms, network, people, now, mark=mark, language=language)
    return report_link(desk.forms, desk.seen.network, desk.office.people, notice, language) if notice.opens else ""


def _give_link(desk: Desk, notice: Notice) -> str:
    network, people, language = desk.seen.network, desk.office.people, desk.office.settings.language
    gate = next(each for each in network.gates.values() if each.id == notice.subject)
    party = _consulted(desk, notice, gate)
    return give_link(desk.forms, network, people, notice, speaker_label(party), language) if party else ""


def _consulted(desk: Desk, notice: Notice, gate: Gate) -> Consulted | None:
    """Whose position a notice asks for."""
    asked = consulted(desk.seen.plan, gate) if notice.kind == "position" else ()
    return next((each for each in asked if each.id == notice.about), None)


def _support(desk: Desk, notice: Notice, gate: Gate) -> SupportRow | None:
    if notice.kind not in {"decision", "decision_taken"}:
        return None
    found = support(desk.seen.progress, GateSpot(gate, notice.organisation))
    if found.verdict is None or found.shown_index is None:
        return None
    return SupportRow(found.shown_index, found.verdict, found.given, found.asked, found.reasons)


def _criteria(desk: Desk, gate: Gate, organisation: OrganisationId | None) -> tuple[CriterionRow, ...]:
    return tuple(
        CriterionRow(each.criterion.text, met=each.met, reason=each.reason, mandatory=each.criterion.mandatory)
        for each in briefing(desk.seen.progress, gate, organisation).findings
    )


def _condition(desk: Desk, notice: Notice) -> ConditionRow | None:
    if notice.kind != "condition":
        return None
    condition = _asked(desk, notice).condition
    return ConditionRow(condition.text, _role(desk, condition.owner), condition.due)


def _asked(desk: Desk, notice: Notice) -> Asked:
    """The condition that a notice reminds of."""
    spot = next(
        spot
        for spot in all_gates(desk.seen.progress)
        if spot.gate.id == notice.subject and spot.organisation == notice.organisation
    )
    return next(each for each in of_gate(desk.seen.progress, spot) if str(each.number) == notice.about)


def _decided(desk: Desk, notice: Notice, language: Language) -> Decided | None:
    if notice.kind != "decision_taken":
        return None
    taken = next(event for event in _decisions(desk, notice) if event.attempt == notice.attempt)
    return Decided(
        outcome=taken.outcome,
        by=_decider(desk, taken, language),
        role=_role(desk, taken.role),
        day=taken.at.date(),
        rationale=taken.rationale,
        audit_head=desk.head,
        conditions=tuple(ConditionRow(each.text, _role(desk, each.owner), each.due) for each in taken.conditions),
        deferred_until=taken.deferred_until,
        back_to=_again(desk, taken),
        override_reason=taken.override_reason,
    )


def _change(desk: Desk, notice: Notice, language: Language) -> ChangeRow | None:
    if notice.kind != "gate_changed":
        return None
    event = change_told(desk.seen, notice)
    return change_row(desk, notice, event, _decider(desk, event, language))


def _opening(desk: Desk, notice: Notice, gate: Gate) -> OpeningRow | None:
    """Who asked for a decision and why; nobody did where the gate opened by itself."""
    if notice.kind != "gate_opened":
        return None
    state = gate_state(desk.seen.progress, GateSpot(gate, notice.organisation))
    asker = state.opened_by if state.opened_by != ENGINE else None
    return OpeningRow(_name(desk, asker) if asker else "", state.reason)


def _replaced(desk: Desk, notice: Notice, gate: Gate) -> str:
    """In whose place the reader may decide, empty for who has a mandate."""
    spot = GateSpot(gate, notice.organisation)
    right = quorum.right(desk.seen.progress, spot, notice.person, desk.seen.today)
    asked = notice.kind == "decision" and right is not None and right.on_behalf_of
    return _name(desk, asked) if asked else ""


def _decider(desk: Desk, taken: GateDecided | Change, language: Language) -> str:
    person = _name(desk, taken.by)
    if taken.on_behalf_of is None:
        return person
    return tell("report.on_behalf_of", language, person=person, principal=_name(desk, taken.on_behalf_of))


def _decisions(desk: Desk, notice: Notice) -> tuple[GateDecided, ...]:
    gates = desk.seen.state.of(notice.organisation).gates
    return next(state.decisions for gate, state in gates.items() if gate == notice.subject)


def _again(desk: Desk, taken: GateDecided) -> tuple[Work, ...]:
    """The work that a no-go asks for again, as far as the plan in force still has it."""
    return tuple(
        _work(desk, each.activity, each.organisation)
        for each in taken.back_to
        if not any(about(desk.seen.network, each.organisation, each.activity))
    )


def _work(desk: Desk, activity: str, organisation: OrganisationId | None) -> Work:
    part = desk.seen.network.item(activity).part
    due = desk.seen.progress.due(activity, organisation)
    return Work(f"{part.id} {part.name}", due, _organisation(desk, organisation))


def _place(desk: Desk, place: PersonId) -> Reader:
    roles = desk.office.channels.destinations[place_of(place)].roles
    return Reader(place, ", ".join(_role(desk, each) for each in roles), desk.office.settings.language)


def _organisation(desk: Desk, organisation: OrganisationId | None) -> str:
    return organisation_name(desk.seen.plan, organisation)


def _role(desk: Desk, role: RoleId) -> str:
    return next((each.name for each in desk.seen.plan.roles if each.id == role), role)


def _name(desk: Desk, person: PersonId) -> str:
    known = desk.office.people.by_id()
    return known[person].name if person in known else person

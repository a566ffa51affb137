"""How the people of the story behave: each does the work some days before or after it is due, and some are known for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zlib import crc32

from scd_workflow.app import evaluations, risks
from scd_workflow.app.importing import Import, import_answers
from scd_workflow.app.office import Office
from scd_workflow.app.view import View
from scd_workflow.domain import due, gates
from scd_workflow.domain.activities import Report
from scd_workflow.domain.authority import entitled, holders
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.conditions import Settlement
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.evaluations import Step
from scd_workflow.domain.gates import GateSpot
from scd_workflow.domain.happened import Condition, Position, SentBack
from scd_workflow.domain.ids import ActivityId, CampaignId, GateId, OrganisationId, RiskId, RoleId
from scd_workflow.domain.instruments import Instrument
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan import AttestationCriterion, DocumentCriterion
from scd_workflow.domain.positions import Opinion
from scd_workflow.domain.risks import Assessing, Closing, Noting
from scd_workflow.domain.statements import Statement
from tests import proved
from tests.story.speaking import speak

LATE_ORGANISATION = OrganisationId("zwijndrecht")
EARLY_ORGANISATION = OrganisationId("papendrecht")
REFUSED = OrganisationId("sliedrecht")
WAIVED = (ActivityId("P3-07"), None)
REOPENED = (ActivityId("P1-09"), None)

LOOKS = 3
RISKS = (
    ("De sleutelgebruikers hebben te weinig tijd.", None, RoleId("programme_manager"), 4),
    ("De koppeling is niet op tijd klaar.", None, RoleId("contract_manager"), 2),
    ("Oude zaken gaan verloren.", LATE_ORGANISATION, RoleId("local_lead"), 2),
)
"""What could happen, where, who takes care of it, and its impact; the probability is 4."""


@dataclass
class People:
    """Everybody in the programme, with what they remember of what they already did."""

    office: Office
    reopened: bool = False
    risky: bool = False
    refused: set[str] = field(default_factory=set)

    def act(self, seen: View, now: datetime) -> None:
        """What everybody does on one day."""
        self._speak(seen, now)
        for obligation in due.obligations(seen.progress):
            self._see_to(seen, obligation, now)
        self._state(seen, now)
        self._reconsider(seen, now)
        for spot in gates.open_gates(seen.progress):
            if seen.today >= _decides_on(seen, spot):
                self._decide(seen, spot, now)

    def _see_to(self, seen: View, obligation: Obligation, now: datetime) -> None:
        match obligation.kind:
            case "activity" if seen.today >= _does_on(seen, obligation):
                self._finish(obligation, now)
            case "position" if seen.today >= _answers_on(seen, obligation):
                self._answer(obligation, now)
            case "condition" if seen.today >= obligation.due:
                self._meet(obligation, now)
            case "risk" if seen.today >= obligation.due:
                self._look_again(obligation, now)
            case "evaluation" if seen.today >= obligation.due:
                self._evaluate(seen, obligation, now)

    def _speak(self, seen: View, now: datetime) -> None:
        speak(self.office, seen, now)

    def _finish(self, obligation: Obligation, now: datetime) -> None:
        activity, organisation = ActivityId(obligation.subject), obligation.organisation
        if (activity, organisation) == WAIVED:
            said = Report("waive", activity, organisation, obligation.owner[0], "De kalender loopt door in de lijn.")
        else:
            link = f"https://example.nl/dossier/{activity}"
            said = Report("done", activity, organisation, obligation.people[0], link)
        proved.report(self.office, said, now)
        if (activity, organisation) == REOPENED and not self.risky:
            self._note(obligation, now)

    def _note(self, obligation: Obligation, now: datetime) -> None:
        """Who set up the register notes what could happen: one great risk that nothing is done about yet, and two others."""
        manager, review = obligation.people[0], now.date() + timedelta(days=60)
        for what, where, owner, impact in RISKS:
            said = Noting(where, manager, what, "De drukte; dan loopt het uit.", owner, 4, impact, "time", review)
            risks.note(self.office, said, now)
        self.risky = True

    def _look_again(self, obligation: Obligation, now: datetime) -> None:
        """A risk is assessed twice, the first time with a measure, and closed at the third look."""
        risk, person = RiskId(obligation.subject), obligation.people[0]
        if obligation.attempt == LOOKS:
            risks.close(self.office, Closing(risk, person, "Het is voorbij."), now)
            return
        review = now.date() + timedelta(days=180)
        risks.assess(self.office, Assessing(risk, person, review, measure="Er is hulp."), now)

    def _answer(self, obligation: Obligation, now: datetime) -> None:
        gate, person = GateId(obligation.subject), obligation.people[0]
        thinks: Position = "no_objection" if obligation.about == LATE_ORGANISATION else "agree"
        proved.give(self.office, Opinion(gate, obligation.organisation, obligation.about, person, thinks), now)

    def _meet(self, obligation: Obligation, now: datetime) -> None:
        gate, number = GateId(obligation.subject), int(obligation.about)
        said = Settlement(gate, obligation.organisation, number, obligation.people[0], "https://example.nl/nazorg")
        proved.meet(self.office, said, now)

    def _evaluate(self, seen: View, obligation: Obligation, now: datetime) -> None:
        """A round is opened, answered by a few in each organisation, closed, published and fed back, each on its day."""
        said = Step(CampaignId(obligation.subject), obligation.people[0], "https://example.nl/terugkoppeling")
        match obligation.about:
            case "open":
                evaluations.open_round(self.office, said, now)
            case "close":
                file = self.office.settings.var / "papier.csv"
                file.write_text(_paper(seen, evaluations.asked_next(self.office, seen, said.campaign)), "utf-8")
                import_answers(self.office, Import(said.campaign, file), now)
                evaluations.close_round(self.office, said, now)
            case "publish":
                evaluations.publish(self.office, said, now)
            case "purge":
                evaluations.purge(self.office, said, obligation.attempt, now)
            case _:
                evaluations.feed_back(self.office, said, now)

    def _state(self, seen: View, now: datetime) -> None:
        """Once the work before a gate is done, everybody states what only a person can say."""
        for spot in gates.all_gates(seen.progress):
            state = gates.gate_state(seen.progress, spot)
            if state.passed or not seen.progress.is_free(spot.gate.id, spot.organisation):
                continue
            for finding in briefing(seen.progress, *spot).findings:
                criterion = finding.criterion
                if isinstance(criterion, AttestationCriterion | DocumentCriterion) and not finding.met:
                    person = holders(seen.plan, criterion.role, spot.organisation, seen.today)[0]
                    said = Statement(spot.gate.id, criterion.id, spot.organisation, person, "Gezien en in orde.")
                    proved.state_that(self.office, said, now)

    def _reconsider(self, seen: View, now: datetime) -> None:
        """One finished activity turns out to be unfinished after all, before its gate."""
        activity, organisation = REOPENED
        state = seen.state.of(organisation).activity(activity)
        if not self.reopened and state.finished is not None and seen.today > state.finished.date() + timedelta(days=6):
            manager = holders(seen.plan, RoleId("programme_manager"), None, seen.today)[0]
            proved.report(self.office, Report("reopen", activity, organisation, manager, "Een risico ontbrak."), now)
            self.reopened = True

    def _decide(self, seen: View, spot: GateSpot, now: datetime) -> None:
        choice = _choice(seen, spot, refused=str(spot.organisation) in self.refused)
        if choice.outcome == "no_go":
            self.refused.add(str(spot.organisation))
        proved.decide(self.office, choice, now)


def _paper(seen: View, instrument: Instrument) -> str:
    """Answers on paper, twelve of each organisation, which are content three times out of four."""
    items = [item.id for item in instrument.items]
    rows = [
        ";".join([f"{organisation.id}-{number}", organisation.id, *[str(2 if number % 4 == 0 else 4)] * len(items)])
        for organisation in seen.plan.organisations
        for number in range(12)
    ]
    return "\n".join([";".join(["nummer", "organisatie", *items]), *rows]) + "\n"


def _does_on(seen: View, obligation: Obligation) -> date:
    """The day on which the owner finishes: three working days before to two after it is due, but for the known ones."""
    calendar = seen.network.calendar_of(obligation.organisation)
    days = crc32(f"{obligation.subject}/{obligation.organisation}".encode()) % 6 - 3
    if obligation.organisation == LATE_ORGANISATION:
        days = 8
    elif obligation.organisation == EARLY_ORGANISATION:
        days = -10
    return calendar.add(obligation.due, days)


def _answers_on(seen: View, obligation: Obligation) -> date:
    """The day on which a position is given: on the last day of the term or up to three before, but for the known one."""
    calendar = seen.network.calendar_of(obligation.organisation)
    late = obligation.about == LATE_ORGANISATION
    return calendar.add(obligation.due, 1 if late else crc32(obligation.about.encode()) % 4 - 3)


def _decides_on(seen: View, spot: GateSpot) -> date:
    """Deciders decide on the day itself, but for one who is always two working days late."""
    planned = seen.progress.due(spot.gate.id, spot.organisation)
    late = 2 if spot.organisation == LATE_ORGANISATION or spot.gate.id == "G2" else 0
    return seen.network.calendar_of(spot.organisation).add(planned, late)


def _choice(seen: View, spot: GateSpot, *, refused: bool) -> Choice:
    state = gates.gate_state(seen.progress, spot)
    person = entitled(seen.plan, spot.gate.id, spot.organisation, seen.today, seen.state.absences)[0].person
    gate, organisation = GateId(spot.gate.id), spot.organisation
    if gate == "G1" and state.attempt == 1:
        until = seen.network.calendar.add(seen.today, 15)
        return Choice(
            gate, organisation, "deferred", person, "De begroting wacht op de raden.", 1, deferred_until=until
        )
    if organisation == REFUSED and not refused:
        back = (SentBack(activity=ActivityId("P2-06"), organisation=organisation),)
        return Choice(gate, organisation, "no_go", person, "De acceptatietest is niet overtuigend.", 1, back_to=back)
    if gate == "G2":
        condition = Condition(
            text="Nazorg loopt door.", owner=RoleId("programme_manager"), due=seen.today + timedelta(days=30)
        )
        return Choice(gate, organisation, "conditional_go", person, "Genoeg om door te gaan.", conditions=(condition,))
    return Choice(gate, organisation, "go", person, "Alles is in orde.", state.attempt)

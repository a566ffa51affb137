"""`scd gate`: the decisions, and what comes before them."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.app.acts import ask
from scd_workflow.app.acts import state_that as record_statement
from scd_workflow.cli import options, show
from scd_workflow.cli.gate_briefing import show_briefing
from scd_workflow.cli.gate_code import code as mail_code
from scd_workflow.cli.gate_conditions import condition, conditions
from scd_workflow.cli.gate_decide import decide_gate
from scd_workflow.cli.gate_mandates import mandates
from scd_workflow.cli.gate_matrix import matrix
from scd_workflow.cli.gate_positions import give_position, list_positions
from scd_workflow.cli.gate_route import route
from scd_workflow.cli.gate_terms import extend, reopen, suspend, withdraw
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain import gates
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import CriterionId, GateId, PersonId
from scd_workflow.domain.statements import Statement
from scd_workflow.report import gates as report
from scd_workflow.report import outcomes, positions, risks, votes


@click.group(help=tell("help.gate_long"))
def gate() -> None:
    """Hold the commands about gates."""


for command in (
    mail_code, mandates, matrix, route, decide_gate, give_position, list_positions, conditions, condition,
    withdraw, reopen, suspend, extend,
):  # fmt: skip
    gate.add_command(command)


@gate.command("list", help=tell("help.gate_list"))
@click.option("--open", "only_open", is_flag=True, help=tell("help.only_open"))
@options.as_of
@options.as_json
@options.desk
def list_gates(desk: Desk, only_open: bool, as_of: date | None, as_json: bool) -> None:
    """Show the gates."""
    progress = desk.view(as_of).progress
    spots = gates.open_gates(progress) if only_open else tuple(gates.all_gates(progress))
    if as_json:
        show.records(report.records(progress, spots))
    else:
        show.table(report.table(progress, language(), spots))


@gate.command("show", help=tell("help.gate_show"))
@options.a_gate
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def show_gate(desk: Desk, gate: str, organisation: str | None, as_of: date | None, as_json: bool) -> None:
    """Show the briefing of a gate."""
    progress = desk.view(as_of).progress
    where = options.where(organisation)
    refuse_if(gates.unknown_gate(progress, GateId(gate), where))
    seen = briefing(progress, progress.network.gates[GateId(gate)], where)
    spot = gates.GateSpot(seen.gate, seen.organisation)
    taken = gates.gate_state(progress, spot).decisions
    if as_json:
        record = report.briefing_record(seen, language())
        decisions = {"decisions": [each.model_dump(mode="json") for each in taken]}
        carried = {"support": positions.record(seen.support, language())}
        touching = {"risks": list(risks.records(progress, (risk for risk, _ in seen.risks)))}
        beside = votes.record(progress, spot) | outcomes.record(progress, spot)
        show.as_json(record | decisions | beside | carried | touching)
        return
    show_briefing(progress, spot, seen)


@gate.command("open", help=tell("help.gate_open"))
@options.a_gate
@options.for_organisation
@options.acting
@click.option("--reason", default="", metavar=tell("help.a_text"), help=tell("help.open_reason"))
@options.happened_on
@options.as_json
@options.desk
def open_gate(
    desk: Desk, gate: str, organisation: str | None, by: str, reason: str, on: date | None, as_json: bool
) -> None:
    """Ask for the decision on a gate."""
    asked = Request(GateId(gate), options.where(organisation), PersonId(by), reason)
    event = ask(desk.office, asked, desk.now, on=on)
    show.recorded(event, tell("report.gate_opened", gate=gate), json=as_json)


@gate.command("state", help=tell("help.gate_state"))
@options.a_gate
@click.argument("criterion", metavar=tell("help.a_criterion"))
@options.for_organisation
@options.acting
@click.option("--statement", required=True, metavar=tell("help.a_text"), help=tell("help.statement"))
@options.happened_on
@options.as_json
@options.desk
def state_that(
    desk: Desk,
    gate: str,
    criterion: str,
    organisation: str | None,
    by: str,
    statement: str,
    on: date | None,
    as_json: bool,
) -> None:
    """State that a criterion holds, or approve its document."""
    said = Statement(GateId(gate), CriterionId(criterion), options.where(organisation), PersonId(by), statement)
    with typed_code() as code:
        event = record_statement(desk.office, said, desk.now, on=on, code=code)
    show.recorded(event, tell("report.stated", criterion=criterion), json=as_json)

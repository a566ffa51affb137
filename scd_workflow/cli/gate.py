"""`scd gate`: the decisions, and what comes before them."""

from __future__ import annotations

from datetime import date
from typing import cast

import click

from scd_workflow.app.acts import ask, decide
from scd_workflow.app.acts import state_that as record_statement
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain import gates
from scd_workflow.domain.decisions import Choice, Statement
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import Condition, Outcome, SentBack
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.report import gates as report

OUTCOMES = ("go", "conditional_go", "no_go", "deferred")

a_gate = click.argument("gate", metavar="GATE")


@click.group(help=tell("help.gate_long"))
def gate() -> None:
    """Hold the commands about gates."""


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
@a_gate
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def show_gate(desk: Desk, gate: str, organisation: str | None, as_of: date | None, as_json: bool) -> None:
    """Show the briefing of a gate."""
    progress = desk.view(as_of).progress
    where = _where(organisation)
    refuse_if(gates.unknown_gate(progress, GateId(gate), where))
    seen = gates.briefing(progress, progress.network.gates[GateId(gate)], where)
    spot = gates.GateSpot(seen.gate, seen.organisation)
    taken = gates.gate_state(progress, spot).decisions
    if as_json:
        record = report.briefing_record(seen, language())
        show.as_json(record | {"decisions": [each.model_dump(mode="json") for each in taken]})
        return
    show.table(report.table(progress, language(), (spot,)))
    click.echo()
    if seen.asked_because:
        click.echo(tell("report.asked_because", reason=seen.asked_because) + "\n")
    show.table(report.criteria_table(seen, language()))
    if taken:
        click.echo()
        show.table(report.decisions_table(taken, language()))


@gate.command("open", help=tell("help.gate_open"))
@a_gate
@options.for_organisation
@options.acting
@click.option("--reason", default="", metavar=tell("help.a_text"), help=tell("help.open_reason"))
@options.as_json
@options.desk
def open_gate(desk: Desk, gate: str, organisation: str | None, by: str, reason: str, as_json: bool) -> None:
    """Ask for the decision on a gate."""
    event = ask(desk.office, Request(GateId(gate), _where(organisation), PersonId(by), reason), desk.now)
    if as_json:
        show.as_json(event.model_dump(mode="json"))
    else:
        click.echo(tell("report.gate_opened", gate=gate))


@gate.command("state", help=tell("help.gate_state"))
@a_gate
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
    said = Statement(GateId(gate), CriterionId(criterion), _where(organisation), PersonId(by), statement)
    event = record_statement(desk.office, said, desk.now, on=on)
    if as_json:
        show.as_json(event.model_dump(mode="json"))
    else:
        click.echo(tell("report.stated", criterion=criterion))


@gate.command("decide", help=tell("help.gate_decide"))
@a_gate
@options.for_organisation
@options.acting
@click.option("--outcome", required=True, type=options.Choice(OUTCOMES), help=tell("help.outcome"))
@click.option("--rationale", required=True, metavar=tell("help.a_text"), help=tell("help.rationale"))
@click.option("--condition", "conditions", multiple=True, metavar=tell("help.a_condition"), help=tell("help.condition"))
@click.option("--until", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.until"))
@click.option("--back-to", multiple=True, metavar=tell("help.a_work"), help=tell("help.back_to"))
@click.option("--override", default="", metavar=tell("help.a_text"), help=tell("help.override"))
@options.happened_on
@options.as_json
@options.desk
def decide_gate(
    desk: Desk,
    gate: str,
    organisation: str | None,
    by: str,
    outcome: str,
    rationale: str,
    conditions: tuple[str, ...],
    until: date | None,
    back_to: tuple[str, ...],
    override: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Decide a gate."""
    choice = Choice(
        GateId(gate),
        _where(organisation),
        cast("Outcome", outcome),
        PersonId(by),
        rationale,
        conditions=tuple(map(_condition, conditions)),
        deferred_until=until,
        back_to=tuple(map(_sent_back, back_to)),
        override_reason=override,
    )
    decided = decide(desk.office, choice, desk.now, on=on)
    if as_json:
        show.as_json(decided.model_dump(mode="json"))
    else:
        click.echo(tell("report.decided", gate=gate, outcome=tell(f"words.{outcome}")))


def _where(organisation: str | None) -> OrganisationId | None:

    return OrganisationId(organisation) if organisation else None


def _condition(written: str) -> Condition:

    parts = [part.strip() for part in written.rsplit(";", 2)]
    try:
        text, owner, due = parts
        return Condition(text=text, owner=RoleId(owner), due=date.fromisoformat(due))
    except ValueError:
        raise click.BadParameter(tell("help.not_a_condition", value=written), param_hint="--condition") from None


def _sent_back(written: str) -> SentBack:

    activity, _, organisation = written.partition("@")
    return SentBack(activity=ActivityId(activity), organisation=_where(organisation))

"""`scd gate`: the decisions, and what comes before them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import click

from scd_workflow.app.acts import ask, decide
from scd_workflow.app.acts import state_that as record_statement
from scd_workflow.app.together import decide_together
from scd_workflow.cli import options, show
from scd_workflow.cli.gate_code import code as mail_code
from scd_workflow.cli.gate_conditions import condition, conditions
from scd_workflow.cli.gate_matrix import matrix
from scd_workflow.cli.gate_positions import give_position, list_positions
from scd_workflow.cli.gate_route import route
from scd_workflow.cli.gate_terms import extend, reopen, suspend, withdraw
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.domain import gates
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.decisions import Choice, Half, amiss
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.gates import Request
from scd_workflow.domain.happened import Condition, Outcome, SentBack
from scd_workflow.domain.ids import ActivityId, CriterionId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.statements import Statement
from scd_workflow.domain.together import Joint
from scd_workflow.report import gates as report
from scd_workflow.report import outcomes, positions, votes
from scd_workflow.report.briefing import further_tables

if TYPE_CHECKING:
    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.progress import Progress

OUTCOMES = ("go", "conditional_go", "no_go", "deferred")


@click.group(help=tell("help.gate_long"))
def gate() -> None:
    """Hold the commands about gates."""


for command in (
    mail_code, matrix, route, give_position, list_positions, conditions, condition, withdraw, reopen, suspend, extend,
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
        show.as_json(record | decisions | votes.record(progress, spot) | outcomes.record(progress, spot) | carried)
        return
    _show_briefing(progress, spot, seen)


def _show_briefing(progress: Progress, spot: GateSpot, seen: Briefing) -> None:
    words, state = language(), gates.gate_state(progress, spot)
    show.table(report.table(progress, words, (spot,)))
    click.echo()
    if seen.asked_because:
        click.echo(tell("report.asked_because", reason=seen.asked_because) + "\n")
    show.table(report.criteria_table(seen, words))
    if seen.support.heard:
        click.echo()
        show.table(positions.table(seen.support, words))
        click.echo("\n".join(positions.verdict_lines(seen.support, words)))
    decided = report.decisions_table(state.decisions, words) if state.decisions else None
    further = () if state.passed else further_tables(seen, words)
    below = votes.table(progress, spot, words), decided, *outcomes.tables(progress, spot, words), *further
    for table in filter(None, below):
        click.echo()
        show.table(table)
    if not state.passed:
        click.echo("\n" + tell("briefing.mark", mark=seen.mark))


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


@gate.command("decide", help=tell("help.gate_decide"))
@options.a_gate
@options.for_organisations
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
    organisations: tuple[str, ...],
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
    half = Half(
        GateId(gate),
        options.where(organisations[0] if organisations else None),
        PersonId(by),
        rationale,
        tuple(filter(None, map(_condition, conditions))),
        tuple(map(_sent_back, back_to)),
    )
    if len(half.conditions) < len(conditions):
        raise click.BadParameter(_no_conditions(desk, conditions, half), param_hint="--condition")
    choice = Choice(
        GateId(gate),
        half.organisation,
        cast("Outcome", outcome),
        PersonId(by),
        rationale,
        conditions=half.conditions,
        deferred_until=until,
        back_to=half.back_to,
        override_reason=override,
    )
    if len(organisations) > 1:
        _decide_together(desk, Joint(choice, tuple(map(OrganisationId, organisations))), on, as_json=as_json)
        return
    with typed_code() as code:
        decided = decide(desk.office, choice, desk.now, on=on, code=code)
    _tell_decided(desk, decided, as_json=as_json)


def _decide_together(desk: Desk, joint: Joint, on: date | None, *, as_json: bool) -> None:
    with typed_code() as code:
        taken = decide_together(desk.office, joint, desk.now, on=on, code=code)
    if as_json:
        show.records(each.model_dump(mode="json") for each in taken)
        return
    for each in taken:
        click.echo(f"{each.organisation}: ", nl=False)
        _tell_decided(desk, each, as_json=False)


def _tell_decided(desk: Desk, decided: GateDecided | VoteCast, *, as_json: bool) -> None:
    if decided.kind == "vote_cast":
        said = votes.told(desk.view().progress, decided, language())
    else:
        said = tell("report.decided", gate=decided.gate, outcome=tell(f"words.{decided.outcome}"))
    show.recorded(decided, said, json=as_json)


def _condition(written: str) -> Condition | None:
    """The condition that is written, None when it is none."""
    parts = [part.strip() for part in written.rsplit(";", 2)]
    try:
        text, owner, due = parts
        return Condition(text=text, owner=RoleId(owner), due=date.fromisoformat(due))
    except ValueError:
        return None


def _no_conditions(desk: Desk, written: tuple[str, ...], half: Half) -> str:
    """What to say of what is no condition, and of all else that is wrong beside it."""
    unread = (tell("help.not_a_condition", value=each) for each in written if _condition(each) is None)
    seen = desk.view()
    return "\n".join((*unread, *map(say, amiss(seen.progress, half, seen.today))))


def _sent_back(written: str) -> SentBack:
    activity, _, organisation = written.partition("@")
    return SentBack(activity=ActivityId(activity), organisation=options.where(organisation))

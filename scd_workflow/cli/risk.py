"""`scd risk`: the risk register."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.app import risks as use_case
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain import risks
from scd_workflow.domain.activities import unknown_organisation
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import PersonId, RiskId, RoleId
from scd_workflow.domain.risk_events import SIDES, Side
from scd_workflow.report import risks as report

a_risk = click.argument("risk", metavar=tell("help.a_risk"))


@click.group(help=tell("help.risk_long"))
def risk() -> None:
    """Hold the commands about risks."""


@risk.command("list", help=tell("help.risk_list"))
@options.for_organisation
@click.option("--all", "closed", is_flag=True, help=tell("help.risk_all"))
@options.as_of
@options.as_json
@options.desk
def list_risks(desk: Desk, organisation: str | None, closed: bool, as_of: date | None, as_json: bool) -> None:
    """Show the register."""
    progress, where = desk.view(as_of).progress, options.where(organisation)
    refuse_if(unknown_organisation(progress.network, where))
    found = [
        each
        for each in risks.register(progress)
        if (closed or each.closed is None) and (where is None or each.organisation in {None, where})
    ]
    if as_json:
        show.records(report.records(progress, found))
    else:
        show.table(report.table(progress, found, language()))


@risk.command("note", help=tell("help.risk_note"))
@click.option("--what", required=True, metavar=tell("help.a_text"), help=tell("help.risk_what"))
@click.option("--why", required=True, metavar=tell("help.a_text"), help=tell("help.risk_why"))
@click.option("--owner", required=True, metavar=tell("help.a_role"), help=tell("help.risk_owner"))
@click.option("--probability", required=True, type=options.Count(), metavar="1-5", help=tell("help.probability"))
@click.option("--impact", required=True, type=options.Count(), metavar="1-5", help=tell("help.impact"))
@click.option("--side", required=True, type=options.Choice(SIDES), help=tell("help.side"))
@click.option("--measure", default="", metavar=tell("help.a_text"), help=tell("help.measure"))
@click.option("--review", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.review"))
@options.for_organisation
@options.acting
@options.happened_on
@options.as_json
@options.desk
def note_risk(
    desk: Desk,
    what: str,
    why: str,
    owner: str,
    probability: int,
    impact: int,
    side: Side,
    measure: str,
    review: date,
    organisation: str | None,
    by: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Note a risk."""
    where, carer = options.where(organisation), RoleId(owner)
    said = risks.Noting(where, PersonId(by), what, why, carer, probability, impact, side, review, measure)
    event = use_case.note(desk.office, said, desk.now, on=on)
    assert event.kind == "risk_noted"
    show.recorded(event, tell("report.risk_noted", risk=event.risk), json=as_json)


@risk.command("assess", help=tell("help.risk_assess"))
@a_risk
@click.option("--review", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.review"))
@click.option("--probability", type=options.Count(), metavar="1-5", help=tell("help.probability"))
@click.option("--impact", type=options.Count(), metavar="1-5", help=tell("help.impact"))
@click.option("--side", type=options.Choice(SIDES), help=tell("help.side"))
@click.option("--measure", metavar=tell("help.a_text"), help=tell("help.measure"))
@click.option("--owner", metavar=tell("help.a_role"), help=tell("help.risk_owner"))
@click.option("--note", default="", metavar=tell("help.a_text"), help=tell("help.risk_remark"))
@options.acting
@options.happened_on
@options.as_json
@options.desk
def assess_risk(
    desk: Desk,
    risk: str,
    review: date,
    probability: int | None,
    impact: int | None,
    side: Side | None,
    measure: str | None,
    owner: str | None,
    note: str,
    by: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Assess a risk anew."""
    said = risks.Assessing(
        RiskId(risk), PersonId(by), review, RoleId(owner) if owner else None, probability, impact, side, measure, note
    )
    event = use_case.assess(desk.office, said, desk.now, on=on)
    show.recorded(event, tell("report.risk_assessed", risk=risk, review=review), json=as_json)


@risk.command("close", help=tell("help.risk_close"))
@a_risk
@click.option("--reason", required=True, metavar=tell("help.a_text"), help=tell("help.kept_reason"))
@options.acting
@options.happened_on
@options.as_json
@options.desk
def close_risk(desk: Desk, risk: str, reason: str, by: str, on: date | None, as_json: bool) -> None:
    """Close a risk."""
    event = use_case.close(desk.office, risks.Closing(RiskId(risk), PersonId(by), reason), desk.now, on=on)
    show.recorded(event, tell("report.risk_closed", risk=risk), json=as_json)

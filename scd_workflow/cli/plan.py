"""`scd check` and `scd plan`: the plan as written, and the plan in force."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from scd_workflow.app.checking import problems_in
from scd_workflow.app.plans import Adoption
from scd_workflow.app.plans import adopt as adopt_plan
from scd_workflow.app.proposal import Changes, changes
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.domain.ids import PersonId
from scd_workflow.report import plan as report


@click.command(help=tell("help.check_long"))
@options.config_folder
@options.as_json
@options.desk
def check(desk: Desk, config: str | None, as_json: bool) -> None:
    """Report everything that is wrong with the configuration."""
    folder = Path(config) if config else desk.settings.config
    found = problems_in(folder, desk.settings.secrets, desk.settings.programme)
    wrong = any(each.severity == "error" for each in found)
    if as_json:
        show.records(
            {
                "file": str(each.place.file),
                "line": each.place.line,
                "severity": each.severity,
                "code": each.reason.code,
                "text": say(each.reason),
            }
            for each in found
        )
    else:
        for each in found:
            click.echo(say(each.located), err=each.severity == "error")
        verdict = "report.check_failed" if wrong else "report.check_passed"
        click.echo(tell(verdict, folder=str(folder)), err=wrong)
    if wrong:
        raise SystemExit(1)


@click.group(help=tell("help.plan_long"))
def plan() -> None:
    """Hold the commands about the plan."""


@plan.command(help=tell("help.plan_adopt"))
@click.option("--reason", default="", metavar=tell("help.a_text"), help=tell("help.adoption_reason"))
@click.option("--start", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.start"))
@click.option("--by", metavar=tell("help.a_person"), help=tell("help.adopted_by"))
@options.as_json
@options.desk
def adopt(desk: Desk, reason: str, start: date | None, by: str | None, as_json: bool) -> None:
    """Put the plan of the configuration in force."""
    event = adopt_plan(desk.office, Adoption(PersonId(by) if by else None, reason, start), desk.now)
    show.recorded(event, tell("report.adopted", digest=event.digest[:12]), json=as_json)


@plan.command(help=tell("help.plan_diff"))
@options.as_of
@options.as_json
@options.desk
def diff(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show what adopting the plan of the configuration would change."""
    found = changes(desk.office, desk.end_of(as_of))
    if as_json:
        show.as_json(asdict(found))
    elif found.differences or found.shifts:
        _changes(found)
    else:
        click.echo(tell("report.no_differences"))


@plan.command("show", help=tell("help.plan_show"))
@options.as_of
@options.as_json
@options.desk
def show_plan(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the plan in force."""
    seen = desk.view(as_of)
    if as_json:
        show.as_json(seen.plan.model_dump(mode="json"))
        return
    for table in (report.programme(seen.plan, language()), *report.tables(seen.progress, language())):
        show.table(table)
        click.echo()


def _changes(found: Changes) -> None:
    for table in (report.differences(found.differences, language()), report.shifts(found.shifts, language())):
        if table.rows:
            show.table(table)
            click.echo()

"""`scd communications check` and `balance`: what to look at again in the calendar, and whether everybody is reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import NamedTuple

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.activities import unknown_organisation
from scd_workflow.domain.audiences import findings
from scd_workflow.domain.balance import reached, stays_away
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.progress import Progress
from scd_workflow.report import balance
from scd_workflow.report import communications as report

from_day = click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.from"))
to_day = click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.to"))


class Looking(NamedTuple):
    """What is looked at: the programme, from which day to which, and of which organisation, everything where it is None.

    With `apart` each organisation is looked at by itself.
    """

    progress: Progress
    first: date | None
    last: date | None
    where: OrganisationId | None
    apart: bool = False


def _of_a_period(view: Callable[[Looking, bool], None]) -> Callable[..., None]:
    """Give a view the options of a period, and what they say; an organisation that the plan does not have is refused."""

    @from_day
    @to_day
    @options.for_organisation
    @options.as_of
    @options.as_json
    @options.desk
    @wraps(view)
    def looking(
        desk: Desk,
        first: date | None,
        last: date | None,
        organisation: str | None,
        as_of: date | None,
        as_json: bool,
        *,
        apart: bool = False,
    ) -> None:
        progress, where = desk.view(as_of).progress, options.where(organisation)
        refuse_if(unknown_organisation(progress.network, where))
        view(Looking(progress, first, last, where, apart), as_json)

    return looking


@click.command("check", help=tell("help.communications_check"))
@_of_a_period
def check_items(at: Looking, as_json: bool) -> None:
    """Show what to look at again; the first day is today when none is given."""
    found = [
        each
        for each in findings(at.progress, at.first or at.progress.today, at.last or date.max)
        if at.where is None or at.where in each.organisations
    ]
    if as_json:
        show.records(report.finding_records(found))
    else:
        show.table(report.findings_table(at.progress, found, language()))


@click.command("balance", help=tell("help.communications_balance"))
@click.option("--each-organisation", "apart", is_flag=True, help=tell("help.balance_apart"))
@_of_a_period
def weigh(at: Looking, as_json: bool) -> None:
    """Show who is reached and who stays away."""
    places = at.progress.network.organisations if at.apart and at.where is None else (at.where,)
    period = at.first or date.min, at.last or date.max
    found = tuple(each for where in places for each in reached(at.progress, *period, where))
    away = tuple(each for each in stays_away(at.progress) if at.where in {None, each.organisation})
    if as_json:
        show.as_json(balance.record(found, away))
        return
    show.table(balance.table(at.progress, found, language()))
    if away:
        click.echo()
        show.table(balance.away_table(away, language()))

"""`scd evaluation`: quick-scans and measurements, from opening to feedback."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scd_workflow.app import evaluations as use_case
from scd_workflow.app.evaluations import Found
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.evaluations import Step
from scd_workflow.domain.ids import CampaignId, PersonId
from scd_workflow.domain.reasons import because
from scd_workflow.report import rounds as report

a_campaign = click.argument("campaign", metavar=tell("help.an_evaluation"))


@click.group(help=tell("help.evaluation_long"))
def evaluation() -> None:
    """Hold the commands about evaluations."""


@evaluation.command("list", help=tell("help.evaluation_list"))
@options.as_of
@options.as_json
@options.desk
def list_rounds(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show every round, how far it is, and what is due."""
    progress = desk.view(as_of).progress
    if as_json:
        show.records(report.records(progress))
    else:
        show.table(report.table(progress, language()))


@evaluation.command("open", help=tell("help.evaluation_open"))
@a_campaign
@options.acting
@options.as_json
@options.desk
def open_round(desk: Desk, campaign: str, by: str, as_json: bool) -> None:
    """Open the next round."""
    event = use_case.open_round(desk.office, _step(campaign, by), desk.now)
    assert event.kind == "campaign_opened"
    count = sum(event.invited.values())
    show.recorded(event, tell("report.round_opened", campaign=campaign, until=event.until, count=count), json=as_json)


@evaluation.command("template", help=tell("help.evaluation_template"))
@a_campaign
@options.as_json
@options.desk
def template(desk: Desk, campaign: str, as_json: bool) -> None:
    """Print the headers of a file for answers on paper."""
    instrument = use_case.asked_next(desk.office, desk.view(), CampaignId(campaign))
    opened = [instrument.open.id] if instrument.open else []
    names = (tell("report.answer_number"), tell("report.organisation"), tell("report.role"))
    headers = [*names, *(item.id for item in instrument.items), *opened]
    if as_json:
        show.as_json(headers)
    else:
        click.echo(";".join(headers))


@evaluation.command("import", help=tell("help.evaluation_import"))
@a_campaign
@click.argument("file", metavar=tell("help.a_file"), type=click.Path(path_type=Path))
@click.option("--profile", metavar="ID", help=tell("help.import_profile"))
@click.option("--organisation", "-o", metavar="ID", help=tell("help.import_organisation"))
@click.option("--dry-run", "trial", is_flag=True, help=tell("help.import_trial"))
@options.as_json
@options.desk
def import_file(
    desk: Desk, campaign: str, file: Path, profile: str | None, organisation: str | None, trial: bool, as_json: bool
) -> None:
    """Add the answers of a file to the open round."""
    from scd_workflow.app.importing import Import, import_answers  # noqa: PLC0415 - Polars loads slowly

    said = Import(CampaignId(campaign), file, profile, options.where(organisation), trial)
    found = import_answers(desk.office, said, desk.now)
    values = {"new": found.new, "known": found.known, "incomplete": found.incomplete, "dropped": found.dropped}
    if as_json:
        show.as_json(values | {"stored": not trial})
    else:
        click.echo(tell("report.would_import" if trial else "report.imported", **values))


@evaluation.command("links", help=tell("help.evaluation_links"))
@a_campaign
@options.as_json
@options.desk
def links(desk: Desk, campaign: str, as_json: bool) -> None:
    """Show the links of the open round by which everybody of an organisation can answer."""
    from scd_workflow.app.inviting import open_links  # noqa: PLC0415 - writing mail loads slowly

    found = open_links(desk.office, CampaignId(campaign), desk.now)
    if as_json:
        show.as_json(found)
        return
    for organisation, link in found.items():
        click.echo(f"{organisation}  {link}")


@evaluation.command("close", help=tell("help.evaluation_close"))
@a_campaign
@options.acting
@options.as_json
@options.desk
def close_round(desk: Desk, campaign: str, by: str, as_json: bool) -> None:
    """Close the open round."""
    event = use_case.close_round(desk.office, _step(campaign, by), desk.now)
    show.recorded(event, tell("report.round_closed", campaign=campaign), json=as_json)


@evaluation.command("publish", help=tell("help.evaluation_publish"))
@a_campaign
@options.acting
@options.as_json
@options.desk
def publish(desk: Desk, campaign: str, by: str, as_json: bool) -> None:
    """Publish the results of the closed round."""
    event = use_case.publish(desk.office, _step(campaign, by), desk.now)
    show.recorded(event, tell("report.round_published", campaign=campaign), json=as_json)


@evaluation.command("feedback", help=tell("help.evaluation_feedback"))
@a_campaign
@options.acting
@click.option("--evidence", required=True, metavar="LINK", help=tell("help.evaluation_evidence"))
@options.as_json
@options.desk
def feed_back(desk: Desk, campaign: str, by: str, evidence: str, as_json: bool) -> None:
    """Record that the participants have heard what came of it."""
    event = use_case.feed_back(desk.office, Step(CampaignId(campaign), PersonId(by), evidence), desk.now)
    show.recorded(event, tell("report.round_told", campaign=campaign), json=as_json)


@evaluation.command("purge", help=tell("help.evaluation_purge"))
@a_campaign
@click.option("--round", "number", type=options.Count(), default=1, metavar="N", help=tell("help.evaluation_round"))
@options.acting
@options.as_json
@options.desk
def purge(desk: Desk, campaign: str, number: int, by: str, as_json: bool) -> None:
    """Erase the single answers of a round whose term is over."""
    event = use_case.purge(desk.office, _step(campaign, by), number, desk.now)
    show.recorded(event, tell("report.round_purged", campaign=campaign), json=as_json)


@evaluation.command("results", help=tell("help.evaluation_results"))
@a_campaign
@click.option("--html", "file", type=click.Path(path_type=Path), metavar=tell("help.a_file"), help=tell("help.as_page"))
@options.as_json
@options.desk
def results(desk: Desk, campaign: str, file: Path | None, as_json: bool) -> None:
    """Show the newest published results, or write them as a page."""
    found = use_case.published(desk.office, CampaignId(campaign), desk.now)
    if file is not None:
        _write(found, file)
    if as_json:
        show.as_json(found.published.results.model_dump(mode="json"))
    elif file is not None:
        click.echo(tell("report.written", file=str(file)))
    else:
        _show(found)


@evaluation.command("comments", help=tell("help.evaluation_comments"))
@a_campaign
@options.as_json
@options.desk
def comments(desk: Desk, campaign: str, as_json: bool) -> None:
    """Show what people wrote in the last closed round."""
    found = use_case.comments(desk.office, CampaignId(campaign), desk.now)
    if as_json:
        show.as_json(found)
        return
    for each in found:
        click.echo(f"- {' '.join(each.split())}")
    click.echo(tell("report.review_comments"), err=True)


def _show(found: Found) -> None:
    from scd_workflow.app.result_page import shown_of, tables  # noqa: PLC0415 - SciPy loads slowly
    from scd_workflow.report.remarks import remarks  # noqa: PLC0415

    shown = shown_of(found, language())
    for table in tables(found, shown):
        show.table(table)
        click.echo()
    for remark in remarks(shown):
        click.echo(remark)


def _write(found: Found, file: Path) -> None:
    from scd_workflow.app.result_page import results_page  # noqa: PLC0415 - SciPy loads slowly

    try:
        file.write_text(results_page(found, language()), encoding="utf-8")
    except OSError as error:
        raise Refused(because("audit.not_written", file=str(file), said=said_by_system(error))) from None


def _step(campaign: str, by: str) -> Step:
    return Step(CampaignId(campaign), PersonId(by))

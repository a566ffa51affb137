"""`scd communications export` and `import`: the calendar as a sheet that advisers edit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from scd_workflow.app.sheets import bring_in, export
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.report import plan as report

a_sheet = click.argument("file", metavar=tell("help.a_file"), type=click.Path(path_type=Path))


@click.command("export", help=tell("help.communications_export"))
@a_sheet
@options.config_folder
@options.as_json
@options.desk
def export_items(desk: Desk, file: Path, config: str | None, as_json: bool) -> None:
    """Write the items to a sheet."""
    count = export(Path(config) if config else desk.settings.config, file, language())
    if as_json:
        show.as_json({"file": str(file), "items": count})
    else:
        click.echo(tell("report.sheet_written", file=str(file), count=count))


@click.command("import", help=tell("help.communications_import"))
@a_sheet
@click.option("--write", is_flag=True, help=tell("help.sheet_write"))
@options.config_folder
@options.as_json
@options.desk
def import_items(desk: Desk, file: Path, write: bool, config: str | None, as_json: bool) -> None:
    """Show what a sheet changes, and change it when asked."""
    found = bring_in(Path(config) if config else desk.settings.config, file, language(), write=write)
    if as_json:
        show.records(asdict(each) for each in found)
        return
    show.table(report.differences(found, language()))
    if found:
        click.echo(tell("report.sheet_taken" if write else "report.sheet_only_shown"))

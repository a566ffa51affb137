"""`scd notices hold`, `release`, `retry` and `show`: single messages, by their number in the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import click

from scd_workflow.app import by_hand
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import tell
from scd_workflow.report import notices as report
from scd_workflow.report.notices import Line

numbers = click.argument("numbers", nargs=-1, required=True, type=options.Count(), metavar="NR...")


def _does(name: str, act: Callable[[Desk, tuple[int, ...]], tuple[Line, ...]]) -> click.Command:
    """The command that does something to the messages with these numbers, or to none of them."""

    @click.command(name, help=tell(f"help.notices_{name}"))
    @numbers
    @options.as_json
    @options.desk
    def doing(desk: Desk, numbers: tuple[int, ...], as_json: bool) -> None:
        lines = act(desk, numbers)
        if as_json:
            show.records(report.records(lines))
        else:
            click.echo(tell(f"report.notices_{name}", numbers=", ".join(map(str, numbers))))

    return doing


hold = _does("hold", lambda desk, each: by_hand.hold(desk.office, each))
release = _does("release", lambda desk, each: by_hand.release(desk.office, each))
retry = _does("retry", lambda desk, each: by_hand.retry(desk.office, each, desk.now))


@click.command("show", help=tell("help.notices_show"))
@click.argument("number", type=options.Count(), metavar="NR")
@options.as_json
@options.desk
def show_letter(desk: Desk, number: int, as_json: bool) -> None:
    """Show one message as its reader saw it."""
    letter = by_hand.letter(desk.office, number)
    if as_json:
        show.as_json(asdict(letter))
        return
    state = tell(f"report.state_{letter.line.state}")
    click.secho(tell("report.notice", number=number, recipient=letter.line.recipient, state=state), bold=True)
    for name, value in letter.headers:
        click.echo(f"{name}: {show.plain(value)}")
    click.echo()
    click.echo(letter.text or tell("report.body_gone"))

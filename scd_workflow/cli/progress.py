"""A bar that shows how far many messages are, where somebody watches a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from scd_workflow.cli.speech import tell

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

MANY = 20
"""From how many messages on it is worth showing how far we are."""


@contextmanager
def bar(*, shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """What draws a bar while many messages go out, where somebody watches a terminal."""
    if not shown or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as until:
        bars: list[ProgressBar[int]] = []

        def told(done: int, due: int) -> None:
            if due < MANY:
                return
            if not bars:
                bar = click.progressbar(length=due, label=tell("report.sending"), file=sys.stderr)
                bars.append(until.enter_context(bar))
            bars[0].update(done - bars[0].pos)

        yield told

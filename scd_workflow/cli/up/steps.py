"""What a long start shows: a line per step, and on a terminal the seconds as they pass."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from scd_workflow.cli.up.stopping import Stopping
    from scd_workflow.domain.reasons import Value


class Steps:
    """The lines of a start, in one language."""

    def __init__(self, stopping: Stopping, language: Language) -> None:
        self.stopping = stopping
        self.language = language

    def done(self, code: str, /, **values: Value) -> None:
        """Say that a step is done; raises `Stopped` when somebody asked to stop meanwhile."""
        self.stopping.check()
        click.echo(tell(code, self.language, **values))

    def long(self, code: str, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Say that a step has begun, and wait for it so many seconds; whether it was ready in time."""
        doing = tell(code, self.language)
        began = time.monotonic()
        click.echo(doing, nl=not sys.stdout.isatty())

        def looked() -> bool:
            if sys.stdout.isatty():
                click.echo(f"\r{doing} {time.monotonic() - began:.0f} s", nl=False)
            return ready()

        in_time = False
        try:
            in_time = self.stopping.wait_until(looked, seconds=seconds)
        finally:
            if sys.stdout.isatty():
                click.echo()
            elif in_time:
                click.echo(tell("up.took", self.language, seconds=f"{time.monotonic() - began:.1f}"))
        return in_time

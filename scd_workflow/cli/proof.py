"""The code with which a person acts: never an option, which would stay in the history of the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from scd_workflow.app.proving import MISSING_CODE
from scd_workflow.cli.speech import tell
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because

CODE = "SCD_CODE"


@contextmanager
def typed_code() -> Iterator[str]:
    """The code of whoever acts: from the environment, or else typed unseen on a terminal.

    Where there is neither, a refusal for want of a code says how to give one.
    """
    try:
        yield os.environ.get(CODE, "") or _asked()
    except Refused as refused:
        if all(reason.code != MISSING_CODE for reason in refused.reasons):
            raise
        raise Refused(*refused.reasons, because("codes.needed", name=CODE)) from None


def _asked() -> str:
    if not sys.stdin.isatty():
        return ""
    typed: str = click.prompt(tell("help.your_code"), hide_input=True, default="", show_default=False, err=True)
    return typed

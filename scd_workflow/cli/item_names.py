"""How commands name what stands on the communication calendar."""

from __future__ import annotations

import re

import click

from scd_workflow.cli import options
from scd_workflow.domain.ids import Which, which

Name = tuple[str, Which]
ROUND = re.compile(r"\d{1,3}", re.ASCII)


class Named(click.ParamType[Name]):
    """An item with the day that its rule gave or the round that it tells of: `newsletter@2027-02-02`, `scan-results@3`."""

    name = "item"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Name:
        """The item and which of its occurrences, or a usage error when that is neither a day nor a number."""
        item, _, written = value.partition("@")
        if not written or ROUND.fullmatch(written):
            return item, which(written)
        return item, options.Day().convert(written, param, ctx)

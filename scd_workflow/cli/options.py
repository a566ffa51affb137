"""What commands share: the options, and the office in which they work."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

import click

from scd_workflow.app.office import Office, open_office
from scd_workflow.app.view import View, view
from scd_workflow.cli.speech import tell
from scd_workflow.config.settings import PORTS, Settings
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import OrganisationId, ProgrammeId
from scd_workflow.domain.reasons import because
from scd_workflow.store.engine import reading

Given = ParamSpec("Given")

HOME = ZoneInfo("Europe/Amsterdam")
"""The clock by which a day that a person names is read, before the programme's own is known."""


class Day(click.ParamType[date]):
    """A date as `2027-01-11`."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(tell("help.not_a_day", value=value), param, ctx)


class Choice(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, or a usage error that names them all."""
        if value not in self.choices:
            self.fail(tell("help.not_a_choice", value=value, choices=", ".join(self.choices)), param, ctx)
        return value


class Count(click.ParamType[int]):
    """A number of things, one at least."""

    name = "count"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and int(text[:9])):
            self.fail(tell("help.not_a_count", value=text), param, ctx)
        return int(text[:9])


class Port(click.ParamType[int]):
    """The number of a port."""

    name = "port"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and int(text[:6]) in PORTS):
            self.fail(tell("help.not_a_port", value=text), param, ctx)
        return int(text)


a_gate = click.argument("gate", metavar="GATE")
as_json = click.option("--json", "as_json", is_flag=True, help=tell("help.json"))
as_of = click.option("--at", "as_of", type=Day(), metavar=tell("help.a_date"), help=tell("help.at"))
happened_on = click.option("--on", "on", type=Day(), metavar=tell("help.a_date"), help=tell("help.on"))
acting = click.option("--by", required=True, metavar=tell("help.a_person"), help=tell("help.by"))
for_organisation = click.option("--organisation", "-o", metavar="ID", help=tell("help.organisation"))
for_organisations = click.option(
    "--organisation", "-o", "organisations", multiple=True, metavar="ID", help=tell("help.organisations")
)
config_folder = click.option("--config", type=click.Path(), metavar=tell("help.a_folder"), help=tell("help.config"))


def where(organisation: str | None) -> OrganisationId | None:
    """The organisation that a command names, None for the programme as a whole."""
    return OrganisationId(organisation) if organisation else None


@dataclass(frozen=True)
class Desk:
    """Where a command works: `now` is read once, when it starts."""

    programme: ProgrammeId | None
    now: datetime

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment, with the programme that the command line names."""
        settings = Settings.read(os.environ)
        return replace(settings, programme=self.programme) if self.programme else settings

    @cached_property
    def office(self) -> Office:
        """The office of the programme, whose database is closed when the command ends."""
        office = open_office(self.settings)
        click.get_current_context().call_on_close(office.engine.dispose)
        return office

    def view(self, as_of: date | None = None) -> View:
        """The programme as it stands now, or as it stood and was known at the end of an earlier day.

        Raises `Refused` for a day that is still to come.
        """
        known_on = self.end_of(as_of)
        with reading(self.office.engine) as connection:
            return view(connection, self.office.programme, known_on or self.now, known_on=known_on)

    def end_of(self, as_of: date | None) -> datetime | None:
        """The end of an earlier day, absent when none is asked for; raises `Refused` for one that is still to come."""
        if as_of is None:
            return None
        if as_of > self.now.date():
            raise Refused(because("app.at_in_future", day=as_of))
        return datetime.combine(as_of, time(23, 59, 59), HOME)


def now() -> datetime:
    """The moment at which a command is typed, on the clock of home."""
    return datetime.now(HOME)


def desk(command: Callable[Concatenate[Desk, Given], None]) -> Callable[Given, None]:
    """Give a command its desk as first argument."""

    @wraps(command)
    def at_desk(*args: Given.args, **kwargs: Given.kwargs) -> None:
        named = click.get_current_context().find_root().obj
        command(Desk(ProgrammeId(named) if named else None, now()), *args, **kwargs)

    return at_desk

"""Where the use cases run: the database, the programme in it, and the settings around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scd_workflow.app.following import Follower
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import because
from scd_workflow.store import log
from scd_workflow.store.engine import move_journal, open_database, reading

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.config.channels import Channels
    from scd_workflow.config.invitations import Invitations
    from scd_workflow.config.keys import Keys
    from scd_workflow.config.people import People
    from scd_workflow.config.settings import Settings
    from scd_workflow.domain.ladder import Ladder
    from scd_workflow.store.engine import Connection, Engine


@dataclass(frozen=True)
class Office:
    """One programme's place of work.

    People, ladder and channels are read from the settings when they are first needed; asking for them raises
    `PlanInvalid` when they cannot be used, and `Refused` when they are those of another programme. `at_once` is how many
    new messages go into the outbox in one transaction, all of them when None; whoever gives a number sees to the rest.
    """

    engine: Engine
    programme: ProgrammeId
    settings: Settings
    at_once: int | None = None

    @cached_property
    def follower(self) -> Follower:
        """Sees the programme at the cost of what is new since it was last seen from here."""
        return Follower(self.programme)

    @property
    def config(self) -> Path:
        """The folder with the configuration; raises `Refused` when that is of another programme.

        Whoever records or mails asks for it, so that neither can happen to one programme with the files of another.
        """
        from scd_workflow.config.files import programme_named  # noqa: PLC0415 - reading needs no files

        named = programme_named(self.settings.config)
        if named is not None:
            refuse_other(named[0], self.programme)
        return self.settings.config

    @cached_property
    def people(self) -> People:
        """The people with their addresses."""
        from scd_workflow.config.people import load_people  # noqa: PLC0415 - reading needs no people

        return load_people(self.config)

    @cached_property
    def ladder(self) -> Ladder:
        """When whom to remind."""
        from scd_workflow.config.ladder import load_ladder  # noqa: PLC0415 - reading needs no ladder

        return load_ladder(self.config)

    @property
    def keys(self) -> Keys:
        """The keys of decision codes, the newest first; read each time, for they may be rotated while we work."""
        from scd_workflow.config.keys import load_keys  # noqa: PLC0415 - reading needs no keys

        return load_keys(self.settings)

    @cached_property
    def channels(self) -> Channels:
        """In whose name mail goes out, and where else messages are posted."""
        from scd_workflow.config.channels import load_channels  # noqa: PLC0415 - reading needs no channels

        return load_channels(self.config)

    @cached_property
    def invitations(self) -> Invitations:
        """How those who are asked something are reached."""
        from scd_workflow.config.invitations import load_invitations  # noqa: PLC0415 - few need it

        return load_invitations(self.config)

    def tidy_up(self) -> None:
        """Do now what the database would else do while somebody waits."""
        move_journal(self.engine)


def open_office(settings: Settings) -> Office:
    """The office of the programme that the settings name, or of the only one in the database.

    Makes the embedded database when there is none. Raises `Refused` when several programmes live in the database and
    none is named; an empty database takes the programme of the configuration.
    """
    engine = open_database(settings.database_url)
    return Office(engine, settings.programme or _only_programme(engine, settings), settings)


def refuse_other(named: str, programme: ProgrammeId) -> None:
    """Raise `Refused` when the programme that files name is another one."""
    if named != programme:
        raise Refused(because("app.other_programme", file=named, programme=programme))


def refuse_unknown(connection: Connection, programme: ProgrammeId) -> None:
    """Raise `Refused` when the database knows other programmes and not this one, as when a name was mistyped."""
    found = log.programmes(connection)
    if found and programme not in found:
        raise Refused(because("app.unknown_programme", programme=programme, programmes=", ".join(found)))


def _only_programme(engine: Engine, settings: Settings) -> ProgrammeId:
    with reading(engine) as connection:
        found = log.programmes(connection)
    if len(found) > 1:
        raise Refused(because("app.which_programme", programmes=", ".join(found)))
    if found:
        return found[0]
    from scd_workflow.config.plan import load_plan  # noqa: PLC0415 - only an empty database needs the files

    return load_plan(settings.config).programme.id

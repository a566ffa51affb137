"""What the processes of the proofs do; each says through `say` what has come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

from scd_workflow.app import acts, relaying
from scd_workflow.app.carriers import Carriers, carriers
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.posting import Lookout
from scd_workflow.app.relaying import Relay
from scd_workflow.app.stopping import heeding
from scd_workflow.config.channels import Pace
from scd_workflow.config.settings import Settings
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.store import outbox
from scd_workflow.store.engine import open_database, reading
from tests import proved
from tests.app.letters import PROGRAMME, nothing_moved
from tests.mailbox import server
from tests.proof.crowd import Crowd

HOME = ZoneInfo("Europe/Amsterdam")
Say = Callable[[Any], None]
TICK = timedelta(seconds=1)


def decide_each(say: Say, together: Barrier, settings: Settings, choices: Sequence[Choice], now: datetime) -> None:
    """Try to take these decisions; says of each gate what was recorded, or why it was refused."""
    office = open_office(settings)
    together.wait()
    for choice in choices:
        try:
            decided = proved.decide(office, choice, now)
        except Refused as refused:
            say(("refused", choice.organisation, [reason.code for reason in refused.reasons]))
        else:
            say(("decided", choice.organisation, decided.model_dump_json()))
    office.engine.dispose()


def report_each(say: Say, together: Barrier, settings: Settings, reports: Sequence[Report], now: datetime) -> None:
    """Report on all this work; says what was recorded."""
    office = open_office(settings)
    together.wait()
    for said in reports:
        say(("reported", said.organisation, acts.report(office, said, now).model_dump_json()))
    office.engine.dispose()


def relay_often(say: Say, together: Barrier, settings: Settings, now: datetime, runs: int) -> None:
    """Relay what is in the outbox, again and again; says how many went out."""
    office = open_office(settings)
    together.wait()
    for _ in range(runs):
        say(("sent", None, send_notices(office, clock=lambda: now).sent))
    office.engine.dispose()


@dataclass
class Ticking:
    """A clock that goes on by a second each time that somebody looks."""

    now: datetime

    def __call__(self) -> datetime:
        """What it shows."""
        self.now += TICK
        return self.now


def live(say: Say, settings: Settings, seed: str, day: date) -> None:
    """Let eager people go through the programme from `day` on, with the engine, until it is over.

    Says each day that begins, each event that was recorded, and at the end that it is over.
    """
    office = open_office(settings)
    crowd = Crowd(office, seed, eager=True)
    while not _over(office, day):
        say(("day", day))
        clock = Ticking(datetime.combine(day, time(8), HOME))
        for event in acts.open_gates(office, clock()):
            say(("recorded", event.model_dump_json()))
        _sent(office, clock)
        for event in crowd.act(look(office, clock()), clock):
            say(("recorded", event.model_dump_json()))
        _sent(office, clock)
        day += timedelta(days=1)
    say(("over", day))
    office.engine.dispose()


LEASE = timedelta(seconds=5)
"""Much longer than any letter of a proof takes, and not too long to wait for."""


def relay_letters(say: Say, database_url: str, mail_url: str, connections: int, later: timedelta = timedelta()) -> None:
    """Send what is due by a clock that is so much ahead, until nothing is left or somebody asks to stop.

    Says when it begins, and at the end how many went out.
    """
    relaying.LEASE = LEASE
    engine = open_database(database_url)
    clock = lambda: datetime.now(UTC) + later  # noqa: E731, TID251 - relays that live at one time share the time
    with Carriers(lambda _: server(mail_url), lambda _: Pace(connections)) as carrying, heeding() as stop:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carrying, clock=clock, look=nothing_moved, stop=stop)
        say("begun")
        say(relay.run(timedelta(hours=1)).sent)
    engine.dispose()


def _sent(office: Office, clock: Ticking) -> None:
    with carriers(office) as carrying:
        look = Lookout(office).look
        Relay(engine=office.engine, programme=office.programme, carriers=carrying, clock=clock, look=look).run()


def _over(office: Office, day: date) -> bool:
    """Whether the last gate was passed and nothing waits to be sent."""
    seen = look(office, datetime.combine(day, time(8), HOME))
    last = seen.plan.phases[-1].closing_gate
    with reading(office.engine) as connection:
        unsent = [
            row for row in outbox.rows(connection, office.programme) if row.state in {"waiting", "claimed", "retry"}
        ]
    return seen.state.programme.gate(last).passed and not unsent

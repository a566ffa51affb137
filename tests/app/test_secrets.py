"""What a run of the relay leaves behind holds no password, signature, code or address: log, ledger, artifact and error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app.alarms import Alarms
from scd_workflow.app.answers import sent
from scd_workflow.app.carriers import Carriers
from scd_workflow.app.outgoing import outbox_lines
from scd_workflow.app.relaying import Relay
from scd_workflow.config.destinations import DestinationKind
from scd_workflow.delivery import Transport
from scd_workflow.delivery.service import Service
from scd_workflow.delivery.smtp import Server
from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import Site
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.report import notices
from scd_workflow.store import outbox
from scd_workflow.store.claims import Claimed
from scd_workflow.store.engine import writing
from tests.app.letters import EIGHT, Clock, message, nothing_moved
from tests.authority import Authority
from tests.delivery.letters import BRIEFLY
from tests.examples import PLAN, at, day
from tests.mailbox import END, HANG, HOST, RESET, scripted
from tests.offices import configured, started
from tests.webhook import answer, webhook

pytestmark = pytest.mark.filterwarnings("ignore:.imghdr. is deprecated:DeprecationWarning")
"""Apprise loads it with its services."""

HOME = ZoneInfo("Europe/Amsterdam")
CODE = "K7QF-2M9X-ZZ41"
ADDRESS = "o'brien@gemeente.example"
SECRETS = ("GEH31M", "SIGSECRET", CODE, ADDRESS, "brien@")
QUOTED = f"<{ADDRESS}> sig=SIGSECRET"
OFFERED = "250-mail.example.nl\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN"
SCRIPTS = [
    {}, {"AUTH": f"535 {QUOTED}"}, {"RCPT": f"550 {QUOTED}"}, {"RCPT": f"451 {QUOTED}"}, {END: f"552 {QUOTED}"},
    {END: RESET},
]  # fmt: skip
ANSWERS = [
    answer("202 Accepted", QUOTED), answer("302 Found", Location="https://x.example/?sig=SIGSECRET"),
    answer("400 Bad", QUOTED), answer("401 No", QUOTED), answer("429 Busy", QUOTED), answer("500 Broken", QUOTED), HANG,
]  # fmt: skip


@pytest.fixture
def heard() -> Iterator[StringIO]:
    """All that a program logs that keeps the log of everything, but for what the server of the test says itself."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    names = (None, "apprise", "urllib3", "urllib3.connectionpool", "requests", "scd_workflow", "sqlalchemy.engine")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.root.addHandler(handler)
    yield written
    logging.root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(("script", "said"), list(zip_longest(SCRIPTS, ANSWERS, fillvalue={})))
def test_a_run_gives_nothing_away(
    tmp_path: Path,
    heard: StringIO,
    capfd: pytest.CaptureFixture[str],
    authority: Authority,
    script: dict[str, str],
    said: str,
) -> None:
    office, _ = started(configured(PLAN, tmp_path), at(day(1, 4)))
    note = replace(message(3), key="note", channel="wand", address="", mime=posted("apprise"))
    card = replace(message(2), key="card", channel="beheer", address="", mime=posted("teams"))
    with writing(office.engine) as connection:
        outbox.enqueue(connection, office.programme, [message(1), card, note], now=EIGHT)

    with (
        scripted({"EHLO": OFFERED, **script}, tls=authority.context()) as mail,
        webhook(authority.context(), said) as service,
    ):
        transports: dict[str, Transport] = {
            "mail": Server(HOST, mail.port, "starttls", "kza", "GEH31M", authority.file, BRIEFLY),
            "beheer": Webhook("beheer", f"{service.url}/GEH31M?sig=SIGSECRET", Site(authority.file, BRIEFLY)),
            "wand": Service("wand", f"{service.url.replace('https', 'jsons')}/GEH31M?sig=SIGSECRET&cto=1&rto=1"),
        }
        with Carriers(transports.__getitem__) as carrying:
            tally = Relay(
                engine=office.engine,
                programme=office.programme,
                carriers=carrying,
                clock=Clock(),
                look=nothing_moved,
                fill=with_code,
                alarm=Alarms(office).raise_for,
            ).run()

    lines = outbox_lines(office)
    told = (tally, sent(office, tally, at(day(1, 5))), notices.table(lines, "nl", HOME), list(notices.records(lines)))
    office.engine.dispose()
    everything = "\n".join((*map(repr, told), heard.getvalue(), *capfd.readouterr()))
    assert len(lines) >= 3
    assert [each for each in SECRETS if each in everything] == []


def posted(kind: DestinationKind) -> bytes:
    """A message for a place, with what should not be seen elsewhere."""
    return frozen_card(Card("Uw code", (CODE, ADDRESS)), kind, "nl")


def with_code(claimed: Claimed) -> bytes:
    """A message as it goes out, with a code in it."""
    return claimed.mime.replace(b"Neem uw besluit.", f"Uw code is {CODE}.".encode())

"""A channel that does not work keeps its messages, holds up no other channel, and somebody hears of it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from scd_workflow.app.alarms import Alarms
from scd_workflow.app.carriers import Carriers, carriers
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.relaying import Relay
from scd_workflow.app.tally import Tally
from scd_workflow.delivery import Transport
from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import Site
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.reasons import because
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import Draft, OutboxRow
from tests.app.letters import DAY, MINUTE, Clock, by, message, nothing_moved
from tests.authority import Authority
from tests.examples import PLAN
from tests.mailbox import HANG, Mailbox, nowhere
from tests.offices import configured, started
from tests.webhook import answer, webhook

CHANNELS = """\
mail:
  sender: Programma KZA <kza@example.nl>
  reply_to: programmabureau@example.nl
  message_id_domain: example.nl
  alarm: beheer
destinations:
  beheer:
    kind: teams
    secret: SCD_SECRET_TEAMS
    alarm: stef
  wand:
    kind: apprise
    secret: SCD_SECRET_WAND
"""
TO_BEHEER = replace(message(7), key="card/7", channel="beheer", address="", mime=b"{}")


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Office:
    """An office whose channels each have somebody to tell."""
    settings = configured(PLAN, tmp_path)
    (settings.config / "channels.yaml").write_text(CHANNELS, encoding="utf-8")
    opened, _ = started(settings, clock.now)
    return opened


def put(office: Office, *drafts: Draft) -> None:
    """Enqueue messages."""
    with writing(office.engine) as connection:
        outbox.enqueue(connection, office.programme, drafts, now=drafts[0].not_before)


def rows(office: Office) -> list[OutboxRow]:
    """The outbox."""
    with reading(office.engine) as connection:
        return outbox.rows(connection, office.programme)


def run(office: Office, clock: Clock, transport: Callable[[str], Transport]) -> Tally:
    """What a run did with these transports while nothing else moved."""
    with Carriers(transport) as carrying:
        return relay(office, clock, carrying)


def relay(office: Office, clock: Clock, carrying: Carriers) -> Tally:
    """What a run did by these carriers."""
    return Relay(
        engine=office.engine,
        programme=office.programme,
        carriers=carrying,
        clock=clock,
        look=nothing_moved,
        alarm=Alarms(office).raise_for,
    ).run()


def test_a_channel_that_does_not_work_holds_up_no_other(
    office: Office, clock: Clock, box: Mailbox, authority: Authority
) -> None:
    put(office, TO_BEHEER, message(1), message(2))

    with webhook(authority.context(), answer("404 Not Found")) as service:
        tally = run(office, clock, lambda channel: by(box.url) if channel == "mail" else _hook(service.url, authority))

    assert tally.reason is not None
    # Two messages and the alarm.
    assert replace(tally, reason=None) == Tally(sent=3)
    assert len(service.asked) == 1
    first = rows(office)[0]
    assert (first.key, first.state, first.attempts) == ("card/7", "retry", 0)


def test_whoever_is_named_hears_once_that_a_channel_does_not_work(
    office: Office, clock: Clock, box: Mailbox, authority: Authority
) -> None:
    put(office, TO_BEHEER)

    with webhook(
        authority.context(), answer("404 Not Found"), answer("404 Not Found"), answer("202 OK"), answer("404 Not Found")
    ) as service:
        for _ in range(3):
            run(office, clock, lambda channel: by(box.url) if channel == "mail" else _hook(service.url, authority))
        assert len(box.received) == 1
        put(office, replace(TO_BEHEER, key="card/8"))
        run(office, clock, lambda channel: by(box.url) if channel == "mail" else _hook(service.url, authority))

    # It had worked meanwhile, so that this is another time.
    assert len(box.received) == 2
    told = message_from_bytes(box.received[0].content, policy=policy.default)
    assert box.received[0].recipients == ("stef@example.nl",)
    assert told["Subject"] == "Kanaal beheer werkt niet: er blijven berichten wachten"
    body = told.get_body(("plain",))
    assert body is not None
    assert "De bestemming “beheer” neemt geen berichten meer aan (404)." in body.get_content()


def test_that_no_mail_leaves_is_told_in_another_place(office: Office, clock: Clock, authority: Authority) -> None:
    put(office, message(1), message(2))

    with webhook(authority.context(), answer("202 Accepted")) as service:
        for _ in range(2):
            run(office, clock, lambda channel: by(nowhere()) if channel == "mail" else _hook(service.url, authority))

    (asked,) = service.asked
    title, text = json.loads(asked.body)["attachments"][0]["content"]["body"]
    assert title["text"] == "Kanaal mail werkt niet: er blijven berichten wachten"
    assert text["text"].startswith("De mailserver 127.0.0.1:")
    assert [row.state for row in rows(office)] == ["retry", "waiting", "sent"]


def test_where_nobody_is_named_nobody_is_told(office: Office, clock: Clock) -> None:
    put(office, replace(TO_BEHEER, channel="wand"))

    def broken(channel: str) -> Transport:
        raise PlanInvalid(because("config.secret_missing", name=channel))

    assert run(office, clock, broken).reason is not None
    assert [row.attempts for row in rows(office)] == [0]


def test_a_service_that_sends_us_away_is_left_in_peace_until_then(
    office: Office, clock: Clock, authority: Authority
) -> None:
    put(office, TO_BEHEER, replace(TO_BEHEER, key="card/8"))

    with webhook(
        authority.context(), answer("429 Too Many Requests", Retry_After="3600"), answer("202 Accepted")
    ) as service:
        transport = _hook(service.url, authority)
        assert run(office, clock, lambda _: transport) == Tally(retrying=1)
        assert len(service.asked) == 1
        clock.now += 59 * MINUTE
        assert run(office, clock, lambda _: transport) == Tally(sent=1)
        clock.now += MINUTE
        assert run(office, clock, lambda _: transport) == Tally(sent=1)


def test_a_card_that_may_stand_there_is_not_posted_again(office: Office, clock: Clock, authority: Authority) -> None:
    put(office, TO_BEHEER)

    with webhook(authority.context(), HANG) as service:
        transport = _hook(service.url, authority)
        assert run(office, clock, lambda _: transport) == Tally(uncertain=1)
        clock.now += 30 * DAY
        assert run(office, clock, lambda _: transport) == Tally()

    assert [row.state for row in rows(office)] == ["uncertain"]


def test_a_secret_that_is_missing_stops_its_own_channel_and_is_named(office: Office, clock: Clock) -> None:
    put(office, TO_BEHEER, message(1))
    with carriers(office) as carrying:
        tally = relay(office, clock, carrying)

    # The letter, and the alarm.
    assert tally.sent == 2
    assert tally.reason is not None
    assert tally.reason.values == {"name": "SCD_SECRET_TEAMS"}


def test_a_channel_that_was_taken_away_keeps_its_messages(office: Office, clock: Clock) -> None:
    put(office, replace(TO_BEHEER, channel="weg"))
    with carriers(office) as carrying:
        tally = relay(office, clock, carrying)

    assert tally.reason is not None
    assert tally.reason.code == "config.no_such_channel"
    assert [(row.state, row.attempts) for row in rows(office)] == [("retry", 0)]


def test_mail_of_an_organisation_goes_by_its_own_way(office: Office, clock: Clock, box: Mailbox) -> None:
    own = office.settings.config / "channels.yaml"
    text = CHANNELS.replace(
        "  alarm: beheer\n", f"  organisations:\n    a: {{sender: a@example.nl, transport: '{box.url}'}}\n"
    )
    own.write_text(text, encoding="utf-8")
    office = open_office(office.settings)
    put(office, replace(message(1), channel="mail/a"), replace(message(2), channel="mail/weg"))

    with carriers(office) as carrying:
        tally = relay(office, clock, carrying)

    assert tally == Tally(sent=2)
    assert [each.content for each in box.received] == [message(1).mime]
    assert [each.read_bytes() for each in Path(office.settings.mail_url).iterdir()] == [message(2).mime]


def _hook(url: str, authority: Authority) -> Webhook:
    return Webhook("beheer", f"{url}/workflows/a", Site(authority.file, 0.3))

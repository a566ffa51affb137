"""Any other service of Apprise, by its URL as it is, with the reason where Apprise gives one."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from apprise.manager_plugins import NotificationManager

from scd_workflow.config.destinations import objection
from scd_workflow.delivery.quiet import overheard
from scd_workflow.delivery.service import Service, direct
from scd_workflow.render.card import Card, frozen_card
from tests.authority import Authority
from tests.delivery.letters import BRIEFLY, attempt_by
from tests.mailbox import HANG, RESET
from tests.webhook import answer, webhook

pytestmark = pytest.mark.filterwarnings("ignore:.imghdr. is deprecated:DeprecationWarning")
"""Apprise loads it with its services."""

NOTE = frozen_card(
    Card("Besluit <genomen>", ("Gate *G1* is door.",), (("Gate", "G1"),), "https://kza.example.nl"), "apprise", "nl"
)


def posting(url: str) -> Service:
    """The service at this place, as Apprise writes it."""
    return Service("wand", f"{url.replace('https:', 'jsons:')}/bord?cto={BRIEFLY}&rto={BRIEFLY}&verify=no")


ITS_READERS_ARE_THE_GROUP = "dingtalk"
"""It posts to a group, in which the numbers only say who is called by name."""

PERSONAL = {"target_phone", "target_phone_no", "target_email", "target_sms", "target_threema_id"}


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The authority, trusted by what Apprise sends with."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    return authority


def test_a_note_arrives_as_it_was_written(trusted: Authority) -> None:
    with webhook(trusted.context(), answer("200 OK")) as service:
        assert attempt_by(posting(service.url), NOTE, "").kind == "sent"

    posted = json.loads(service.asked[0].body)
    assert posted["title"] == "Besluit <genomen>"
    assert posted["message"] == "Gate *G1* is door.\n\nGate: G1\n\nhttps://kza.example.nl"


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        (answer("302 Found", Location="https://example.nl/"), "config", "302"),
        (answer("401 Unauthorized"), "config", "401"),
        (answer("404 Not Found"), "config", "404"),
        (answer("429 Too Many Requests"), "temporary", "429"),
        (answer("500 Internal Server Error"), "temporary", "500"),
        (RESET, "temporary", "refused"),
        (HANG, "temporary", "refused"),
    ],
    ids=lambda each: each[:12],
)
def test_the_reason_is_the_code_that_apprise_tells(trusted: Authority, said: str, kind: str, code: str) -> None:
    with webhook(trusted.context(), said) as service:
        outcome = attempt_by(posting(service.url), NOTE, "")

    assert (outcome.kind, outcome.code) == (kind, code)
    assert len(service.asked) == 1


def test_a_service_that_nobody_vouches_for_gets_nothing(authority: Authority) -> None:
    with webhook(authority.context(), answer("200 OK")) as service:
        assert attempt_by(posting(service.url), NOTE, "").kind == "temporary"

    assert service.asked == []


@pytest.mark.parametrize("url", ["onbekend://x", "jsons://", "geen adres"])
def test_an_address_that_apprise_does_not_know_is_a_matter_of_settings(url: str) -> None:
    outcome = attempt_by(Service("wand", url), NOTE, "")

    assert (outcome.kind, outcome.code) == ("config", "url")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("ntfys://x/y", "ntfys://x/y?verify=yes&redirect=no"),
        ("ntfys://x/y?priority=1", "ntfys://x/y?priority=1&verify=yes&redirect=no"),
        ("ntfys://x/y?redirect=yes&Verify=no&priority=1", "ntfys://x/y?priority=1&verify=yes&redirect=no"),
        ("ntfys://x/y?redirect=yes", "ntfys://x/y?verify=yes&redirect=no"),
    ],
)
def test_nobody_is_followed_elsewhere_or_taken_at_his_word(url: str, asked: str) -> None:
    assert direct(url) == asked


def test_what_apprise_says_in_another_thread_is_not_overheard() -> None:
    from apprise.logger import logger  # noqa: PLC0415 - as Apprise knows it

    with overheard() as said:
        other = threading.Thread(target=logger.warning, args=("from elsewhere, error=500.",))
        other.start()
        other.join()
        logger.warning("from here, error=404.")

    assert said == ["from here, error=404."]


def test_what_apprise_sends_to_the_number_or_mailbox_of_a_person_is_no_destination() -> None:
    """Whatever version is here; a group, a channel or a device is a place where more can read."""
    known: Any = NotificationManager()  # type: ignore[no-untyped-call]
    known.load_modules()
    targets = {
        schema: {name for name in known[schema].template_tokens if name.startswith("target_")}
        for schema in known.schemas()
        if schema != ITS_READERS_ARE_THE_GROUP
    }
    to_people = {schema for schema, names in targets.items() if names and names <= PERSONAL}

    assert {"mailtos", "twilio"} < to_people
    assert {schema for schema in to_people if objection("wand", "apprise", f"{schema}://a/b") is None} == set()

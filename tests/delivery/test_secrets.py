"""Nothing that a password, a signature, a code or an address could be read from reaches a log, an error or a word of ours."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest

from scd_workflow.delivery import Outcome, Transport
from scd_workflow.delivery.graph import Tenant
from scd_workflow.delivery.letter import letter
from scd_workflow.delivery.service import Service
from scd_workflow.delivery.smtp import Server
from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import Site
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.texts import say
from tests.authority import Authority
from tests.delivery.letters import APOSTROPHE, BRIEFLY, attempt_by, frozen
from tests.mailbox import END, GREETING, HANG, HOST, RESET, nowhere, scripted
from tests.webhook import answer, webhook

pytestmark = pytest.mark.filterwarnings("ignore:.imghdr. is deprecated:DeprecationWarning")
"""Apprise loads it with its services."""

CODE = "K7QF-2M9X-ZZ41"
SECRETS = ("GH31M", "R0gzMU", "AGt6YQBHSDMxT", "SIGSECRET", CODE, "brien", APOSTROPHE, "Uw code", "kza@example")
OFFERED = "250-mail.example.nl\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN"
NOTE = frozen_card(Card("Uw code", (CODE, APOSTROPHE)), "apprise", "nl")
CARD = frozen_card(Card("Uw code", (CODE, APOSTROPHE)), "teams", "nl")
QUOTED = f"<{APOSTROPHE}> SIGSECRET".replace("SIGSECRET", "sig=SIGSECRET")
LETTER = frozen(text=f"Uw code is {CODE}.\n")

MAIL_FAILURES = [
    {GREETING: "421 later"}, {GREETING: f"554 {QUOTED}"}, {GREETING: RESET}, {GREETING: HANG},
    {"STARTTLS": f"454 {QUOTED}"}, {"STARTTLS": RESET}, {"AUTH": f"535 5.7.8 <{APOSTROPHE}> wrong"},
    {"AUTH": "454 later"}, {"AUTH": RESET}, {"MAIL": f"421 {QUOTED}"}, {"RCPT": f"550 5.1.1 {QUOTED} unknown"},
    {"RCPT": f"451 {APOSTROPHE}: greylisted"}, {"RCPT": f'550 "{APOSTROPHE}"'}, {"RCPT": f"550 [{APOSTROPHE}]"},
    {"DATA": "554 no"}, {END: f"552 {QUOTED}"}, {END: RESET}, {END: HANG}, {},
]  # fmt: skip
WEB_FAILURES = [
    answer("202 Accepted"), answer("302 Found", Location=f"https://x.example/?sig=SIGSECRET&to={APOSTROPHE}"),
    answer("400 Bad Request", QUOTED), answer("401 Unauthorized", QUOTED), answer("404 Not Found", QUOTED),
    answer("413 Too Large", QUOTED), answer("429 Too Many Requests", QUOTED, Retry_After="7"),
    answer("500 Broken", f'{{"error": {{"code": "{APOSTROPHE}", "message": "token=GH31M {QUOTED}"}}}}'), RESET, HANG,
]  # fmt: skip


@pytest.fixture
def ears(log: StringIO, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """All that is said or written; the words of a test are added, and nothing secret may be in any of it."""
    words: list[str] = []
    yield words
    everything = "\n".join((*words, log.getvalue(), *capfd.readouterr()))
    assert [each for each in SECRETS if each in everything] == []
    assert words


def tell(words: list[str], transport: Transport, message: bytes, address: str = APOSTROPHE) -> Outcome:
    """One attempt, with all that can be said of it afterwards."""
    outcome = attempt_by(transport, message, address)
    words += [repr(outcome), repr(transport), str(transport), outcome.text]
    if outcome.reason is not None:
        words += [say(outcome.reason), say(outcome.reason, "en")]
    return outcome


@pytest.mark.parametrize("script", MAIL_FAILURES, ids=str)
def test_a_mail_server_gives_nothing_away(ears: list[str], authority: Authority, script: dict[str, str]) -> None:
    with scripted({"EHLO": OFFERED, **script}, tls=authority.context()) as running:
        place = Server(HOST, running.port, "starttls", "kza", "GH31M", authority.file, BRIEFLY)
        tell(ears, place, LETTER)
        tell(ears, replace(place, ca_file=None), LETTER)


def test_a_mail_server_that_is_not_there_gives_nothing_away(ears: list[str]) -> None:
    port = int(nowhere().rpartition(":")[2])

    tell(ears, Server(HOST, port, "tls", "kza", "GH31M", patience=BRIEFLY), LETTER)


@pytest.mark.parametrize("said", WEB_FAILURES, ids=lambda said: said[9:12])
def test_a_workflow_gives_nothing_away(ears: list[str], authority: Authority, said: str) -> None:
    with webhook(authority.context(), said) as service:
        place = Webhook("beheer", f"{service.url}/GH31M?sig=SIGSECRET", Site(authority.file, BRIEFLY))
        tell(ears, place, CARD, "")
        tell(ears, replace(place, site=Site(None, BRIEFLY)), CARD, "")
        tell(ears, replace(place, url=f"{nowhere().replace('smtp', 'https')}/GH31M?sig=SIGSECRET"), CARD, "")


@pytest.mark.parametrize("said", WEB_FAILURES, ids=lambda said: said[9:12])
def test_graph_gives_nothing_away(ears: list[str], authority: Authority, said: str) -> None:
    permit = answer("200 OK", '{"access_token": "SIGSECRET", "expires_in": 3600}')
    for answers in ((said,), (permit, said)):
        with webhook(authority.context(), *answers) as service:
            site = Site(authority.file, BRIEFLY)
            tell(ears, Tenant("example.nl", "9f", "GH31M", service.url, service.url, site), LETTER)


@pytest.mark.parametrize("said", WEB_FAILURES, ids=lambda said: said[9:12])
def test_another_service_of_apprise_gives_nothing_away(
    ears: list[str], authority: Authority, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    with webhook(authority.context(), said) as service:
        place = service.url.replace("https://", "jsons://") + f"/GH31M?sig=SIGSECRET&cto={BRIEFLY}&rto={BRIEFLY}"
        tell(ears, Service("wand", place), NOTE, "")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        tell(ears, Service("wand", place), NOTE, "")
        tell(ears, Service("wand", "GH31M://sig=SIGSECRET"), NOTE, "")


def test_what_breaks_gives_nothing_away(ears: list[str], authority: Authority) -> None:
    with webhook(authority.context(), answer("202 Accepted")) as service:
        for transport in (
            Server(HOST, 1, "tls", "kza", "GH31M"),
            Tenant("example.nl", "9f", "GH31M", service.url, service.url),
            Service("wand", "jsons://GH31M"),
        ):
            with pytest.raises((AttributeError, TypeError, ValueError)) as broken:
                tell(ears, transport, LETTER[-40:])
            ears += traceback.format_tb(broken.value.__traceback__)


def test_a_letter_is_known_by_its_reference_alone(ears: list[str]) -> None:
    sealed = replace(letter(LETTER, APOSTROPHE), sender="x")

    ears += [repr(sealed), str(sealed)]
    assert "9F43-D0A5" in repr(sealed)

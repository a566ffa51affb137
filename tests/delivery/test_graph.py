"""Mail by way of Microsoft Graph: permission, the letter as it was frozen, and what each answer means."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from scd_workflow.delivery import Connections, Outcome, deliver
from scd_workflow.delivery.graph import EARLY, Tenant
from scd_workflow.delivery.web import Site
from scd_workflow.texts import say
from tests.authority import Authority
from tests.delivery.letters import APOSTROPHE, BRIEFLY, attempt_by, frozen
from tests.mailbox import HANG, RESET
from tests.webhook import answer, webhook

LASTS = 3600
TOKEN = answer("200 OK", json.dumps({"token_type": "Bearer", "access_token": "toegang", "expires_in": LASTS}))
NEXT_TOKEN = TOKEN.replace("toegang", "opnieuw")
ACCEPTED = answer("202 Accepted")


def error(status: str, code: str) -> str:
    """An error as Graph tells it."""
    return answer(status, json.dumps({"error": {"code": code, "message": "So it is."}}))


def tenant(url: str, authority: Authority) -> Tenant:
    """An organisation at this place, trusted."""
    return Tenant("example.nl", "9f-1", "geheim&=%", url, url, Site(authority.file, BRIEFLY))


def test_graph_gets_every_byte_as_it_was_frozen_in_the_name_of_the_sender(authority: Authority) -> None:
    with webhook(authority.context(), TOKEN, ACCEPTED) as service:
        assert attempt_by(tenant(service.url, authority)) == Outcome("sent", "202")

    asked, sent = service.asked
    assert asked.line == "POST /example.nl/oauth2/v2.0/token HTTP/1.1"
    assert parse_qs(asked.body.decode()) == {
        "client_id": ["9f-1"],
        "client_secret": ["geheim&=%"],
        "scope": ["https://graph.microsoft.com/.default"],
        "grant_type": ["client_credentials"],
    }
    assert sent.line == "POST /v1.0/users/kza@example.nl/sendMail HTTP/1.1"
    assert (sent.headers["authorization"], sent.headers["content-type"]) == ("Bearer toegang", "text/plain")
    assert b64decode(sent.body, validate=True) == frozen()


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        (error("400 Bad Request", "ErrorInvalidRecipients"), "permanent", "400"),
        (error("403 Forbidden", "ErrorAccessDenied"), "config", "403"),
        (error("404 Not Found", "ErrorInvalidUser"), "config", "404"),
        (error("413 Too Large", "ErrorMessageSizeExceeded"), "permanent", "413"),
        (error("429 Too Many Requests", "ApplicationThrottled"), "temporary", "429"),
        (error("500 Internal Server Error", "ErrorInternalServerError"), "temporary", "500"),
        (error("503 Service Unavailable", "ErrorMailboxStoreUnavailable"), "temporary", "503"),
        (answer("302 Found", Location="https://example.nl/"), "config", "302"),
        (RESET, "uncertain", "no_reply"),
        (HANG, "uncertain", "no_reply"),
    ],
    ids=lambda each: each[:12],
)
def test_each_answer_is_called_by_its_name(authority: Authority, said: str, kind: str, code: str) -> None:
    with webhook(authority.context(), TOKEN, said) as service:
        outcome = attempt_by(tenant(service.url, authority))

    assert (outcome.kind, outcome.code) == (kind, code)
    assert len(service.asked) == 2
    assert (outcome.reason is not None) == (kind == "config")


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        (answer("400 Bad Request", '{"error": "unauthorized_client"}'), "config", "token"),
        (answer("401 Unauthorized", '{"error": "invalid_client"}'), "config", "token"),
        (answer("404 Not Found", "<html>"), "config", "token"),
        (answer("302 Found", Location="https://example.nl/"), "config", "token"),
        (answer("200 OK", "<html>"), "config", "token"),
        (answer("200 OK", '{"access_token": 1}'), "config", "token"),
        (answer("429 Too Many Requests"), "temporary", "429"),
        (answer("503 Service Unavailable"), "temporary", "503"),
        (RESET, "temporary", "no_reply"),
        (HANG, "temporary", "no_reply"),
    ],
    ids=lambda each: each[:12],
)
def test_without_permission_nothing_is_sent(authority: Authority, said: str, kind: str, code: str) -> None:
    with webhook(authority.context(), said) as service:
        outcome = attempt_by(tenant(service.url, authority))

    assert (outcome.kind, outcome.code) == (kind, code)
    assert [each.line.split("/")[-2] for each in service.asked] == ["token HTTP"]


def test_who_is_not_admitted_reads_which_application_it_was(authority: Authority) -> None:
    with webhook(authority.context(), answer("401 Unauthorized", '{"error": "invalid_client"}')) as service:
        outcome = attempt_by(tenant(service.url, authority))

    assert outcome.reason is not None
    assert say(outcome.reason).startswith("Microsoft laat toepassing 9f-1 niet toe bij example.nl (invalid_client).")


def test_graph_may_say_when_to_come_back(authority: Authority) -> None:
    with webhook(authority.context(), TOKEN, answer("429 Too Many Requests", Retry_After="90")) as service:
        assert attempt_by(tenant(service.url, authority)).retry_after == timedelta(seconds=90)


def test_permission_is_asked_once_for_as_long_as_it_lasts(authority: Authority) -> None:
    clock = [0.0]
    answers = (TOKEN, ACCEPTED, ACCEPTED, NEXT_TOKEN, ACCEPTED)
    with webhook(authority.context(), *answers) as service, Connections(lambda: clock[0]) as connections:
        for now in (0.0, LASTS - EARLY - 1, LASTS - EARLY):
            clock[0] = now
            place = tenant(service.url, authority)
            assert deliver(frozen(), APOSTROPHE, place, connections).kind == "sent"

    assert [each.headers.get("authorization") for each in service.asked] == [
        None, "Bearer toegang", "Bearer toegang", None, "Bearer opnieuw",
    ]  # fmt: skip


def test_permission_that_was_taken_back_is_asked_for_once_more(authority: Authority) -> None:
    expired = error("401 Unauthorized", "InvalidAuthenticationToken")
    with webhook(authority.context(), TOKEN, expired, NEXT_TOKEN, ACCEPTED) as service:
        assert attempt_by(tenant(service.url, authority)).kind == "sent"
    with webhook(authority.context(), TOKEN, expired, NEXT_TOKEN, expired) as service:
        assert attempt_by(tenant(service.url, authority)).kind == "config"

    assert len(service.asked) == 4


def test_a_letter_that_names_another_reader_than_its_envelope_is_not_sent(authority: Authority) -> None:
    with webhook(authority.context(), TOKEN, ACCEPTED) as service:
        other = attempt_by(tenant(service.url, authority), frozen("jan@example.nl"))
        copied = attempt_by(tenant(service.url, authority), b"Cc: jan@example.nl\r\n" + frozen())

    assert other == copied == Outcome("permanent", "address")
    assert service.asked == []


def test_the_secret_of_one_application_is_no_permission_for_another(authority: Authority) -> None:
    with webhook(authority.context(), TOKEN, ACCEPTED, NEXT_TOKEN, ACCEPTED) as service, Connections() as connections:
        for place in (tenant(service.url, authority), replace(tenant(service.url, authority), client="other")):
            deliver(frozen(), APOSTROPHE, place, connections)

    assert [each.headers.get("authorization") for each in service.asked[1::2]] == ["Bearer toegang", "Bearer opnieuw"]

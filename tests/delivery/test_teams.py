"""Cards to a workflow of Power Automate: what it gets, and what each of its answers means."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import Site
from scd_workflow.render.card import LARGEST, Card, frozen_card
from scd_workflow.texts import say
from tests.authority import Authority
from tests.delivery.letters import BRIEFLY, attempt_by
from tests.mailbox import HANG, HOST, RESET, nowhere
from tests.webhook import DRIP, answer, webhook

PATH = "/workflows/abc/triggers/manual/paths/invoke?api-version=2016-06-01&sig=GEHEIM"
CARD = frozen_card(
    Card("Besluit genomen", ("Gate G1 is door.",), (("Gate", "G1"),), "https://kza.example.nl/v2"), "teams", "nl"
)
PAGE = "https://example.nl/page"


def workflow(url: str, authority: Authority) -> Webhook:
    """The workflow at this place, trusted."""
    return Webhook("beheer", url + PATH, Site(authority.file, BRIEFLY))


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        (answer("200 OK"), "sent", "200"),
        (answer("202 Accepted"), "sent", "202"),
        (DRIP + answer("202 Accepted"), "sent", "202"),
        (answer("302 Found", Location=PAGE), "config", "302"),
        (answer("307 Temporary Redirect", Location=PAGE), "config", "307"),
        (answer("400 Bad Request"), "permanent", "400"),
        (answer("401 Unauthorized"), "config", "401"),
        (answer("403 Forbidden"), "config", "403"),
        (answer("404 Not Found"), "config", "404"),
        (answer("408 Request Timeout"), "temporary", "408"),
        (answer("410 Gone"), "config", "410"),
        (answer("413 Content Too Large"), "permanent", "413"),
        (answer("429 Too Many Requests"), "temporary", "429"),
        (answer("500 Internal Server Error"), "temporary", "500"),
        (answer("503 Service Unavailable"), "temporary", "503"),
        (RESET, "uncertain", "no_reply"),
        (HANG, "uncertain", "no_reply"),
        ("what is that\r\n", "uncertain", "no_reply"),
        ("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\ncut sho", "sent", "202"),
    ],
)  # fmt: skip
def test_each_answer_is_called_by_its_name(authority: Authority, said: str, kind: str, code: str) -> None:
    with webhook(authority.context(), said) as service:
        outcome = attempt_by(workflow(service.url, authority), CARD, "")

    assert (outcome.kind, outcome.code) == (kind, code)
    # Once, and nowhere else.
    assert [(each.line, each.body) for each in service.asked] == [(f"POST {PATH} HTTP/1.1", CARD)]


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        ({"Retry_After": "7"}, timedelta(seconds=7)),
        ({"Retry_After": "0"}, timedelta()),
        ({"Retry_After": "99999999999999999999"}, timedelta(days=1)),
        (
            {"Date": "Mon, 23 Nov 2026 08:00:00 GMT", "Retry_After": "Mon, 23 Nov 2026 09:30:00 GMT"},
            timedelta(minutes=90),
        ),
        ({"Date": "Mon, 23 Nov 2026 08:00:00 GMT", "Retry_After": "Mon, 23 Nov 2026 07:30:00 GMT"}, timedelta()),
        ({"Retry_After": "Mon, 23 Nov 2026 09:30:00 GMT"}, None),
        ({"Retry_After": "soon"}, None),
        ({}, None),
    ],
)
def test_a_service_may_say_when_to_come_back(
    authority: Authority, given: dict[str, str], wait: timedelta | None
) -> None:
    with webhook(authority.context(), answer("429 Too Many Requests", **given)) as service:
        assert attempt_by(workflow(service.url, authority), CARD, "").retry_after == wait


def test_a_service_that_nobody_vouches_for_gets_nothing(authority: Authority) -> None:
    with webhook(authority.context(), answer("202 Accepted")) as service:
        outcome = attempt_by(Webhook("beheer", service.url + PATH, Site(None, BRIEFLY)), CARD, "")

    assert (outcome.kind, outcome.code) == ("config", "certificate")
    assert service.asked == []


def test_a_service_that_is_not_there_gets_nothing(authority: Authority) -> None:
    outcome = attempt_by(workflow(nowhere().replace("smtp:", "https:"), authority), CARD, "")

    assert (outcome.kind, outcome.code) == ("config", "unreachable")
    assert outcome.reason is not None
    assert say(outcome.reason).startswith(f"{HOST} is niet te bereiken (")


def test_a_workflow_that_is_closed_is_named_without_its_signature(authority: Authority) -> None:
    said = answer("401 Unauthorized", f"The signature of {PATH} is wrong")
    with webhook(authority.context(), said) as service:
        outcome = attempt_by(workflow(service.url, authority), CARD, "")

    assert outcome.reason is not None
    assert "“beheer”" in say(outcome.reason)
    assert "GEHEIM" not in say(outcome.reason) + outcome.text


def test_a_card_says_what_it_is_about_and_where_to_go() -> None:
    (attachment,) = json.loads(CARD)["attachments"]

    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.4", "nl")
    assert [block.get("text") for block in card["body"]] == ["Besluit genomen", "Gate G1 is door.", None]
    assert card["body"][-1]["facts"] == [{"title": "Gate", "value": "G1"}]
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Openen", "url": "https://kza.example.nl/v2"}]


def test_what_people_wrote_does_not_become_a_link_or_a_heading() -> None:
    card = frozen_card(Card("[Klik](https://example.nl)", ("*Let op* #1 `x`",)), "teams", "nl")

    title, text = json.loads(card)["attachments"][0]["content"]["body"]
    assert title["text"] == r"\[Klik\](https://example.nl)"
    assert text["text"] == r"\*Let op\* \#1 \`x\`"


@pytest.mark.parametrize(
    "card",
    [
        Card("Lang", ("é" * 40_000,)),
        Card("Lang", ("alinea " * 100,) * 100),
        Card("T" * 40_000, ("kort",)),
        Card("Veel", ("kort",), (("naam", "waarde"),) * 5_000),
        Card("Vol", ("*" * 28_000,)),
    ],
    ids=["text", "paragraphs", "title", "facts", "marks"],
)
def test_a_card_that_is_too_long_for_teams_is_cut_short_and_says_so(card: Card) -> None:
    posted = frozen_card(card, "teams", "nl")

    assert len(posted) <= LARGEST
    assert json.loads(posted)["attachments"][0]["content"]["body"][-1]["text"] == "Dit bericht is ingekort."


def test_a_card_that_just_fits_is_left_alone() -> None:
    spare = LARGEST - len(frozen_card(Card("Vol", ("x",)), "teams", "nl"))

    whole = frozen_card(Card("Vol", ("x" * (spare + 1),)), "teams", "nl")
    assert len(whole) == LARGEST
    assert b"ingekort" not in whole
    assert b"ingekort" in frozen_card(Card("Vol", ("x" * (spare + 2),)), "teams", "nl")

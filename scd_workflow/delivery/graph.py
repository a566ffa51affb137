"""Mail by way of Microsoft Graph: Exchange Online for programs, which takes no passwords over SMTP any more."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from scd_workflow.delivery.connections import Connections
from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import Outcome, legible
from scd_workflow.delivery.web import Answer, Site, judged, post
from scd_workflow.domain.reasons import because

LOGIN = "https://login.microsoftonline.com"
API = "https://graph.microsoft.com"

EARLY = 300.0
"""How many seconds before its end a permission is not used any more."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation at Microsoft, and the application that may send in its name.

    `login` and `api` are where to log in and where to send, without a slash at the end.
    """

    tenant: str
    client: str
    secret: str = field(repr=False)
    login: str = LOGIN
    api: str = API
    site: Site = field(default_factory=Site)


def send(tenant: Tenant, letter: Letter, connections: Connections) -> Outcome:
    """Hand the letter to Graph, every byte as it is, in the name of its sender."""
    if letter.named != (letter.recipient,):
        # There is no envelope here: it would go to whom the message names.
        return Outcome("permanent", "address")
    token = permitted(tenant, connections)
    if isinstance(token, Outcome):
        return token
    outcome = _sent(tenant, letter, token)
    if outcome.code != "401":
        return outcome
    connections.drop_permit(tenant)
    token = permitted(tenant, connections)
    return token if isinstance(token, Outcome) else _sent(tenant, letter, token)


def permitted(tenant: Tenant, connections: Connections) -> str | Outcome:
    """The token with which to send, asked for when none is kept, or why there is none."""
    kept = connections.permit(tenant)
    if kept is not None:
        return kept
    form = urlencode(
        {
            "client_id": tenant.client,
            "client_secret": tenant.secret,
            "scope": f"{API}/.default",
            "grant_type": "client_credentials",
        }
    )
    url = f"{tenant.login}/{quote(tenant.tenant, safe='')}/oauth2/v2.0/token"
    answer = post(tenant.site, url, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    if isinstance(answer, Outcome):
        # Asking twice for a permission does no harm.
        return Outcome("temporary", answer.code, answer.text) if answer.kind == "uncertain" else answer
    return _token(tenant, answer, connections)


def _token(tenant: Tenant, answer: Answer, connections: Connections) -> str | Outcome:
    kind, given = judged(answer), _read(answer.body)
    token, seconds = given.get("access_token"), given.get("expires_in")
    if kind == "sent" and isinstance(token, str) and isinstance(seconds, int):
        connections.keep_permit(tenant, token, seconds - EARLY)
        return token
    if kind == "temporary":
        return Outcome(kind, str(answer.status), retry_after=answer.retry_after)
    # The description goes on about traces and times; the word is what an administrator looks up.
    said = legible(str(given.get("error", answer.status)).encode())
    reason = because("delivery.graph_login", client=tenant.client, tenant=tenant.tenant, said=said)
    return Outcome("config", "token", said, reason)


def _sent(tenant: Tenant, letter: Letter, token: str) -> Outcome:
    url = f"{tenant.api}/v1.0/users/{quote(letter.sender, safe='@')}/sendMail"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
    answer = post(tenant.site, url, b64encode(letter.mime), headers)
    if isinstance(answer, Outcome):
        return answer
    kind, code, text = judged(answer), str(answer.status), _said(answer)
    if kind == "config":
        return Outcome(kind, code, text, because("delivery.graph_refused", said=f"{code} {text}".strip()))
    return Outcome(kind, code, text, retry_after=answer.retry_after)


def _said(answer: Answer) -> str:
    """The code of an error and what is said of it, as Graph wraps them."""
    error = _read(answer.body).get("error")
    if not isinstance(error, dict):
        return ""
    return legible(f"{error.get('code', '')} {error.get('message', '')}".encode())


def _read(body: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        found = json.loads(body)
        if isinstance(found, dict):
            return found
    return {}

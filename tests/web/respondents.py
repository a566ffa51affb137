"""People who answer: their links, and forms filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import httpx

from scd_workflow.app import evaluations
from scd_workflow.app.inviting import open_links
from scd_workflow.app.office import Office
from scd_workflow.domain import tickets
from scd_workflow.domain.ids import CampaignId, OrganisationId
from scd_workflow.store import responses
from scd_workflow.store.engine import reading
from tests.evaluations import BASE, MONDAY, by_liv
from tests.examples import at
from tests.offices import write

ITEMS = ("VI1", "VI2", "VI3", "QB")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def reached(office: Office, places: dict[str, object], **more: object) -> None:
    """Say how the staff is reached."""
    write(office.settings.config / "invitations.yaml", {"audiences": {"staff": places}, **more})


def listed(office: Office, name: str, addresses: Sequence[str]) -> dict[str, object]:
    """How an organisation is reached of which there is a list."""
    (office.settings.config / name).write_text("\n".join(("e-mail", *addresses)), "utf-8")
    return {"list": name}


def opened(office: Office) -> None:
    """Open the first round of the measurement."""
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))


def path_of(office: Office, organisation: OrganisationId, campaign: CampaignId = BASE) -> str:
    """The path of the link for everybody of an organisation."""
    return open_links(office, campaign, at(MONDAY, 9))[organisation].removeprefix(office.settings.web_url)


def own_path(office: Office, organisation: OrganisationId, address: str) -> str:
    """The path of the link of one person."""
    with reading(office.engine) as connection:
        secret = responses.secret_of(connection, responses.RoundOf(office.programme, f"{BASE}/1"))
    return f"/v/{BASE}/1/{tickets.token(secret, organisation, tickets.reference(secret, address))}"


def form(client: httpx.Client, path: str, answers: str = "3345", **more: str) -> dict[str, str]:
    """The form at a link, filled in with a digit per item."""
    shown = client.get(path)
    assert shown.status_code == 200
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(shown.text)}
    return hidden | dict(zip(ITEMS, answers, strict=True)) | more


def answer(client: httpx.Client, path: str, answers: str = "3345", **more: str) -> httpx.Response:
    """What comes of answering at a link."""
    return client.post(path, data=form(client, path, answers, **more))

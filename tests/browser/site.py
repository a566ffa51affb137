"""What stands behind the pages that a browser shows: a running stack, its mailbox, and what both know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx

from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.view import View
from scd_workflow.config.settings import Settings
from tests.mailbox import Mailbox
from tests.stack import Running
from tests.waiting import SECONDS, until

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?=\r?$)", re.MULTILINE)
LINK = re.compile(r"https?://\S+")


def now() -> datetime:
    """This moment, for the stack reads the clock as well."""
    return datetime.now(UTC)  # noqa: TID251


@dataclass(frozen=True)
class Site:
    """A stack and the mailbox of its people."""

    stack: Running
    box: Mailbox

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The office behind the stack, for what nobody does by a form."""
        office = open_office(Settings.read(self.stack.environment))
        try:
            yield office
        finally:
            office.engine.dispose()

    def seen(self) -> View:
        """The programme as it stands."""
        with self.office() as office:
            return look(office, now())

    def runs(self, **where: Any) -> list[dict[str, Any]]:
        """The runs in Prefect that match."""
        found: list[dict[str, Any]] = self._asked("flow_runs/filter", flow_runs=where)
        return found

    def run(self, run: str) -> dict[str, Any]:
        """One run in Prefect."""
        found: dict[str, Any] = httpx.get(f"{self.stack.api}/flow_runs/{run}", timeout=SECONDS).json()
        return found

    def kept(self, run: str) -> str:
        """Everything that Prefect keeps of a run: itself, its states, its log, its pages and what was filled in."""
        own = {"flow_run_id": {"any_": [run]}}
        return json.dumps(
            [
                self.run(run),
                httpx.get(f"{self.stack.api}/flow_run_states/", params={"flow_run_id": run}, timeout=SECONDS).json(),
                self._asked(f"flow_runs/{run}/input/filter", prefix="", limit=200, exclude_keys=[]),
                self._asked("logs/filter", logs=own),
                self._asked("artifacts/filter", artifacts=own),
            ],
            ensure_ascii=False,
        )

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """What arrived: to whom, and the message."""
        return [(each.recipients[0], _read(each.content)) for each in list(self.box.received)]

    def message(self, to: str, about: str) -> EmailMessage:
        """The first message to somebody of which the subject names something."""
        (found, *_) = until(lambda: [each for who, each in self.messages() if who == to and about in each["Subject"]])
        return found

    def _asked(self, what: str, **question: Any) -> Any:
        return httpx.post(f"{self.stack.api}/{what}", json=question, timeout=SECONDS).json()


def body(message: EmailMessage) -> str:
    """A message as plain text."""
    found = message.get_body(("plain",))
    assert found is not None
    text: str = found.get_content()
    return text


def link_in(message: EmailMessage) -> str:
    """The first link of a message."""
    found = LINK.search(body(message))
    assert found is not None
    return found.group()


def code_in(message: EmailMessage) -> str:
    """The code of a message; that it has one to begin with."""
    found = CODE.search(body(message))
    assert found is not None
    return found.group()


def _read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message

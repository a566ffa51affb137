"""An office that sends what its communication calendar says, and what arrives of it."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

from scd_workflow.app import communications, sending
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.domain.communication_acts import Said
from scd_workflow.domain.communications import standing
from scd_workflow.domain.ids import ItemId, PersonId
from scd_workflow.domain.occurrences import occurrences
from scd_workflow.domain.refusals import reader, token
from scd_workflow.store import refusals
from scd_workflow.store.engine import reading
from tests import offices
from tests.calendars import calendar, item, on_day
from tests.examples import ZONE, day

SAID_ON = day(2, 16)
TEXT = "## News\n\nRead *this*, [Ann](https://example.nl/1).\n\n<script>alert(1)</script>\n"
LISTED = "adres;naam;organisatie\nann@x.nl;Ann;\nbob@x.nl;Bob;dordt\nBOB@x.nl;Bob;regio\n"
READERS = [{"audience": "staff", "list": "staff.csv"}, {"audience": "board", "roles": ["sponsor"]}]


def at(hour: float, on: date = SAID_ON) -> datetime:
    return datetime.combine(on, time(int(hour), round(hour % 1 * 60)), ZONE)


@dataclass(frozen=True)
class Place:
    """An office with one item on its calendar."""

    office: Office
    config: Path
    mail: Path

    def act(self, act: Any, by: str, text: str = "", *, when: datetime | None = None, **more: Any) -> None:
        said = Said(
            act,
            ItemId("news"),
            more.pop("occurrence", None),
            more.pop("organisation", None),
            PersonId(by),
            text,
            **more,
        )
        communications.report(self.office, [said], when or at(12, day(2, 12)))

    def approved(self, text: str = "text.md", **more: Any) -> None:
        self.act("submit", "liv", text, **more)
        self.act("approve", "paul", **more)

    def adopts(self, on: date, **changed: Any) -> None:
        """Another plan comes in force, which differs in these parts."""
        offices.write_plan(look(self.office, at(9, on)).plan.model_copy(update=changed), self.config)
        adopt(self.office, Adoption(PersonId("pam"), "Changed."), at(9, on))

    def send(self, hour: float = 10, on: date = SAID_ON) -> list[str]:
        return [each.fate for each in sending.send_due(self.office, at(hour, on))]

    def why(self, hour: float = 10) -> list[str]:
        found = sending.outgoing(self.office, look(self.office, at(hour)))
        return [each.reason.code for each in found if each.reason]

    def all_letters(self) -> list[EmailMessage]:
        """What arrived."""
        return [email.message_from_bytes(file.read_bytes(), policy=modern) for file in sorted(self.mail.glob("*.eml"))]

    def letters(self, hour: float = 10.5) -> list[EmailMessage]:
        """What arrived of the item once everything that waits was sent."""
        send_notices(self.office, clock=lambda: at(hour))
        return [each for each in self.all_letters() if str(each["Subject"]).startswith("Item news")]

    def standing(self, on: date = SAID_ON) -> str:
        seen = look(self.office, at(12, on))
        return standing(next(each for each in occurrences(seen.progress) if each.item.id == "news"), on)


Opening = Callable[..., Place]


def secret_of(place: Place) -> bytes:
    with reading(place.office.engine) as connection:
        secret = refusals.secret(connection, place.office.programme)
    assert secret is not None
    return secret


def token_of(place: Place, recipient: str) -> str:
    return token(secret_of(place), recipient)


def reader_at(place: Place, address: str) -> str:
    return reader(secret_of(place), ItemId("news"), address)


def opening(folder: Path) -> Opening:
    """What opens an office in a folder: with an item of its own and readers, or with a newsletter and two of each kind."""

    def place(said: dict[str, Any] | None = None, readers: Any = READERS, **plan: Any) -> Place:
        found = calendar(said or item("news", on_day(SAID_ON), channel="newsletter"), **plan).plan
        settings = offices.configured(found, folder)
        config = folder / "config"
        offices.write(config / "readers.yaml", {"readers": readers})
        for part, name, text in (("readers", "staff.csv", LISTED), ("content", "text.md", TEXT)):
            (config / part).mkdir(exist_ok=True)
            (config / part / name).write_text(text, "utf-8")
        office, _ = offices.started(settings, at(9, day(1, 4)))
        return Place(office, config, folder / "var" / "mail")

    return place


def plain(letter: EmailMessage) -> str:
    text: str = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return text


def to(letters: list[EmailMessage]) -> list[str]:
    return sorted(str(each["To"]) for each in letters)

"""A frozen message among others about the same thing, and with a deadline for the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.render.ics import Deadline, published
from scd_workflow.render.mail import Mail
from scd_workflow.render.mime import filled, freeze, message_id

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
THREAD = message_id("kza/G1/-/1/stef", "example.nl")
CALENDAR = published(
    Deadline("kza/G1/-/1/stef", date(2026, 12, 31), "Besluit nodig vóór 1 januari", "Zie mail."), "example.nl", NOON
)
WRITTEN = Mail("Besluit nodig", f"Uw code: {PLACEHOLDER}\n", f"<p>Uw code: {PLACEHOLDER}</p>\n", "9F43-D0A5", "nl")


def frozen(key: str = "a", *, thread: str = THREAD, calendar: bytes = CALENDAR) -> bytes:
    """A message in the thread, with the deadline."""
    return freeze(
        WRITTEN,
        sender="Programma KZA <kza@example.nl>",
        reply_to="programmabureau@example.nl",
        recipient_name="Stef",
        address="stef@example.nl",
        message_id=message_id(key, "example.nl"),
        date=NOON,
        thread=thread,
        calendar=calendar,
    )


def read(mime: bytes) -> EmailMessage:
    """The message as a mail program reads it."""
    return message_from_bytes(mime, policy=policy.default)


def test_messages_about_one_thing_name_the_same_thread_and_keep_ids_of_their_own() -> None:
    first, second = read(frozen("a")), read(frozen("b"))

    assert first["References"] == second["References"] == first["In-Reply-To"] == THREAD
    assert len({first["Message-ID"], second["Message-ID"], THREAD}) == 3


def test_a_message_that_stands_alone_names_no_thread() -> None:
    message = read(frozen(thread=""))

    assert (message["References"], message["In-Reply-To"]) == (None, None)


def test_a_deadline_comes_with_the_message_and_as_a_file() -> None:
    message = read(frozen())

    assert message.get_content_type() == "multipart/mixed"
    shown, file = message.iter_parts()
    assert [part.get_content_type() for part in shown.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    calendar = list(shown.iter_parts())[-1]
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("PUBLISH", "utf-8")
    assert calendar.get_payload(decode=True) == CALENDAR
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "termijn.ics")
    assert file.get_payload(decode=True) == CALENDAR
    assert message["Content-Language"] == "nl"


def test_the_same_message_is_frozen_to_the_same_bytes_that_every_server_takes() -> None:
    assert frozen() == frozen()
    assert frozen().isascii()
    assert all(line.endswith(b"\r") and len(line) <= 998 for line in frozen().split(b"\n")[:-1])


def test_a_code_takes_its_place_and_leaves_the_deadline_alone() -> None:
    whole = read(filled(frozen(), "K7QX-M2PD-9RTF"))

    for kind in ("plain", "html"):
        part = whole.get_body((kind,))
        assert part is not None
        assert "K7QX-M2PD-9RTF" in part.get_content()
    assert next(iter(whole.iter_attachments())).get_payload(decode=True) == CALENDAR

"""The frozen message, read back by a parser that was not involved in making it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.render.mail import Mail, mail
from scd_workflow.render.mime import awaits_code, filled, freeze, message_id
from tests.render.examples import CONFIG, TAKEN

KEY = "kza/decision/G1/-/1/2026-11-23/due/opdrachtgever/mail"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-SCD-Reference", "MIME-Version",
    "Content-Type", "Content-Language",
]  # fmt: skip
WRITTEN = mail(TAKEN, CONFIG, "nl")


def frozen(
    written: Mail = WRITTEN, *, name: str = "Jan in 't Veld", address: str = "jan.in.t.veld@example.nl"
) -> bytes:
    return freeze(
        written,
        sender="Programma KZA <kza@example.nl>",
        reply_to="programmabureau@example.nl",
        recipient_name=name,
        address=address,
        message_id=message_id(KEY, "post.example.nl"),
        date=NOON,
    )


def read(mime: bytes) -> EmailMessage:
    return message_from_bytes(mime, policy=policy.default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_envelope_says_who_sends_what_to_whom() -> None:
    message = read(frozen())

    assert message["From"] == "Programma KZA <kza@example.nl>"
    assert message["To"] == "Jan in 't Veld <jan.in.t.veld@example.nl>"
    assert message["Reply-To"] == "programmabureau@example.nl"
    assert message["Subject"] == WRITTEN.subject
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nl"
    assert message["X-SCD-Reference"] == TAKEN.reference


def test_text_and_html_arrive_as_they_were_written() -> None:
    message = read(frozen())

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert body(message, "plain") == WRITTEN.text
    assert body(message, "html") == WRITTEN.html


def test_the_bytes_are_fit_for_any_mail_server() -> None:
    mime = frozen()

    assert mime.isascii()
    assert all(line.endswith(b"\r") and len(line) <= 998 for line in mime.split(b"\n")[:-1])
    assert mime.endswith(b"\r\n")


def test_freezing_the_same_mail_again_gives_the_same_bytes() -> None:
    assert frozen() == frozen()


def test_the_message_id_is_that_of_the_key_and_the_domain() -> None:
    digest = hashlib.sha256(KEY.encode()).hexdigest()[:32]

    assert read(frozen())["Message-ID"] == f"<{digest}@post.example.nl>"


@pytest.mark.parametrize(
    ("address", "wire"),
    [("o'brien@gemeente.example", "o'brien@gemeente.example"), ("jan@bücher.example", "jan@xn--bcher-kva.example")],
)
def test_the_recipient_is_the_address_as_it_was_given(address: str, wire: str) -> None:
    (found,) = read(frozen(name="Jansen (Piet), <x@y.nl>", address=address))["To"].addresses

    assert found.addr_spec == wire
    assert found.display_name == "Jansen Piet x y.nl"


@given(st.text(), st.text())
def test_no_name_and_no_subject_can_add_a_header(name: str, subject: str) -> None:
    check_headers(name, subject)


@pytest.mark.parametrize(
    "text",
    [
        "a\r\nBcc: x@y.nl",
        "a\nBcc: x@y.nl",
        "a\u2028Bcc: x@y.nl",
        "=?utf-8?q?a=0D=0ABcc:_x@y.nl?=",
        "=?utf-8?b?YQ0KQmNjOiB4QHkubmw=?=",
        "é" * 200 + "\r\n\r\n<p>",
        ",".join(["a@b.nl"] * 40),
        ",".join(["é a@b.nl"] * 40),
        '"' * 99 + "<a@b.nl>",
    ],
)
def test_no_trick_with_lines_or_encoded_words_adds_a_header(text: str) -> None:
    check_headers(text, text)


def check_headers(name: str, subject: str) -> None:
    message = read(frozen(replace(WRITTEN, subject=subject), name=name))
    assert message.keys() == HEADERS
    assert [each.addr_spec for each in message["To"].addresses] == ["jan.in.t.veld@example.nl"]
    assert body(message, "plain") == WRITTEN.text


@settings(deadline=None)
@given(before=st.text("abé=. ", max_size=90), after=st.text("abé=. ", max_size=90))
def test_a_code_takes_the_place_that_was_kept_for_it_wherever_a_line_was_broken(before: str, after: str) -> None:
    text = f"{before}{PLACEHOLDER}{after}"
    mime = frozen(replace(WRITTEN, text=text + "\n", html=f"<p>{text}</p>\n"))

    whole = filled(mime, "K7QX-M2PD-9RTF")

    assert awaits_code(mime)
    assert not awaits_code(whole)
    assert len(whole) == len(mime)
    for kind in ("plain", "html"):
        assert body(read(whole), kind) == body(read(mime), kind).replace(PLACEHOLDER, "K7QX-M2PD-9RTF")


def test_a_message_without_a_place_for_a_code_is_left_as_it_was() -> None:
    assert not awaits_code(frozen())
    assert filled(frozen(), "K7QX-M2PD-9RTF") == frozen()

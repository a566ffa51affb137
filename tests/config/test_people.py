"""People and channels hold exactly one usable mail address each."""

from __future__ import annotations

import json

import pytest

from scd_workflow.config.addresses import is_address, is_sender
from scd_workflow.config.channels import load_channels
from scd_workflow.config.people import load_people
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import PersonId
from scd_workflow.texts import say
from tests.config.examples import EXAMPLE, Folder

GOOD = [
    "kza@example.nl",
    "o'brien@gemeente.example",
    "jan+kza@example.nl",
    "a.b-c_d@sub.example.nl",
    "info@gemeenteé.nl",
    "info@münchen.example",
    f"{'a' * 64}@example.nl",
]
BAD = [
    "",
    " ",
    "kza",
    "@example.nl",
    "kza@",
    "kza@example",
    "kza@@example.nl",
    "kza @example.nl",
    "kza@example.nl ",
    "kza@exam ple.nl",
    "a@example.nl,b@example.nl",
    "a@example.nl;b@example.nl",
    "a@example.nl b@example.nl",
    "Jan <a@example.nl>",
    "<a@example.nl>",
    "a@example.nl\r\nBcc: b@example.nl",
    "a@example.nl\n",
    "jé@example.nl",
    ".a@example.nl",
    "a..b@example.nl",
    "a.@example.nl",
    '"a b"@example.nl',
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a@-example.nl",
    "a@example..nl",
    "a@example.nl.",
    f"{'a' * 65}@example.nl",
    f"a@{'b' * 64}.nl",
    f"a@{'b.' * 130}nl",
    "mailto:a@example.nl",
    "a@example.nl?bcc=b@example.nl",
]


@pytest.mark.parametrize("text", GOOD)
def test_one_plain_address_is_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", ["kza@example.nl", "Programma KZA <kza@example.nl>", "Gemeente 's-Dam <o'b@example.nl>"]
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str) -> None:
    assert is_sender(text)


@pytest.mark.parametrize(
    "text",
    ["Programma KZA", "KZA <kza@example.nl> <b@example.nl>", "A, B <kza@example.nl>", "K\nBcc: x <kza@example.nl>", " <kza@example.nl>x"],
)  # fmt: skip
def test_a_sender_holds_no_second_address_and_no_line_end(text: str) -> None:
    assert not is_sender(text)


def test_people_are_found_by_their_id() -> None:
    people = load_people(EXAMPLE).by_id()

    assert people[PersonId("programmamanager")].email == "programmamanager@example.nl"
    assert all(person.email.endswith("@example.nl") for person in people.values())


def test_an_apostrophe_stays_in_an_address(folder: Folder) -> None:
    folder.change("people.yaml", "email: controller@example.nl", "email: o'brien@gemeente.example")

    assert load_people(folder.path).by_id()[PersonId("controller")].email == "o'brien@gemeente.example"


def test_every_wrong_address_is_refused_at_once(folder: Folder) -> None:
    folder.change("people.yaml", "controller@example.nl", "controller")
    folder.change("people.yaml", "privacy-officer@example.nl", "")

    with pytest.raises(PlanInvalid) as refused:
        load_people(folder.path)

    assert len(refused.value.reasons) == 2


@pytest.mark.parametrize(
    "text",
    ["anna.b@x.nl, o'brien@y.nl", "anna.b@@x.nl", "anna.b @x.nl", "An <anna.b@x.nl>", {"to": "anna.b@x.nl"}, "jé.anna.b@x.nl"],
)  # fmt: skip
def test_a_mailbox_is_not_repeated_where_many_can_read_what_is_wrong(folder: Folder, text: object) -> None:
    folder.change("people.yaml", "controller@example.nl", json.dumps(text, ensure_ascii=False))

    with pytest.raises(PlanInvalid) as refused:
        load_people(folder.path)

    said = " ".join(map(say, refused.value.reasons))
    assert "people.yaml:8" in said
    assert "…@" in said
    assert [name for name in ("anna", "brien") if name in said] == []


def test_channels_tell_in_whose_name_mail_goes_out() -> None:
    mail = load_channels(EXAMPLE).mail

    assert (mail.sender, mail.message_id_domain) == ("Programma KZA <kza@example.nl>", "example.nl")

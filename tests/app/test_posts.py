"""What is said in Teams is posted where its audience looks, and otherwise left to a person who then records it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import vobject
import yaml

from scd_workflow.app import by_hand
from scd_workflow.app.inbox import look
from scd_workflow.app.office import open_office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.domain.communications import obligations
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import OrganisationId
from tests import offices
from tests.app.newsletters import SAID_ON, Opening, Place, at, plain
from tests.authority import Authority
from tests.calendars import item, local, on_day
from tests.examples import DORDT, codes, day
from tests.webhook import answer, webhook

POST = item("news", on_day(SAID_ON), channel="teams", title="Tip of the week")
LOCAL = local("news", on_day(SAID_ON), channel="teams")
EVERYWHERE = [{"audience": "staff", "destination": "staff"}]
IN_DORDT = [{"audience": "staff", "destinations": {"dordt": "dordt"}}]
TEXT = "# Tip\n\n## Do\nPress **Save**, see [here](https://example.nl/1).\n\n- One\n- Two\n"


def posting(opened: Opening, said: dict[str, Any] = POST, readers: Any = EVERYWHERE, kind: str = "teams") -> Place:
    """An office with two places to post in."""
    place = opened(said, readers=readers)
    channels = yaml.safe_load((place.config / "channels.yaml").read_text("utf-8"))
    places = {name: {"kind": kind, "secret": "SCD_SECRET_TEAMS"} for name in ("staff", "dordt")}
    offices.write(place.config / "channels.yaml", channels | {"destinations": places})
    (place.config / "content" / "tip.md").write_text(TEXT, "utf-8")
    return Place(open_office(place.office.settings), place.config, place.mail)


def posts(place: Place) -> list[tuple[str, str, str]]:
    """For whom, by which channel and under which name something was posted."""
    return [
        (each.recipient, each.channel, each.subject) for each in outbox_lines(place.office) if "@" in each.recipient
    ]


def shown(place: Place) -> str:
    """The only post, in words."""
    (number,) = (each.number for each in outbox_lines(place.office) if "@" in each.recipient)
    return by_hand.letter(place.office, number).text


def left(place: Place) -> list[tuple[str, OrganisationId | None]]:
    """What is left to people on the day itself."""
    found = obligations(look(place.office, at(10)).progress)
    return [(each.about, each.organisation) for each in found if each.due == SAID_ON]


def test_a_post_goes_once_to_the_place_where_its_audience_looks(opened: Opening, authority: Authority) -> None:
    place = posting(opened)
    with webhook(authority.context(), answer("202 Accepted")) as service:
        secrets = {"SCD_SECRET_TEAMS": f"{service.url}/workflows/a"}
        settings = replace(place.office.settings, secrets=secrets, ca_file=authority.file)
        place = replace(place, office=open_office(settings))
        place.approved("tip.md")
        assert [place.send(hour) for hour in (8, 10, 10, 11)] == [["later"], ["sent"], [], []]
        send_notices(place.office, clock=lambda: at(11))

    (asked,) = [json.loads(each.body) for each in service.asked]
    body = asked["attachments"][0]["content"]["body"]
    assert [(each["text"], each.get("weight")) for each in body if each["type"] == "TextBlock"] == [
        ("Tip", "Bolder"), ("Do", "Bolder"), ("Press **Save**, see [here](https://example.nl/1).", None), ("- One\n- Two", None),
    ]  # fmt: skip
    assert posts(place) == [("@staff", "staff", "Tip")]
    assert place.standing() == "sent"


def test_a_place_of_one_organisation_gets_what_is_for_that_one_only(opened: Opening) -> None:
    place = posting(opened, LOCAL, IN_DORDT)
    for where in ("dordt", "zwijnd"):
        place.approved("tip.md", organisation=OrganisationId(where))

    assert sorted(place.send()) == ["by_hand", "sent"]
    assert posts(place) == [("@dordt", "dordt", "Tip (Dordt)")]
    assert left(place) == [("publish", OrganisationId("zwijnd"))]


def test_what_all_hear_together_but_only_some_can_read_says_who_does_not(opened: Opening) -> None:
    place = posting(opened, readers=IN_DORDT)
    place.approved("tip.md")

    assert (place.why(), place.send()) == (["communications.not_everywhere"], ["sent"])


def test_an_audience_without_a_place_is_left_to_the_owner_who_then_records_it(opened: Opening) -> None:
    place = posting(opened, readers=[{"audience": "staff", "address": "all@x.nl"}])
    place.approved("tip.md")

    assert place.why() == ["communications.no_place"]
    assert (place.send(), place.send()) == (["by_hand"], [])
    assert (posts(place), left(place)) == ([], [("publish", None)])
    place.act("sent", "liv", when=at(12))
    assert (place.standing(), left(place)) == ("sent", [])


def test_what_was_left_to_people_is_tried_again_on_another_day(opened: Opening) -> None:
    place = posting(opened, readers=[{"audience": "staff", "address": "all@x.nl"}])
    place.approved("tip.md")
    place.send()
    offices.write(place.config / "readers.yaml", {"readers": EVERYWHERE})
    assert place.send(11) == []

    place.act("move", "liv", "Later.", when=at(12), to=day(2, 17))

    assert place.send(on=day(2, 17)) == ["sent"]


def test_a_file_cannot_be_posted(opened: Opening) -> None:
    place = posting(opened)
    (place.config / "content" / "tip.pdf").write_bytes(b"%PDF")

    with pytest.raises(Refused) as caught:
        place.act("submit", "liv", "tip.pdf")
    assert codes(caught.value) == ["communications.no_file_in_post"]


@pytest.mark.parametrize("kind", ["teams", "apprise"])
def test_the_core_message_and_the_link_are_posted_where_the_text_is_elsewhere(opened: Opening, kind: str) -> None:
    place = posting(opened, kind=kind)
    place.approved("https://example.nl/tip")
    place.send()

    for told in ("Tip of the week", "What changes.", "https://example.nl/tip"):
        assert told in shown(place)


def test_the_owner_gets_what_goes_on_the_intranet_with_its_blanks_filled_in(opened: Opening) -> None:
    place = opened(local("news", on_day(SAID_ON), channel="intranet", title="We are live"))
    rungs = offices.LADDER | {"communication": [{"step": "due", "after": 0, "to": ["decider"]}]}
    offices.write(place.config / "ladder.yaml", rungs)
    (place.config / "content" / "live.md").write_text("{{ organisatie }} is over sinds {{ dag }}.", "utf-8")
    place = replace(place, office=open_office(place.office.settings))
    place.approved("live.md", organisation=DORDT)
    assert place.send() == []
    send_notices(place.office, clock=lambda: at(10))

    (told,) = [plain(each) for each in place.all_letters() if "Zelf naar buiten brengen" in str(each["Subject"])]
    assert "Dordt is over sinds dinsdag 16 februari 2027." in told
    assert "scd communications record news --organisation dordt --by liv --sent" in told
    assert "kanaal: intranet" in told


def test_who_holds_a_session_gets_it_for_the_calendar_and_hears_what_to_record(opened: Opening) -> None:
    place = opened(
        item("news", on_day(SAID_ON), channel="training", at="13:00", session={"place": "Hall", "capacity": 9})
    )
    rungs = offices.LADDER | {"communication": [{"step": "ahead", "after": -5, "to": ["decider"]}]}
    offices.write(place.config / "ladder.yaml", rungs)
    place = replace(place, office=open_office(place.office.settings))
    place.approved("programme.docx")
    send_notices(place.office, clock=lambda: at(13, day(2, 12)))

    (told,) = [each for each in place.all_letters() if "Bijeenkomst" in str(each["Subject"])]
    assert "plaats: Hall" in plain(told)
    (attached,) = [each for each in told.iter_attachments() if each.get_content_type() == "application/ics"]
    event = vobject.readOne(attached.get_content().decode()).vevent
    assert (event.dtstart.value.hour, event.location.value, event.transp.value) == (13, "Hall", "OPAQUE")


def test_a_letter_has_its_blanks_filled_in_and_so_has_what_its_approver_reads(opened: Opening) -> None:
    place = opened(
        local("news", on_day(SAID_ON)),
        readers=[{"audience": "staff", "address": "a@x.nl", "addresses": {"dordt": "d@x.nl"}}],
    )
    (place.config / "content" / "live.md").write_text(
        "# Item news van {{ organisatie }}\n\nOm {{ tijd }}, {{afzender}}.", "utf-8"
    )
    place.approved("live.md", organisation=DORDT)

    assert place.send() == ["sent"]
    (letter,) = place.letters()
    assert letter["Subject"] == "Item news van Dordt (Dordt)"
    assert "Om 09:30, Chair of the steering committee." in plain(letter)


def test_a_text_with_a_blank_that_cannot_be_filled_in_is_refused_with_its_line(opened: Opening) -> None:
    place = opened()
    (place.config / "content" / "live.md").write_text("Line one\n\n{{ organisatie }} and {{ plats }}", "utf-8")

    with pytest.raises(Refused) as caught:
        place.act("submit", "liv", "live.md")
    assert codes(caught.value) == ["blanks.at", "blanks.at"]
    assert {str(each.values["what"].code) for each in caught.value.reasons} == {  # type: ignore[union-attr]
        "blanks.unknown", "blanks.not_per_organisation",
    }  # fmt: skip
    assert {each.values["line"] for each in caught.value.reasons} == {3}


def test_who_submits_without_a_name_submits_the_text_of_the_calendar(opened: Opening) -> None:
    place = opened(item("news", on_day(SAID_ON), content="text.md"))
    place.approved("")

    assert place.send() == ["sent"]

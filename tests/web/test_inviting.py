"""Who is asked hears of it: whom, when, with which link, and what is left of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select, text

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.app.tally import Tally
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_check import problems
from scd_workflow.domain.tickets import PLACEHOLDER
from scd_workflow.store.engine import reading
from scd_workflow.store.schema import body_table, outbox_table
from scd_workflow.texts import say
from tests.evaluations import BASE, MONDAY, added, by_liv, campaign, measuring, paper, plan
from tests.examples import DORDT, PAM, ZWIJND, at, day
from tests.mailbox import Mailbox, mailbox
from tests.offices import write_plan
from tests.web.respondents import answer, listed, opened, own_path, reached
from tests.web.served import served

PEOPLE = [f"m{number}@example.nl" for number in range(6)]
LINK = re.compile(r"http://127\.0\.0\.1:4210(/v/base/1/[0-9a-z]{28})\?taal=nl")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as kept:
        yield kept


def asking(folder: Path, url: str, adopted: Plan | None = None, **more: object) -> Office:
    """An office that reaches one organisation by a list and another at one address, by a real mail server."""
    office = measuring(folder, adopted, mail_url=url)
    reached(office, {DORDT: listed(office, "dordt.csv", PEOPLE), ZWIJND: {"address": "all@zwijnd.example"}}, **more)
    return office


def run(office: Office, on: date) -> Tally:
    """What the relay does on a day, as a process of its own would."""
    fresh = Office(office.engine, office.programme, office.settings)
    return send_notices(fresh, clock=lambda: at(on, 10))


def letters(box: Mailbox) -> list[tuple[str, str]]:
    """To whom each letter went that asks something, and its text."""
    found = []
    for each in box.received:
        body = message_from_bytes(each.content, policy=policy.default).get_body(("plain",))
        assert body is not None
        (address,) = each.recipients
        if "/v/" in body.get_content():
            found.append((address, body.get_content()))
    box.received.clear()
    return found


def told(box: Mailbox) -> list[str]:
    return sorted(address for address, _ in letters(box))


def rows(office: Office, query: str) -> list[tuple[object, ...]]:
    with reading(office.engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


EVERYBODY = ["all@zwijnd.example", *PEOPLE]


def test_everybody_gets_a_link_that_works_and_the_ledger_has_none(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    run(office, MONDAY)

    found = {address: LINK.findall(body) for address, body in letters(box)}
    assert sorted(found) == EVERYBODY
    assert {len(links) for links in found.values()} == {1}
    assert len({link for (link,) in found.values()}) == len(EVERYBODY)
    with served(office, lambda: at(MONDAY, 11)) as client:
        assert {client.get(link).status_code for (link,) in found.values()} == {200}
    with reading(office.engine) as connection:
        mine = body_table.join(outbox_table, outbox_table.c.id == body_table.c.message)
        wanted = select(body_table.c.mime).select_from(mine).where(outbox_table.c.obligation == "invitation/base/1")
        bodies = [mime.replace(b"=\r\n", b"") for mime in connection.execute(wanted).scalars()]
    assert len(bodies) == len(EVERYBODY)
    assert all(PLACEHOLDER.encode() in body for body in bodies)
    assert not any(link.rpartition("/")[2].encode() in body for (link,) in found.values() for body in bodies)


def test_it_is_said_once_and_reminded_of_twice_however_often_anything_runs(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    heard = {}
    for ahead in range(15):
        on = MONDAY + timedelta(days=ahead)
        run(office, on)
        run(office, on)
        heard[on] = told(box)

    assert {on: each for on, each in heard.items() if each} == dict.fromkeys((MONDAY, day(1, 7), day(1, 13)), EVERYBODY)


def test_a_reminder_says_who_answered_may_ignore_it(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    run(office, MONDAY)
    box.received.clear()
    run(office, day(1, 7))

    assert all(
        "Hebt u al geantwoord? Dan mag u dit bericht negeren." in " ".join(body.split()) for _, body in letters(box)
    )


def test_a_run_that_is_late_sends_what_belongs_to_its_day_alone(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    run(office, day(1, 13))
    assert told(box) == EVERYBODY
    run(office, day(1, 14))

    assert told(box) == []


def test_where_only_the_silent_are_reminded_who_answered_is_left_alone(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url, remind="silent")
    opened(office)
    run(office, MONDAY)
    box.received.clear()
    with served(office, lambda: at(MONDAY, 11)) as client:
        for person, given in zip(PEOPLE[:5], ("1234", "2345", "3451", "4512", "5123"), strict=True):
            answer(client, own_path(office, DORDT, person), given)
    run(office, day(1, 7))

    assert told(box) == ["all@zwijnd.example", PEOPLE[5]]


def test_of_people_who_answered_alike_nobody_is_known_to_have_answered_and_so_all_are_reminded(
    tmp_path: Path, box: Mailbox
) -> None:
    office = asking(tmp_path, box.url, remind="silent")
    opened(office)
    run(office, MONDAY)
    box.received.clear()
    with served(office, lambda: at(MONDAY, 11)) as client:
        for person in PEOPLE[:5]:
            answer(client, own_path(office, DORDT, person), "3345")
    run(office, day(1, 7))

    assert told(box) == EVERYBODY


def test_closing_erases_every_message_and_link_and_nothing_goes_out_after_it(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    run(office, MONDAY)
    box.received.clear()
    evaluations.close_round(office, by_liv(BASE), at(day(1, 6), 9))
    run(office, day(1, 7))

    assert told(box) == []
    assert rows(office, "SELECT count(*) FROM outbox WHERE key LIKE 'invitation/%'") == [(0,)]
    assert rows(office, "SELECT count(*) FROM invitation") == [(0,)]


def test_closing_keeps_how_many_no_message_reached_and_the_results_count_them_no_longer(
    tmp_path: Path, box: Mailbox
) -> None:
    office = asking(tmp_path, box.url)
    box.strangers |= {*PEOPLE[:3], "all@zwijnd.example"}
    opened(office)
    run(office, MONDAY)
    # One of them has a mailbox by the time of the first reminder, and another one loses it.
    box.strangers.remove(PEOPLE[2])
    box.strangers.add(PEOPLE[5])
    run(office, day(1, 7))
    assert PEOPLE[2] in told(box)
    added(office, BASE, paper({DORDT: ["1234"] * 6}))

    closed = evaluations.close_round(office, by_liv(BASE), at(day(1, 18), 9))
    evaluations.publish(office, by_liv(BASE), at(day(1, 20), 9))

    assert closed.kind == "campaign_closed"
    assert closed.undelivered == {DORDT: 2}, "of one address for everybody nobody knows how many it was to reach"
    turnout = evaluations.published(office, BASE, at(day(1, 20), 10)).published.results.turnout
    assert {each.organisation: (each.invited, each.undelivered) for each in turnout if each.responses} == {
        None: (38, 2),
        DORDT: (38, 2),
    }


def test_what_did_not_go_out_by_the_last_day_is_withdrawn(tmp_path: Path) -> None:
    office = asking(tmp_path, "smtp://127.0.0.1:1")
    opened(office)
    run(office, MONDAY)
    run(office, day(2, 1))

    states = Counter(state for (state,) in rows(office, "SELECT state FROM outbox WHERE key LIKE 'invitation/%'"))
    assert states == {"withdrawn": len(EVERYBODY)}


def test_in_recess_nobody_is_reminded(tmp_path: Path, box: Mailbox) -> None:
    office = asking(tmp_path, box.url)
    opened(office)
    run(office, MONDAY)
    # Nothing opens into a recess, but its dates may change.
    recess = {"recesses": [{"name": "Winter", "first": "2027-01-07", "last": "2027-01-12"}]}
    write_plan(plan(calendar=recess), office.settings.config)
    adopt(office, Adoption(PAM, reason="Other dates"), at(day(1, 5), 9))
    box.received.clear()
    run(office, day(1, 7))
    assert told(box) == []
    run(office, day(1, 13))

    assert told(box) == EVERYBODY


def test_each_part_of_a_list_is_asked_in_turn(tmp_path: Path, box: Mailbox) -> None:
    parts = plan(campaigns=[campaign("base", kind="quick_scan", rounds=2, every=13, panels=2)])
    office = asking(tmp_path, box.url, parts)
    heard = []
    for number in (1, 2):
        on = MONDAY + timedelta(weeks=20 * (number - 1))
        evaluations.open_round(office, by_liv(BASE), at(on, 9))
        run(office, on)
        heard.append({address for address, _ in letters(box)} - {"all@zwijnd.example"})
        for act in ("close_round", "publish", "feed_back"):
            getattr(evaluations, act)(office, by_liv(BASE, "https://example.nl/x"), at(on, 12))

    assert heard[0] | heard[1] == set(PEOPLE)
    assert not heard[0] & heard[1]


def test_a_list_with_mistakes_is_told_row_by_row_without_addresses_and_other_messages_go_out(tmp_path: Path) -> None:
    office = asking(tmp_path, "")
    opened(office)
    (office.settings.config / "dordt.csv").write_text(
        "e-mail;taal\nm1@example.nl;nl\nM1@example.nl;fr\nniets;\n", "utf-8"
    )

    tally = run(office, MONDAY)

    assert tally.reason is not None
    assert "invitations.yaml" in say(tally.reason) or "dordt.csv" in say(tally.reason)
    assert "m1@" not in say(tally.reason)


def test_more_people_than_fit_in_one_transaction_are_all_invited(tmp_path: Path, box: Mailbox) -> None:
    office = measuring(tmp_path, mail_url=box.url)
    many = [f"m{number}@example.nl" for number in range(205)]
    reached(office, {DORDT: listed(office, "dordt.csv", many)})
    opened(office)

    run(office, MONDAY)

    assert told(box) == sorted(many)


def test_nobody_may_be_asked_more_than_twice_in_half_a_year() -> None:
    often = plan(campaigns=[campaign("base", kind="quick_scan", rounds=8, every=8)])
    assert "check.too_many_scans" in [each.reason.code for each in problems(often)]
    parts = plan(campaigns=[campaign("base", kind="quick_scan", rounds=8, every=8, panels=2)])
    assert "check.too_many_scans" not in [each.reason.code for each in problems(parts)]

"""The communication calendar of a small programme on a virtual clock, morning by morning, for three years.

The engine sends. Of the people one approves late every third month, one changes a text after it was approved, one reader
refuses the newsletter, and one gate slips by four weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from scd_workflow.app import communications, sending
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.refusing import refuse
from scd_workflow.app.view import View
from scd_workflow.domain import due, gates, mandates
from scd_workflow.domain.communication_acts import Act, Said
from scd_workflow.domain.communication_events import CommunicationApproved, CommunicationSent
from scd_workflow.domain.communications import asked_in
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.occurrences import Occurrence, occurrences
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.refusals import reader, token
from scd_workflow.store import outbox, refusals
from scd_workflow.store.engine import reading
from scd_workflow.store.outbox import OutboxRow
from tests import offices, proved
from tests.calendars import anchored, by_rule, item, local
from tests.examples import DORDT, FIRST, SECOND, THIRD, ZONE, day, plan_of
from tests.story import calendar_laws
from tests.story.people import People

pytestmark = pytest.mark.proof

START = day(1, 4)
LAST = date(2029, 12, 21)
SLIP = 20
REFUSES_ON = date(2028, 3, 1)
CHANGED = date(2028, 6, 6)
APPROVED = Path(__file__).parent / "calendar.approved.txt"
RECESSES: list[dict[str, Any]] = [
    {"name": f"Zomer {year}", "first": date(year, 7, 10), "last": date(year, 8, 25)} for year in (2027, 2028, 2029)
]

PLAN = plan_of(
    FIRST,
    SECOND,
    THIRD,
    calendar={"recesses": RECESSES},
    communications={
        "blackouts": [
            {"id": "reces", "name": "Reces", "severity": "hard", "when": {"kind": "recess"}, "audiences": ["raden"]}
        ],
        "audiences": [{"id": "staff", "name": "Medewerkers"}, {"id": "raden", "name": "Raden"}],
        "items": [
            item("nieuws", by_rule("FREQ=MONTHLY;BYDAY=1TU", last=LAST), channel="newsletter"),
            item("memo", by_rule("FREQ=MONTHLY;BYDAY=3TH", last=LAST), channel="steering_memo"),
            item("brief", by_rule("FREQ=MONTHLY;BYDAY=3WE", last=LAST), channel="council_letter", audiences=["raden"]),
            local("live-min-1", anchored("B4", -1)),
            local("live-dag", anchored("B4", 0)),
            local("live-plus-5", anchored("B4", 5)),
        ],
    },
)
LISTED = "adres;naam;organisatie\nann@x.nl;Ann;dordt\nbob@x.nl;Bob;zwijnd\ncor@x.nl;Cor;regio\n"


@dataclass
class Told:
    """What there is to read when it is over; `slipped` holds the days of what hangs on the gate, before and after it slipped."""

    office: Office
    seen: View
    rows: list[OutboxRow]
    slipped: list[dict[str, date]]
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def events(self) -> list[Event]:
        return [each.event for each in self.seen.recorded]

    @property
    def sent(self) -> list[CommunicationSent]:
        return [each for each in self.events if isinstance(each, CommunicationSent)]

    @property
    def letters(self) -> list[OutboxRow]:
        return [each for each in self.rows if each.key.startswith(outbox.SAID)]


@dataclass
class Crew(People):
    """People who write and approve when they are asked, decide on the day itself, and let one gate slip by four weeks."""

    slipped: list[dict[str, date]] = field(default_factory=list)

    def _speak(self, seen: View, now: datetime) -> None:
        said = [act for each in due.obligations(seen.progress) for act in _asked(seen, each)]
        if said:
            communications.report(self.office, said, now)

    def _decide(self, seen: View, spot: gates.GateSpot, now: datetime) -> None:
        gate, where, attempt = GateId(spot.gate.id), spot.organisation, gates.gate_state(seen.progress, spot).attempt
        person = mandates.entitled(seen.progress, spot, seen.today)[0].person
        if (gate, where, attempt) != ("G2a", DORDT, 1):
            proved.decide(self.office, Choice(gate, where, "go", person, "Alles is er.", attempt), now)
            return
        until = seen.network.calendar_of(where).add(seen.today, SLIP)
        choice = Choice(gate, where, "deferred", person, "De test is niet klaar.", attempt, deferred_until=until)
        proved.decide(self.office, choice, now)
        self.slipped = [_days(seen), _days(look(self.office, now))]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("calendar")
    settings = offices.configured(PLAN, folder)
    offices.write(settings.config / "readers.yaml", {"readers": [
        {"audience": "staff", "list": "staff.csv"}, {"audience": "raden", "address": "griffie@x.nl"},
    ]})  # fmt: skip
    texts = {f"content/{each.id}.md": "Alles gaat goed." for each in PLAN.communications.items}
    for name, text in (texts | {"readers/staff.csv": LISTED}).items():
        (settings.config / name).parent.mkdir(exist_ok=True)
        (settings.config / name).write_text(text, "utf-8")
    office, _ = offices.started(settings, _at(START, 8))
    people, fates, today = Crew(office), Counter[str](), START
    while today <= LAST:
        if today.weekday() < 5:
            _live(office, people, fates, today)
        today += timedelta(days=1)
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    yield Told(office, look(office, _at(LAST, 18)), rows, people.slipped, fates)
    office.engine.dispose()


def test_nothing_but_what_was_approved_went_out_and_each_letter_once(story: Told) -> None:
    rights = {
        (each.item, each.occurrence, each.organisation): each
        for each in story.events
        if isinstance(each, CommunicationApproved)
    }
    counted = Counter(_whose(row) for row in story.letters)

    assert {row.state for row in story.letters} == {"sent"}
    for sent in story.sent:
        approved = rights[sent.item, sent.occurrence, sent.organisation]
        assert approved.at < sent.at
        assert counted.pop(_key(sent)) == sent.recipients
    assert not counted


@pytest.mark.parametrize("law", calendar_laws.LAWS, ids=lambda law: law.__name__)
def test_every_law_of_the_calendar_holds(story: Told, law: Callable[[Plan, list[Event]], None]) -> None:
    law(story.seen.plan, story.events)


def test_letters_arrive_on_the_day_and_within_the_hours_of_the_calendar(story: Told) -> None:
    for row in story.letters:
        assert row.sent_at is not None
        at = row.sent_at.astimezone(ZONE)
        assert at.date().isoformat() == row.key.split("/")[4]
        assert time(9, 30) <= at.time() <= time(17)


def test_no_letter_to_councils_arrives_in_recess(story: Told) -> None:
    arrived = [row.sent_at.date() for row in story.letters if row.key.startswith("said/brief:") and row.sent_at]

    assert len(arrived) > 30
    assert not [on for on in arrived for recess in RECESSES if recess["first"] <= on <= recess["last"]]
    assert {date(2027, 8, 26), date(2028, 8, 28)} <= set(arrived)


def test_a_gate_that_slips_four_weeks_moves_what_hangs_on_it(story: Told) -> None:
    before, after = story.slipped
    add = story.seen.network.calendar_of(DORDT).add

    assert set(before) == {"live-min-1", "live-dag", "live-plus-5"}
    assert after == {name: add(on, SLIP) for name, on in before.items()}
    sent = {str(each.item): each.at.date() for each in story.sent if each.organisation == DORDT}
    assert all(sent[name] >= on for name, on in after.items())


def test_who_refused_the_newsletter_got_no_more_of_it(story: Told) -> None:
    counts = {each.at.date(): each.recipients for each in story.sent if each.item == "nieuws"}

    assert {count for on, count in counts.items() if on < REFUSES_ON} == {3}
    assert {count for on, count in counts.items() if on > REFUSES_ON} == {2}


def test_what_was_changed_after_its_approval_went_out_only_when_it_was_approved_again(story: Told) -> None:
    kinds = [each.kind for each in story.events if getattr(each, "occurrence", None) == CHANGED]

    assert kinds == [
        "communication_submitted", "communication_approved", "communication_stopped", "communication_submitted",
        "communication_moved", "communication_approved", "communication_sent",
    ]  # fmt: skip


def test_the_summary_is_the_approved_one(story: Told) -> None:
    assert _summary(story) == APPROVED.read_text(encoding="utf-8")


def _live(office: Office, people: Crew, fates: Counter[str], today: date) -> None:
    """In the morning the engine sends, twice to be sure; at noon people act; then the messages go out."""
    if today == CHANGED:
        (office.config / "content" / "nieuws.md").write_text("Alles gaat anders.", "utf-8")
    if today == REFUSES_ON:
        _refuse(office, "bob@x.nl", _at(today, 8))
    for hour in (10, 11):
        fates.update(each.fate for each in sending.send_due(office, _at(today, hour)))
    people.act(look(office, _at(today, 12)), _at(today, 12))
    send_notices(office, clock=lambda: _at(today, 13).astimezone(UTC))


def _asked(seen: View, obligation: Any) -> Iterator[Said]:
    """What is done about an obligation of the calendar on this day; the memo of every third month is approved too late."""
    if obligation.kind != "communication":
        return
    each, what = asked_in(seen.progress, obligation.subject, obligation.organisation, obligation.about)
    person, calendar = obligation.people[0], seen.network.calendar_of(each.organisation)
    every_third = isinstance(each.nominal, date) and each.nominal.month % 3 == 0
    late = each.item.id == "memo" and every_third and not each.state.moved_to
    if what == "draft" and seen.today >= obligation.due:
        yield _said("submit", each, person, f"{each.item.id}.md")
    elif what == "approve" and not late:
        yield _said("approve", each, person)
    elif what == "missed":
        yield Said(
            "move", each.item.id, each.nominal, each.organisation, person, "Te laat.", calendar.add(seen.today, 3)
        )


def _said(act: Act, each: Occurrence, by: PersonId, text: str = "") -> Said:
    return Said(act, each.item.id, each.nominal, each.organisation, by, text)


def _refuse(office: Office, address: str, now: datetime) -> None:
    with reading(office.engine) as connection:
        secret = refusals.secret(connection, office.programme)
    assert secret is not None
    news = _item("nieuws")
    assert refuse(office, token(secret, reader(secret, news, address)), now)


def _item(name: str) -> Any:
    return next(each.id for each in PLAN.communications.items if each.id == name)


def _days(seen: View) -> dict[str, date]:
    return {each.item.id: each.day for each in occurrences(seen.progress) if each.organisation == DORDT}


def _key(sent: CommunicationSent) -> tuple[str, str]:
    return f"{sent.item}:{sent.occurrence}" if sent.occurrence else sent.item, sent.organisation or "-"


def _whose(row: OutboxRow) -> tuple[str, str]:
    _, what, where, *_ = row.key.split("/")
    return what, where


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


def _summary(story: Told) -> str:
    items = Counter(each.item for each in story.sent)
    letters = Counter(_whose(row)[0].partition(":")[0] for row in story.letters)
    kinds = Counter(each.kind for each in story.events if each.kind.startswith("communication_"))
    lines = [
        f"{START} tot en met {LAST}",
        "",
        "Gebeurtenissen",
        *(f"  {count:4d} {kind}" for kind, count in sorted(kinds.items())),
        "",
        "Uitgegaan: keren en brieven",
        *(f"  {count:4d} {letters[name]:4d} {name}" for name, count in sorted(items.items())),
        "",
        "Wat de verzending vond",
        *(f"  {count:4d} {fate}" for fate, count in sorted(story.fates.items())),
        "",
        "Per organisatie",
        *(f"  {each.at.date()} {each.item}@{each.organisation}" for each in story.sent if each.organisation),
    ]
    return "\n".join(lines) + "\n"

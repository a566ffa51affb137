"""Programmes lived by random people from start to end, with an engine that is down for weeks: the laws hold in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.domain.events import Event
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import fold
from tests.examples import PLAN
from tests.offices import configured, started, write_plan
from tests.proof.crowd import Crowd
from tests.proof.jobs import HOME, Ticking
from tests.proof.scale import SCALE, chance, seeds
from tests.proof.test_kills import EXAMPLE_PLAN, START
from tests.story import laws

pytestmark = pytest.mark.proof

STANDING, WHOLE = seeds(8), seeds(2) if SCALE >= 1 else []
"""Stories of the small programme of the standing cast, and of the whole example; in every other one the engine is down at
times."""

PATIENCE = timedelta(days=3 * 365)
"""After so long nobody dallies any more, so that every story ends."""

OPEN, CLOSE = time(8), time(16)


@dataclass
class Life:
    """One programme on its way, day by day; `outages` says whether the engine is sometimes down for two weeks."""

    office: Office
    seed: str
    outages: bool
    changed: bool = False

    def until_over(self) -> date:
        """Live until the last gate is passed, and give the day after."""
        day = START
        while not self._passed(day, -1):
            if look(self.office, _at(day, OPEN)).network.calendar.is_working_day(day):
                self._live(day)
            day += timedelta(days=1)
        return day

    def _live(self, day: date) -> None:
        self._engine(day, OPEN)
        crowd = Crowd(self.office, self.seed, eager=day - START > PATIENCE)
        clock = Ticking(_at(day, time(12)))
        for _ in crowd.act(look(self.office, clock()), clock):
            pass
        if not self.changed and self._passed(day, 0):
            self._change_the_plan(clock())
        self._engine(day, CLOSE)

    def _engine(self, day: date, hour: time) -> None:
        if self.outages and chance(f"{self.seed}/engine/{day.toordinal() // 14}").random() < 0.2:
            return
        clock = Ticking(_at(day, hour))
        send_notices(self.office, clock=clock)

    def _change_the_plan(self, now: datetime) -> None:
        self.changed = True
        seen = look(self.office, now)
        write_plan(retimed(seen.plan, self.seed), self.office.settings.config)
        adopt(self.office, Adoption(seen.plan.holders[0].person, "Other terms"), now)

    def _passed(self, day: date, phase: int) -> bool:
        seen = look(self.office, _at(day, OPEN))
        return seen.state.programme.gate(seen.plan.phases[phase].closing_gate).passed


def retimed(plan: Plan, seed: str) -> Plan:
    """The plan with other terms, about a third of them."""
    luck, data = chance(f"{seed}/terms"), plan.model_dump(mode="json", exclude_defaults=True)
    for phase in data["phases"]:
        for part in [*phase["activities"], *phase["gates"]]:
            if luck.random() < 0.3:
                part["term"] = max(1, round(part["term"] * luck.uniform(0.4, 2)))
    data["phases"][-1]["activities"][0]["term"] += 1
    return Plan.model_validate(data)


@pytest.mark.parametrize("seed", STANDING)
def test_every_law_holds_in_a_small_programme_of_random_people(seed: str, tmp_path: Path) -> None:
    obeyed(PLAN, seed, tmp_path)


@pytest.mark.parametrize("seed", WHOLE)
def test_every_law_holds_in_the_example_programme_with_random_people(seed: str, tmp_path: Path) -> None:
    obeyed(EXAMPLE_PLAN, seed, tmp_path)


def obeyed(plan: Plan, seed: str, folder: Path) -> None:
    """Live a programme and hold it to the laws."""
    outages = int(seed.rpartition("-")[2]) % 2 == 1
    office, _ = started(configured(plan, folder), _at(START, time(7)))
    life = Life(office, seed, outages)

    after = life.until_over()
    send_the_rest(office, after)
    story = laws.told(office, _at(after, CLOSE), laws.letters_in(folder / "var" / "mail"))
    office.engine.dispose()

    for law in laws.LAWS:
        law(story)
    if not outages:
        whoever_was_late_was_reminded(story)


def send_the_rest(office: Office, day: date) -> None:
    """The engine runs once more, when all is over."""
    clock = Ticking(_at(day, OPEN))
    send_notices(office, clock=clock)


def whoever_was_late_was_reminded(story: laws.Story) -> None:
    """A decision that was still open on the evening of the first working day after its due date was called overdue."""
    sent = {
        row.key.partition("/overdue+1/")[0] for row in story.rows if "/overdue+1/" in row.key and row.state == "sent"
    }
    network, final = story.seen.network, story.seen.state.adoptions
    for at, decided in story.decisions:
        due = progress_of(network, fold(_before(story, at)), at.date()).due(decided.gate, decided.organisation)
        next_day = network.calendar_of(decided.organisation).add(due, 1)
        then = fold(_before(story, _at(next_day, OPEN)))
        gate = then.of(decided.organisation).gate(decided.gate)
        known = gate.awaits_decision and gate.attempt == decided.attempt and then.adoptions == final
        same = known and progress_of(network, then, next_day).due(decided.gate, decided.organisation) == due
        if same and at > _at(next_day, time(17)):
            assert f"decision/{decided.gate}/{decided.organisation or '-'}/{decided.attempt}/{due}" in sent


def _before(story: laws.Story, moment: datetime) -> list[Event]:
    return [event for at, event in story.events if at < moment]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, HOME)

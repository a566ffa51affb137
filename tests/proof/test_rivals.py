"""Many processes want the same at once: one gets it, the others hear why not, and nothing is lost or said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.config.settings import Settings
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId
from scd_workflow.domain.plan import Plan
from tests.examples import PAM, SARA, STEF, ZONE, day, gate, phase, plan_of, work
from tests.mailbox import Mailbox, mailbox
from tests.offices import configured, started
from tests.proof.jobs import decide_each, relay_often, report_each
from tests.proof.processes import CONTEXT, Job, jobs
from tests.proof.scale import chance, scaled, seeds
from tests.story import laws

pytestmark = pytest.mark.proof

RIVALS, RIVALS_PER_GATE = 8, 4
GATES, RUNS = 200, 50
MORNING, NOON, EVENING = (datetime.combine(day(1, 4), time(hour), ZONE) for hour in (8, 12, 20))
GO = GateId("GA")


def many(count: int) -> Plan:
    """A programme in which so many organisations each do two things and have a gate of their own after the first."""
    return plan_of(
        phase(
            "P1",
            "G1",
            work("A1", per_organisation=True),
            work("A2", per_organisation=True),
            gate("GA", owner="programme_manager", after=["A1"], per_organisation=True),
            gate("G1", after=["A2", "GA"]),
        ),
        organisations=[
            {"id": f"o{number}", "name": f"Organisation {number}", "kind": "municipality", "impact": 1}
            for number in range(count)
        ],
        waves=[],
        calendar={},
        roles=[
            {"id": "programme_manager", "name": "Programme manager"},
            {"id": "steering_chair", "name": "Chair of the steering committee"},
        ],
        holders=[
            {"role": "programme_manager", "person": PAM},
            {"role": "steering_chair", "person": STEF},
            {"role": "steering_chair", "person": SARA},
        ],
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["GA", "G1"], "source": "Founding meeting"}],
    )


def awaiting(count: int, folder: Path, database_url: str, mail_url: str) -> tuple[Settings, Office]:
    """A programme of which so many gates await their decision."""
    settings = configured(many(count), folder, database_url=database_url, mail_url=mail_url)
    office, _ = started(settings, MORNING)
    ready = [Report("done", ActivityId("A1"), OrganisationId(f"o{number}"), PAM) for number in range(count)]
    for said in ready:
        acts.report(office, said, MORNING)
    acts.open_gates(office, MORNING)
    return settings, office


def choices(rival: int, count: int) -> list[Choice]:
    """What one rival decides everywhere: like nobody else, so that no other decision can pass for his or her own."""
    person = (STEF, SARA)[rival % 2]
    return [
        Choice(GO, OrganisationId(f"o{number}"), "go", person, f"Rival {rival}", attempt=1) for number in range(count)
    ]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as running:
        yield running


def finish(office: Office, box: Mailbox) -> laws.Story:
    """What is left to send is sent, and everything is read."""
    send_notices(office, clock=lambda: EVENING)
    story = laws.told(office, EVENING, [each.content for each in box.received])
    office.engine.dispose()
    return story


def obey(story: laws.Story) -> None:
    """Check every law."""
    for law in laws.LAWS:
        law(story)


@pytest.mark.parametrize("seed", seeds(3))
def test_of_eight_who_decide_one_gate_at_once_one_decides_and_the_others_hear_who_did(
    seed: str, tmp_path: Path, database_url: str, box: Mailbox
) -> None:
    settings, office = awaiting(1, tmp_path, database_url, box.url)
    tried = [choices(rival, 1) for rival in range(RIVALS)]
    chance(seed).shuffle(tried)
    together = CONTEXT.Barrier(RIVALS)

    with jobs(*(Job(decide_each, together, settings, each, NOON) for each in tried)) as rivals:
        said = heard(rivals)

    assert Counter(word for word, _, _ in said) == {"decided": 1, "refused": RIVALS - 1}
    obey(decided_once(said, finish(office, box)))


@pytest.mark.parametrize("seed", seeds(1))
def test_of_two_hundred_gates_that_rivals_decide_at_once_each_is_decided_once_and_every_message_goes_out_once(
    seed: str, tmp_path: Path, database_url: str, box: Mailbox
) -> None:
    luck, count, runs = chance(seed), scaled(GATES), scaled(RUNS)
    settings, office = awaiting(count, tmp_path, database_url, box.url)
    tried = [choices(rival, count) for rival in range(RIVALS_PER_GATE)]
    for each in tried:
        luck.shuffle(each)
    rest = [Report("done", ActivityId("A2"), OrganisationId(f"o{number}"), PAM) for number in range(count)]
    together = CONTEXT.Barrier(RIVALS_PER_GATE + 2)

    rivals = [Job(decide_each, together, settings, each, NOON) for each in tried]
    others = [Job(report_each, together, settings, rest, NOON), Job(relay_often, together, settings, NOON, runs)]
    with jobs(*rivals, *others):
        said = heard([*rivals, *others])

    assert Counter(word for word, _, _ in said) == {
        "decided": count,
        "refused": count * (RIVALS_PER_GATE - 1),
        "reported": count,
        "sent": runs,
    }
    story = decided_once(said, finish(office, box))
    assert len(list(story.decisions)) == count
    assert {row.state for row in story.rows} == {"sent"}
    obey(story)


def heard(rivals: Iterable[Job]) -> list[Any]:
    """All that they say."""
    return [each for rival in rivals for each in rival.everything()]


def decided_once(said: list[Any], story: laws.Story) -> laws.Story:
    """The story, in which exactly those decisions stand that somebody was told were recorded."""
    recorded = [event.model_dump_json() for _, event in story.decisions]
    assert sorted(recorded) == sorted(what for word, _, what in said if word == "decided")
    assert {tuple(why) for word, _, why in said if word == "refused"} == {("gates.already_decided",)}
    return story

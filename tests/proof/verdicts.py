"""What became of the answers that Prefect took: each is the decision on its gate, or on record as refused after another."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prefect.client.schemas.objects import StateType

from flows.doors import GATE
from flows.scrub import FORM
from flows.server import runs, server
from scd_workflow.app.inbox import doorplates, look
from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.events import GateDecided
from tests.proof.answers import People, Taken
from tests.proof.gates import Place, now
from tests.proof.prefects import brought_in_line
from tests.story import laws

UNFINISHED = (StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING)
BETWEEN = 1.0
"""Every how many seconds we look: to list the runs costs the server as much as several answers."""

STILL = 15.0
"""After how many seconds without any change nothing moves any more: longer than a listener takes to start on a slow machine."""

LONGEST = 300
"""For how many seconds things may go on moving, on a machine that is busy with something else."""

OTHER_FIRST = {"gates.already_decided", "gates.other_attempt"}
"""Why an answer is refused that somebody else forestalled."""


@dataclass(frozen=True)
class Fates:
    """What became of answers; `decided` are the gates with a decision, by their labels, and all the decisions on each."""

    recorded: int
    refused: int
    lost: tuple[Taken, ...]
    decided: dict[str, tuple[GateDecided, ...]]


def caught_up(people: People) -> int:
    """Wait until all that was taken is on record; gives how often `programme` had to come by."""
    return _until_nothing(people.place, lambda: fates(people.place, people.taken).lost)


def settled(place: Place) -> int:
    """Wait until nothing is under way and the suspended runs are the open gates; gives how often `programme` had to come by."""
    return _until_nothing(place, lambda: tuple(_unsettled(place)))


def judged(place: Place, people: People) -> str:
    """Check that every answer that was taken is on record, and none twice, and that the log is whole; gives the counts."""
    found = fates(place, people.taken)
    said = {each.answer.why for each in people.taken}
    assert found.lost == ()
    assert {label: len(events) for label, events in found.decided.items()} == dict.fromkeys(found.decided, 1)
    assert {event.rationale for events in found.decided.values() for event in events} <= said
    story = laws.told(place.office, now(), ())
    for law in (laws.the_log_is_whole, laws.nothing_happened_twice, laws.nothing_was_left_half_done):
        law(story)
    turned_away = ", ".join(f"{count} x {word}" for word, count in sorted(people.said.items()) if word != "taken")
    return (
        f"{len(place.doors)} gates, {len(people.taken)} answers taken ({turned_away or 'none turned away'}): "
        f"{len(found.decided)} decisions, {found.recorded} answers recorded, {found.refused} refused after another, 0 lost"
    )


def fates(place: Place, taken: Sequence[Taken]) -> Fates:
    """Compare what was taken with what is on record."""
    # In this order: what is on record later than it was read was lost in between, and is not lost for long.
    heard = tuple(taken)
    decided, refused = _on_record(place)
    each_fate = [(each, _fate(each, decided[each.answer.gate], refused[each.answer.gate])) for each in heard]
    counts = Counter(fate for _, fate in each_fate)
    lost = tuple(each for each, fate in each_fate if fate == "lost")
    by_label = {label: tuple(events) for label, events in decided.items() if events}
    return Fates(counts["recorded"], counts["refused"], lost, by_label)


def _fate(taken: Taken, decided: list[GateDecided], refused: list[AttemptRefused]) -> str:
    if any(event.rationale == taken.answer.why for event in decided):
        return "recorded"
    turned_away = (event for event in refused if event.claimed == taken.answer.person)
    return "refused" if decided and any(OTHER_FIRST & {*event.reasons} for event in turned_away) else "lost"


def _on_record(place: Place) -> tuple[dict[str, list[GateDecided]], dict[str, list[AttemptRefused]]]:
    """The decisions and the refusals in the log, by the label of the gate."""
    labels = {(door.gate, door.organisation): label for label, door in place.doors.items()}
    decided: dict[str, list[GateDecided]] = defaultdict(list)
    refused: dict[str, list[AttemptRefused]] = defaultdict(list)
    for each in look(place.office, now()).recorded:
        if isinstance(each.event, GateDecided):
            decided[labels[each.event.gate, each.event.organisation]].append(each.event)
        elif isinstance(each.event, AttemptRefused):
            refused[labels[each.event.gate, each.event.organisation]].append(each.event)
    return decided, refused


def _until_nothing(place: Place, left: Callable[[], tuple[object, ...]]) -> int:
    """Wait until nothing is left; `programme`, which comes every ten minutes, comes by whenever nothing moves any more."""
    until, since, visits = time.monotonic() + LONGEST, time.monotonic(), 0
    before: tuple[object, ...] = ()
    while found := left():
        assert time.monotonic() < until, found
        if found != before:
            before, since = found, time.monotonic()
        elif time.monotonic() - since > STILL:
            brought_in_line(place.office)
            visits, since = visits + 1, time.monotonic()
        time.sleep(BETWEEN)
    return visits


def _unsettled(place: Place) -> Iterator[str]:
    with server() as client:
        for tag in (GATE, FORM):
            yield from (f"{run.name}: {run.state_name}" for run in runs(client, tag, UNFINISHED))
        standing = sorted(run.name for run in runs(client, GATE, (StateType.PAUSED,)))
    wanted = sorted(door.label for door in doorplates(place.office, look(place.office, now())))
    if standing != wanted:
        yield f"suspended: {set(standing) - set(wanted)}, open: {set(wanted) - set(standing)}"

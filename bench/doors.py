"""How soon a decision is on record that somebody takes in Prefect, against Prefect's own part in it, and what open gates cost.

All of it in one server on SQLite, with 20,000 events in our log.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

from bench import gates
from bench.stand import Stand, standing
from bench.timing import Ratio, busy
from bench.watching import memory, with_setting
from tests.proof.gates import Place
from tests.proof.prefects import serving

ROUNDS = 20
BUDGET = 270
"""For how many seconds at most rounds are begun."""

MANY = 200
"""Of how many open gates the memory is told; more are opened, for everything that is measured after it."""

SUSPENDED = 5
"""How many runs wait under a default worker; each costs some ten seconds."""

BURST, PARTS = 200, 5
"""How many answers are handed in as fast as they are taken, and in how many parts they take turns with the floor."""

REST, LONG_REST = 10.0, 30.0
"""For how many seconds at most we wait until what follows from a decision is done, before the next thing is measured."""


def ratios() -> Iterator[Ratio]:
    """What open gates cost, how long a decision takes, and how many are recorded in a burst."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_:
        folder = Path(name)
        busy("  starting a Prefect server (half a minute)")
        prefect = open_.enter_context(serving(_made(folder / "prefect"), folder))
        place = open_.enter_context(gates.waiting(_made(folder / "programme")))
        yield from _measured(open_.enter_context(standing(prefect, place, folder)))


def _measured(stand: Stand) -> Iterator[Ratio]:
    form = stand.prefect.ask("deployments/name/decide-gate/decide-gate")["id"]
    _once(stand, form)
    busy(f"  opening {gates.ORGANISATIONS} gates (a minute)")
    yield from _cost(stand)
    busy("  opening runs under a default worker (half a minute)")
    fresh = iter(stand.wait_for_doors().items())
    # As old as the doors: what was made a while ago takes the server longer to find.
    alone = iter(stand.suspended_alone(ROUNDS + BURST))
    worked = stand.suspended_under_worker(SUSPENDED)
    busy("  decisions one by one (five minutes)")
    yield from _latency(stand, fresh, alone, form, worked)
    busy("  decisions as fast as they are taken (a minute)")
    yield from _burst(stand, fresh, alone)


def _once(stand: Stand, form: str) -> None:
    """Do everything once, so that nothing is done for the first time while it is measured."""
    (first, run), (second, _) = islice(stand.wait_for_doors().items(), 2)
    stand.decided_at_door(first, run)
    stand.decided_by_form(second, form)
    stand.rest(LONG_REST)


def _cost(stand: Stand) -> Iterator[Ratio]:
    """What it costs that many gates are open, in memory and processes."""
    listener = stand.listener.process
    assert listener is not None
    before, running, few = memory(listener.pid), _processes(stand), len(stand.place.doors)
    gates.open_the_others(stand.place)
    stand.place = Place(stand.place.office, stand.place.settings)
    stand.wait_for_doors()
    stand.rest(LONG_REST)
    count = len(stand.place.doors)
    of_many = (memory(listener.pid) - before) * MANY / (count - few)
    yield Ratio(f"memory of {MANY} open gates / 10 MiB", of_many, 10, goal=1, unit="MiB")
    yield Ratio(f"processes with {count} open gates / with a few", _processes(stand), running, goal=1, unit="")


def _latency(
    stand: Stand, fresh: Iterator[tuple[str, str]], alone: Iterator[str], form: str, worked: list[str]
) -> Iterator[Ratio]:
    """One decision after the other, each by every way in turn."""
    times: dict[str, list[float]] = defaultdict(list)
    end, every = time.monotonic() + BUDGET, ROUNDS // SUSPENDED
    for number, run in enumerate(islice(alone, ROUNDS)):
        (label, door), (other, _) = islice(fresh, 2)
        pair = (
            ("alone", partial(stand.resumed_alone, run, label)),
            ("door", partial(stand.decided_at_door, label, door)),
        )
        # Neither is always the one that comes after the form.
        for name, taken in pair if number % 2 else reversed(pair):
            stand.rest(REST)
            times[name].append(taken())
        stand.rest(REST)
        times["form"].append(stand.decided_by_form(other, form))
        if number % every == 0:
            stand.rest(REST)
            times["worker"].append(stand.resumed_under_worker(worked[number // every]))
        if time.monotonic() > end:
            break
    half = {name: statistics.median(each) for name, each in times.items()}
    most = {name: statistics.quantiles(each, n=20, method="inclusive")[-1] for name, each in times.items()}
    yield Ratio("decision at a door / Prefect's own POST, median", half["door"], half["alone"], goal=1.5)
    yield Ratio("decision at a door / Prefect's own POST, 95 %", most["door"], most["alone"], goal=2)
    yield Ratio("decision at a door / suspended flow, default worker", half["door"], half["worker"], goal=1 / 50)
    yield Ratio("decision by the form / Prefect's own POST, median", half["form"], half["alone"], goal=None)
    yield Ratio("decision by the form / Prefect's own POST, 95 %", most["form"], most["alone"], goal=None)


def _burst(stand: Stand, fresh: Iterator[tuple[str, str]], alone: Iterator[str]) -> Iterator[Ratio]:
    """As many decisions as the server takes, and how often its database was locked over them."""
    taken, locked, ours = {"alone": 0.0, "door": 0.0}, 0, 0
    for _ in range(PARTS):
        pairs = list(islice(fresh, BURST // PARTS))
        answers = [(run, stand.answer(label)) for label, run in pairs]
        floor = list(zip(islice(alone, len(answers)), (said for _, said in answers), strict=True))
        for name, presses in (("alone", floor), ("door", answers)):
            stand.rest(LONG_REST)
            before, wanted, written = stand.locked(), stand.decisions.count() + len(presses), stand.ours.count()
            begun = time.perf_counter()
            for run, said in presses:
                stand.resume(run, said)
            over = stand.decisions.until(wanted) if name == "door" else time.perf_counter()
            taken[name] += over - begun
            ours += stand.ours.count() - written
            # With what follows from them.
            stand.rest(LONG_REST)
            locked += stand.locked() - before
    yield Ratio(f"{BURST} decisions, all recorded / {BURST} POSTs", taken["door"], taken["alone"], goal=1.25)
    yield Ratio("states set by us while they are handed in / none", ours, 0, goal=1, unit="times")
    yield Ratio("database locked over them and the POSTs / never", locked, 0, goal=1, unit="times")


def _processes(stand: Stand) -> int:
    return len(with_setting("PREFECT_API_URL", stand.prefect.api))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder

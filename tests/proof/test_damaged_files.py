"""YAML files damaged in every way chance can think of: each is refused with file and line, or can be worked with."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from scd_workflow.config.channels import load_channels
from scd_workflow.config.check import check
from scd_workflow.config.history import load_history
from scd_workflow.config.ladder import load_ladder
from scd_workflow.config.people import load_people
from scd_workflow.config.plan import load_plan
from scd_workflow.domain import due, gates
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import State
from scd_workflow.texts import say
from tests.config.examples import Folder
from tests.proof.scale import chance, seeds

pytestmark = pytest.mark.proof

START = date(2027, 1, 11)
PLACE = re.compile(r"(?P<file>.+?\.(yaml|csv)):(?P<line>\d+): ")
STRANGE = (
    "", "~", "[]", "{}", "x", "9", "-1", "1e99", "yes", "0x1F", "2027-02-30", "2027-01-11", "[[1]]", "{a: {b: 1}}", '"\\0"',
    "&a *a", "!!python/object:os.system x", "? ", "'", '"', "|", "- - -", "é" * 300, "99999999999999999999", ".nan", "1:30",
)  # fmt: skip

Damage = Callable[[bytes, Random], bytes]


def bytes_flipped(content: bytes, luck: Random) -> bytes:
    found = bytearray(content)
    for _ in range(luck.choice((1, 1, 2, 8, 64))):
        found[luck.randrange(len(found))] ^= 1 << luck.randrange(8)
    return bytes(found)


def bytes_replaced(content: bytes, luck: Random) -> bytes:
    place = luck.randrange(len(content))
    return content[:place] + luck.randbytes(luck.randint(1, 4)) + content[place + luck.randint(0, 4) :]


def cut_short(content: bytes, luck: Random) -> bytes:
    return content[: luck.randrange(len(content))]


def lines_dropped(content: bytes, luck: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    first = luck.randrange(len(lines))
    return b"".join(lines[:first] + lines[first + luck.choice((1, 1, 2, 5)) :])


def lines_doubled(content: bytes, luck: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    first = luck.randrange(len(lines))
    block = lines[first : first + luck.choice((1, 1, 2, 5))]
    return b"".join(lines[:first] + block + lines[first:])


def lines_moved(content: bytes, luck: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    first = luck.randrange(len(lines))
    block = lines[first : first + luck.choice((1, 1, 2, 5))]
    del lines[first : first + len(block)]
    target = luck.randint(0, len(lines))
    return b"".join(lines[:target] + block + lines[target:])


def lines_shifted(content: bytes, luck: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    for number in range(first := luck.randrange(len(lines)), min(len(lines), first + luck.choice((1, 1, 3)))):
        spaces = luck.choice((b"", b" ", b"  ", b"    ", b"\t", b"        "))
        lines[number] = spaces + lines[number].lstrip(b" ") if luck.random() < 0.5 else spaces + lines[number]
    return b"".join(lines)


def value_replaced(content: bytes, luck: Random) -> bytes:
    lines = content.decode("latin-1").splitlines(keepends=True)
    number = luck.choice([place for place, line in enumerate(lines) if ":" in line or "- " in line] or [0])
    head, mark, _ = lines[number].partition(": ")
    kept = head + mark if mark else lines[number].partition("- ")[0] + "- "
    lines[number] = f"{kept}{luck.choice(STRANGE)}\n"
    return "".join(lines).encode("latin-1")


def word_swapped(content: bytes, luck: Random) -> bytes:
    words = re.findall(rb"[\w-]{2,}", content) or [b"word"]
    return content.replace(luck.choice(words), luck.choice(words), luck.choice((1, 2, -1)))


DAMAGES: tuple[Damage, ...] = (
    bytes_flipped, bytes_replaced, cut_short, lines_dropped, lines_doubled, lines_moved, lines_shifted, value_replaced,
    word_swapped,
)  # fmt: skip
LOADERS = (load_people, load_ladder, load_channels, load_history)


@pytest.mark.parametrize("seed", seeds(300))
def test_a_damaged_configuration_is_refused_with_file_and_line_or_can_be_worked_with(seed: str, folder: Folder) -> None:
    luck = chance(seed)
    files = sorted(folder.path.rglob("*.yaml"))
    for _ in range(luck.choice((1, 1, 1, 2, 4))):
        file, damage = luck.choice(files), luck.choice(DAMAGES)
        file.write_bytes(damage(file.read_bytes() or b"\n", luck))

    plan = loaded(load_plan, folder.path)
    for load in LOADERS:
        loaded(load, folder.path)
    if plan is not None:
        can_be_worked_with(plan)
    for problem in check(folder.path):
        points_at_a_line(say(problem.located, "en"), folder.path)
        assert say(problem.located, "nl")


def loaded(load: Callable[[Path], object], folder: Path) -> object:
    """What is loaded, nothing when it is refused as it should be."""
    try:
        return load(folder)
    except PlanInvalid as invalid:
        reasons = invalid.reasons
    assert reasons
    for reason in reasons:
        points_at_a_line(say(reason, "en"), folder)
    return None


def points_at_a_line(said: str, folder: Path) -> None:
    """A sentence begins with a line that is there."""
    found = PLACE.match(said)
    assert found, said
    file = Path(found["file"])
    assert file.is_relative_to(folder)
    lines = file.read_bytes().count(b"\n") + 1 if file.exists() else 1
    assert 1 <= int(found["line"]) <= lines, said


def can_be_worked_with(plan: object) -> None:
    """Everything about a plan can be reckoned."""
    assert isinstance(plan, Plan)
    progress = progress_of(Network(plan if plan.programme.start else plan.starting(START)), State(), START)
    assert list(progress.standings())
    assert [briefing(progress, *spot) for spot in gates.all_gates(progress)]
    assert progress.critical_path
    assert due.obligations(progress)
    assert Plan.model_validate_json(plan.text).digest == plan.digest

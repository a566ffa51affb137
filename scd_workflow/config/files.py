"""Which files a configuration has, and the files of the plan as one source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scd_workflow.config.problem import Place, error, warning
from scd_workflow.config.source import Source, read
from scd_workflow.domain.plan_check.references import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.problem import Problem
    from scd_workflow.config.source import Data

PLAN = {
    "programme.yaml": ("programme", "service_domains", "goals"),
    "organisations.yaml": ("organisations", "waves", "features"),
    "governance.yaml": ("bodies", "roles", "holders", "mandates", "routes"),
    "raci.yaml": ("raci",),
    "calendar.yaml": ("calendar",),
    "evaluations.yaml": ("audiences", "campaigns"),
    "communications.yaml": ("communications",),
}
"""The files of the plan and the parts that each holds; every file in the folder `phases` holds one phase."""

SETTINGS = ("people.yaml", "ladder.yaml", "channels.yaml", "readers.yaml")
OPTIONAL = ("calendar.yaml", "communications.yaml", "evaluations.yaml", "history.yaml", "invitations.yaml")


def plan_source(folder: Path) -> Source:
    """All files of the plan as one source."""
    whole: dict[str, Data] = {}
    merged = Source(folder, whole)
    problems: list[Problem] = []
    readable = True
    for name, parts in PLAN.items():
        if (folder / name).exists() or name not in OPTIONAL:
            source = read(folder / name)
            readable &= source.readable
            problems += [*source.problems, *_take_parts(merged, whole, source, parts)]
    phases = [read(file) for file in phase_files(folder)]
    whole["phases"] = [source.data for source in phases if source.readable]
    for position, source in enumerate(source for source in phases if source.readable):
        merged.lines.update({("phases", position, *trail): place for trail, place in source.lines.items()})
    problems += [each for source in phases for each in source.problems]
    if not phases:
        problems.append(error(Place(folder / "phases", 1), "config.no_phases"))
    readable &= bool(phases) and all(source.readable for source in phases)
    return Source(folder, whole, merged.lines, tuple(problems), readable)


def programme_named(folder: Path) -> tuple[str, Place] | None:
    """The id of the programme that the plan in a folder says it is of, with its place; None where it says nothing."""
    source = read(folder / "programme.yaml")
    programme = source.data.get("programme") if isinstance(source.data, dict) else None
    given = programme.get("id") if isinstance(programme, dict) else None
    return (given, source.place(("programme", "id"))) if isinstance(given, str) else None


def phase_files(folder: Path) -> list[Path]:
    """The files of the phases in the order of the numbers that their names begin with."""
    found = (file for file in (folder / "phases").glob("*") if file.suffix in {".yaml", ".yml"})
    return sorted(found, key=lambda file: (int((re.match(r"\d{1,9}", file.name) or ["0"])[0]), file.name))


def strangers(folder: Path) -> Iterator[Problem]:
    """A warning for each YAML file that nothing reads, as when a name was mistyped."""
    known = {*PLAN, *SETTINGS, *OPTIONAL}
    for file in sorted(folder.glob("*.y*ml")):
        if file.name not in known:
            yield warning(Place(file, 1), "config.unread_file", nearest=nearest(file.name, known))


def _take_parts(merged: Source, whole: dict[str, Data], source: Source, parts: tuple[str, ...]) -> Iterator[Problem]:
    """Take the parts of one file over, with their lines; yields what the file should not hold."""
    if not source.readable:
        return
    for part in parts:
        merged.lines[(part,)] = Place(source.file, 1)
    if not isinstance(source.data, dict):
        yield error(Place(source.file, 1), "config.not_the_parts", parts=", ".join(parts))
        return
    merged.lines.update({trail: place for trail, place in source.lines.items() if trail and trail[0] in parts})
    whole |= {part: source.data[part] for part in parts if part in source.data}
    for key in source.data:
        if key not in parts:
            yield _stranger(source, key, parts)


def _stranger(source: Source, key: str, parts: tuple[str, ...]) -> Problem:
    home = next((name for name, others in PLAN.items() if key in others), None)
    if home:
        return error(source.place((key,)), "config.other_file", field=key, file=home)
    return error(source.place((key,)), "config.unknown_key", field=key, nearest=nearest(key, parts))

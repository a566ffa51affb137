"""Everything that is wrong with a configuration: its data, and its templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scd_workflow.config.channel_secrets import secret_problems
from scd_workflow.config.check import check
from scd_workflow.config.files import programme_named
from scd_workflow.config.problem import Place, Problem, error, in_order
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import Reason
from scd_workflow.render.mail import template_problems


def problems_in(
    folder: Path, secrets: Mapping[str, str] | None = None, programme: ProgrammeId | None = None
) -> list[Problem]:
    """Every error and warning, file by file and line by line; empty when all is well.

    With `secrets`, those of this machine, also what is wrong with what the channels name of them; with `programme` also
    that it is another than that of the plan.
    """
    if not folder.is_dir():
        return check(folder)
    found = [*check(folder), *map(_of_template, template_problems(folder))]
    if secrets is not None:
        found += secret_problems(folder, secrets)
    return in_order([*found, *_other_programme(folder, programme)])


def _other_programme(folder: Path, programme: ProgrammeId | None) -> Iterator[Problem]:
    named = programme_named(folder)
    if programme and named and named[0] != programme:
        yield error(named[1], "app.other_programme", file=named[0], programme=programme)


def _of_template(reason: Reason) -> Problem:
    file, _, line = str(reason.values["place"]).rpartition(":")
    what = reason.values["what"]
    assert isinstance(what, Reason)
    return Problem(Place(Path(file), int(line)), what)

"""What files of answers call things: the profiles in the folder `imports`, one file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.problem import error
from scd_workflow.config.reading import Reading, reading
from scd_workflow.config.source import read
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.import_profile import ImportProfile
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.problem import Problem
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.plan import Plan

FOLDER = "imports"


def load_profile(folder: Path, wanted: str) -> ImportProfile:
    """The profile with this id; raises `PlanInvalid` with everything that is wrong with it, or when there is none."""
    read_ = read_profiles(folder)
    for each in read_:
        if each.left is not None and each.left.model.id == wanted:
            return each.model()
    known = [each.left.model.id for each in read_ if each.left]
    raise PlanInvalid(because("check.unknown_profile", id=wanted, nearest=nearest(wanted, known)))


def read_profiles(folder: Path) -> tuple[Reading[ImportProfile], ...]:
    """Every profile with everything that is wrong with it, in the order of the names of their files."""
    files = (file for file in (folder / FOLDER).glob("*") if file.suffix in {".yaml", ".yml"})
    return tuple(reading(ImportProfile, read(file)) for file in sorted(files))


def strays(
    plan: Reading[Plan], instruments: tuple[Reading[Instrument], ...], profiles: tuple[Reading[ImportProfile], ...]
) -> Iterator[Problem]:
    """Whatever a profile names that neither the plan nor a question set has."""
    sets = {each.left.model.id: each.left.model for each in instruments if each.left}
    organisations = {each.id for each in plan.left.model.organisations} | plan.left.ids if plan.left else None
    for profile in profiles:
        if profile.left is None:
            continue
        named = profile.left.model.instrument
        if named not in sets and len(sets) == len(instruments):
            yield error(
                profile.place(("instrument",)), "check.unknown_instrument", id=named, nearest=nearest(named, sets)
            )
        for name, organisation in profile.left.model.organisations.items():
            if organisations is not None and organisation not in organisations:
                like = nearest(organisation, organisations)
                here = profile.place(("organisations", name))
                yield error(here, "check.unknown_organisation", id=organisation, nearest=like)

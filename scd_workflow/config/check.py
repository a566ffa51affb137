"""The whole configuration at one glance: everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config import files, history, people, readers
from scd_workflow.config.blanks import blank_problems
from scd_workflow.config.channels import read_channels, strays
from scd_workflow.config.instruments import misfits, read_instruments
from scd_workflow.config.invitations import read_invitations
from scd_workflow.config.invitations import strays as strangers_invited
from scd_workflow.config.ladder import read_ladder
from scd_workflow.config.ladder import strangers as unknown_in_ladder
from scd_workflow.config.plan import read_plan
from scd_workflow.config.problem import Place, error, in_order
from scd_workflow.config.profiles import read_profiles
from scd_workflow.config.profiles import strays as stray_profiles

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.config.problem import Problem


def check(folder: Path) -> list[Problem]:
    """Every error and warning in the configuration, file by file and line by line; empty when all is well."""
    if not folder.is_dir():
        return [error(Place(folder, 1), "config.no_folder")]
    plan, everybody, channels = read_plan(folder), people.read_people(folder), read_channels(folder)
    ladder, past = read_ladder(folder), history.read_history(folder)
    instruments, profiles = read_instruments(folder), read_profiles(folder)
    reading_ = readers.read_readers(folder)
    invited = read_invitations(folder)
    found = [
        *files.strangers(folder),
        *plan.problems,
        *everybody.problems,
        *people.strangers(plan, everybody),
        *ladder.problems,
        *unknown_in_ladder(ladder, plan),
        *channels.problems,
        *strays(channels, plan, everybody),
        *reading_.problems,
        *readers.strangers(reading_, plan, channels),
        *blank_problems(folder, plan.left.model if plan.left and not plan.left.removed else None),
        *(problem for each in instruments for problem in each.problems),
        *misfits(plan, instruments),
        *(problem for each in profiles for problem in each.problems),
        *stray_profiles(plan, instruments, profiles),
        *invited.problems,
        *strangers_invited(invited, plan),
    ]
    if past:
        found += [*past.problems, *history.misfits(plan, past)]
    return in_order(found)

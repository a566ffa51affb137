"""The plan in the files, a proposal until it is adopted, against the plan in force."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scd_workflow.app.office import Office
from scd_workflow.app.view import no_plan
from scd_workflow.config.fingerprint import fingerprint
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.reasons import because
from scd_workflow.domain.state import fold
from scd_workflow.store import log, plans
from scd_workflow.store.engine import Connection, reading

if TYPE_CHECKING:
    from scd_workflow.domain.plan_diff import Difference, Shift

SEEN = "plan.seen"
"""The file in SCD_VAR that says which files were last found to hold which plan; without it the files are read anew."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What adopting the files would change: parts, and the baseline dates that move with them."""

    differences: tuple[Difference, ...]
    shifts: tuple[Shift, ...]


def changes(office: Office, known_on: datetime | None = None) -> Changes:
    """What adopting the plan of the configuration would change, against the plan in force now or on `known_on`.

    Raises `Refused` when no plan was in force, or when the configuration is of another programme.
    """
    from scd_workflow.domain.plan_diff import differences, shifts  # noqa: PLC0415 - a status compares nothing

    proposed = _in_files(office)
    with reading(office.engine) as connection:
        current = in_force(connection, office, known_on)
        if current is None:
            raise Refused(no_plan(connection, office.programme, known_on))
    new = resolved(proposed, current, None)
    return Changes(differences(current, new), shifts(current, new))


def in_force(connection: Connection, office: Office, known_on: datetime | None = None) -> Plan | None:
    """The plan that was adopted last, of what was known on `known_on` (everything when None); None before the first."""
    adoptions = fold(log.read_events(connection, office.programme, known_on=known_on)).adoptions
    return Plan.model_validate_json(plans.text_of(connection, adoptions[-1].digest)) if adoptions else None


def files_differ(office: Office, current: Plan) -> bool:
    """Whether the files hold another plan than the one in force.

    Files that were found to hold it are not read again until a byte of them changes: that would be a third of a status.
    Raises `Refused` when the configuration is of another programme.
    """
    note = office.settings.var / SEEN
    same = f"{fingerprint(office.settings.config)} {current.digest}".encode()
    with suppress(OSError):
        if note.read_bytes() == same:
            return False
    differ = resolved(_in_files(office), current, None).digest != current.digest
    if not differ:
        # Who may not write in that folder only waits a little longer.
        with suppress(OSError):
            note.write_bytes(same)
    return differ


def resolved(proposed: Plan, current: Plan | None, start: date | None) -> Plan:
    """The proposed plan with its start: the given one, or that of the plan in force; raises `Refused` without any."""
    begins = start or (current.programme.start if current else None)
    if begins is None and proposed.programme.start is None:
        raise Refused(because("app.start_missing"))
    return proposed if begins is None else proposed.starting(begins)


def _in_files(office: Office) -> Plan:
    from scd_workflow.config.plan import load_plan  # noqa: PLC0415 - a status seldom reads the files

    return load_plan(office.config)

"""What a mail tells, as facts that no language has touched yet; the templates find all of this under `page`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from scd_workflow.domain.events import Outcome
    from scd_workflow.domain.notices import Addressee
    from scd_workflow.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of the gate, whether it holds, and why."""

    text: str
    met: bool
    reason: Reason
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Work:
    """An activity as people name it; `organisation` is empty when it is the programme's."""

    name: str
    due: date
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """What a conditional go asks, of the holder of which role, by when."""

    text: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that was taken; `audit_head` lets the reader prove later that the log is still the same."""

    outcome: Outcome
    by: str
    role: str
    day: date
    rationale: str
    audit_head: str
    conditions: tuple[ConditionRow, ...] = ()
    deferred_until: date | None = None
    back_to: tuple[Work, ...] = ()
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class MailPage:
    """One notice to one person.

    `kind` and `step` are the notice's, `key` is the outbox row's. `organisation` is empty for a gate of the programme.
    `command` is what to type where there is no `link`. `opens` is the reader's own work that can begin now.
    """

    kind: Literal["decision", "decision_taken"]
    step: Literal["due", "overdue", "taken"]
    key: str
    programme: str
    recipient: str
    why: Addressee
    gate: str
    phase: str
    due: date
    organisation: str = ""
    criteria: tuple[CriterionRow, ...] = ()
    link: str = ""
    command: str = ""
    decided: Decided | None = None
    opens: tuple[Work, ...] = ()

    @property
    def template(self) -> str:
        """The name that this mail's templates begin with: `decision_due`, `decision_overdue` or `decision_taken`."""
        return self.kind if self.step == "taken" else f"{self.kind}_{self.step}"

    @property
    def reference(self) -> str:
        """The number by which people name this mail: `7F3A-19C2`."""
        digits = hashlib.sha256(self.key.encode()).hexdigest()[:8].upper()
        return f"{digits[:4]}-{digits[4:]}"

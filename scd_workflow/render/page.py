"""What a mail tells, as facts that no language has touched yet; the templates find all of this under `page`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from scd_workflow.domain.evaluations import Doing
    from scd_workflow.domain.happened import Outcome
    from scd_workflow.domain.ladder import Addressee
    from scd_workflow.domain.notices import Changed
    from scd_workflow.domain.positions import Verdict
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.domain.risk_events import Side
    from scd_workflow.domain.risk_state import Colour


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
class Task:
    """An activity that has to be finished: its name, what it leaves behind, and when that is good."""

    name: str
    deliverable: str
    acceptance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Something on the communication calendar: its name, on which day it goes out, what it says, and what is to be done.

    `what` is `draft`, `approve`, `choose` (another day), `publish`, `hold`, `missed` or `evaluate`; `where` is where the text can be
    read, if there is one. `why` says why what was approved was not sent, and `text` is what is to be approved or put out. `channel`
    is by what, and `place` where a meeting is held.
    """

    name: str
    day: date
    message: str
    what: str
    where: str = ""
    why: Reason | None = None
    text: str = ""
    channel: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk that has to be looked at again: what could happen and why, how great that is, and what is done about it, if anything."""

    number: str
    what: str
    why: str
    colour: Colour
    score: int
    side: Side
    measure: str = ""


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
class OpeningRow:
    """Who asked for a decision, and why before its criteria held; both empty where the gate opened by itself."""

    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What changed at a gate: who did it, in which role, on which day, and why.

    `due` is by when it is to be decided now, absent when nothing is. `outcome` is the decision that no longer holds, `until`
    the day until which the term stands still, `days` by how many working days it is longer. `waits` is the reader's own work
    that has to wait again. `speaks` says that the reader was asked for a position, which is needed by `position_due`, or
    not any more.
    """

    by: str
    role: str
    day: date
    reason: str
    audit_head: str
    due: date | None = None
    outcome: Outcome | None = None
    until: date | None = None
    days: int = 0
    waits: tuple[Work, ...] = ()
    speaks: bool = False
    position_due: date | None = None


@dataclass(frozen=True, slots=True)
class SupportRow:
    """How far a decision is carried: the index in hundredths, the verdict and why, and how many of those asked answered."""

    index: Decimal
    verdict: Verdict
    given: int
    asked: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class MailPage:
    """One notice to one person.

    `kind` and `step` are the notice's, `key` is the outbox row's. `organisation` is empty for a gate of the programme.
    `command` is what to type where there is no `link`. `opens` is the reader's own work that can begin now.
    `mark` is that of the briefing, which also tells the open `risks`, what `further` matters and the `choices` there are.
    `condition` is the one that a reminder is about. `code` is what stands for the reader's code until the message is sent; `whose` is another person whom it is about.
    `replaces` is the person in whose place the reader may decide.
    `speaker` is whose position is asked for, and `support` says how far the decision is carried by the consulted.
    `opening` is what a message about a gate that opened tells, `change` what one about a changed gate does, and `task` the work that a reminder is about, which has no `gate`.
    `evaluation` is the round that a reminder is about instead, and `doing` what has to be done with it; `planned` is what is
    to go out, and `risk` what has to be looked at again.
    """

    kind: Literal[
        "decision",
        "readiness",
        "gate_opened",
        "decision_taken",
        "gate_changed",
        "code",
        "condition",
        "position",
        "activity",
        "evaluation",
        "communication",
        "risk",
    ]
    step: Literal["ahead", "due", "overdue", "opened", "taken", "asked", "fresh", "replaced"] | Changed
    key: str
    programme: str
    recipient: str
    why: Addressee
    due: date
    gate: str = ""
    phase: str = ""
    organisation: str = ""
    criteria: tuple[CriterionRow, ...] = ()
    link: str = ""
    command: str = ""
    code: str = ""
    whose: str = ""
    replaces: str = ""
    decided: Decided | None = None
    opening: OpeningRow | None = None
    change: ChangeRow | None = None
    opens: tuple[Work, ...] = ()
    condition: ConditionRow | None = None
    task: Task | None = None
    evaluation: str = ""
    doing: Doing | None = None
    planned: Planned | None = None
    risk: RiskRow | None = None
    speaker: str = ""
    silence_means_consent: bool = False
    support: SupportRow | None = None
    mark: str = ""
    risks: tuple[Reason, ...] = ()
    further: tuple[Reason, ...] = ()
    choices: tuple[Reason, ...] = ()

    @property
    def template(self) -> str:
        """The name that this mail's templates begin with: `decision_due`, `decision_overdue` or `decision_taken`.

        What is said ahead of its day is said as on the day itself.
        """
        if self.kind in {"position", "gate_opened", "gate_changed"}:
            return self.kind
        step = "due" if self.step == "ahead" else self.step
        return self.kind if step == "taken" else f"{self.kind}_{step}"

    @property
    def reference(self) -> str:
        """The number by which people name this mail: `7F3A-19C2`."""
        return reference_of(self.key)


def reference_of(key: str) -> str:
    """The number by which people name the message with this key."""
    digits = hashlib.sha256(key.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"

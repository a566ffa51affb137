"""What comes of attempts to act that failed. Shapes are permanent, as of every event."""

from __future__ import annotations

from typing import Literal

from scd_workflow.domain.happened import AboutGate
from scd_workflow.domain.ids import PersonId


class AttemptRefused(AboutGate):
    """Somebody who said to be `claimed` tried to act and was refused; what was typed is kept nowhere.

    Nobody in the plan is called `-`, which stands for whoever gave another name than one of those.
    """

    kind: Literal["attempt_refused"] = "attempt_refused"
    attempt: int
    act: str
    claimed: PersonId
    reasons: tuple[str, ...]


class CodeReplaced(AboutGate):
    """The decision code of `person` for this attempt is void from here on; the next one bears `counter`."""

    kind: Literal["code_replaced"] = "code_replaced"
    attempt: int
    person: PersonId
    counter: int

"""What can go wrong, as one tree; every error carries its reasons, and the edges speak them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.domain.reasons import Reason


class ScdError(Exception):
    """Something the reader can mend; `reasons` says what, all of it at once, in the order to mend it."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep `reasons` for whoever speaks them."""
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class Refused(ScdError):
    """An act that the rules do not allow; nothing was recorded."""


class PlanInvalid(ScdError):
    """A plan or setting that cannot be used as it is written."""


class StoreUnavailable(ScdError):
    """A database that cannot be used: absent, read-only, newer than this program, or damaged."""


class StaleLog(ScdError):
    """Somebody else appended first; read again and decide again."""


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raise `Refused` with all `reasons`, or return when there are none."""
    found = tuple(reasons)
    if found:
        raise Refused(*found)

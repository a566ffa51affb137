"""What can go wrong, as one tree; every error carries its reasons, and the edges speak them."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.domain.reasons import Reason, Value

COMMON = frozenset(
    {
        errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ECONNRESET, errno.EHOSTUNREACH, errno.ENETUNREACH,
        errno.EADDRNOTAVAIL, errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM,
        errno.EROFS, errno.ENOSPC,
    }
)  # fmt: skip
"""What the system most often refuses, for which the catalogue has words."""


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


def said_by_system(error: OSError | UnicodeError, otherwise: str = "") -> Value:
    """Why the system refused, for in a sentence: in words of ours where it is common, else `otherwise` or its own words."""
    if isinstance(error, TimeoutError):
        return because("faults.timeout")
    # Not `socket.gaierror`: the domain knows no network, and a name that nobody knows has its own numbers there.
    if type(error).__name__ == "gaierror":
        return because("faults.no_name")
    number = getattr(error, "errno", None)
    if number in COMMON:
        return because(f"faults.{errno.errorcode[number]}")
    return otherwise or getattr(error, "strerror", None) or type(error).__name__

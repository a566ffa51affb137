"""What the listener says on standard error: short lines, and the same trouble once until it is over."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, NamedTuple

import httpx
from prefect.exceptions import PrefectException
from websockets.exceptions import WebSocketException

from flows.office import now
from scd_workflow.domain.errors import ScdError, StoreUnavailable
from scd_workflow.texts import Language, say, tell

if TYPE_CHECKING:
    from scd_workflow.domain.reasons import Value

AWAY = (httpx.HTTPError, PrefectException, OSError, WebSocketException)
"""What Prefect's client raises when the server does not answer, or answers that it cannot."""


class _Told(NamedTuple):
    """A trouble that is not over yet."""

    sentence: str
    broken: str
    """What does not work, as the catalogue calls it."""


class Speech:
    """The lines, in one language."""

    def __init__(self, language: Language) -> None:
        """Nothing was said yet."""
        self._language = language
        self._told: dict[str, _Told] = {}

    def line(self, code: str, **values: Value) -> None:
        """Say something."""
        self._out(tell(code, self._language, **values))

    def trouble(self, about: str, error: BaseException) -> None:
        """Say what is wrong, unless that was said already, of this or something else; it is tried again in any case."""
        sentence = self._sentence(error)
        told = any(sentence == other.sentence for other in self._told.values())
        # Whoever met it first, and whoever finds first that it is over: then it was the database.
        self._told[about] = _Told(sentence, "log" if isinstance(error, StoreUnavailable) else about)
        if not told:
            self._out(f"{sentence} {tell('listen.again', self._language)}")

    def over(self, about: str) -> None:
        """Say that this works again, when trouble with it was told; and with it all that had the same trouble."""
        told = self._told.get(about)
        if told is not None:
            self._told = {each: other for each, other in self._told.items() if other.sentence != told.sentence}
            self.line(f"listen.over_{told.broken}")

    def _sentence(self, error: BaseException) -> str:
        if isinstance(error, ScdError):
            return " ".join(say(reason, self._language) for reason in error.reasons)
        kind = type(error).__name__
        if isinstance(error, AWAY):
            return tell("listen.prefect_away", self._language, kind=kind)
        # Where it broke, not what it said: that may hold what somebody filled in.
        trace = "".join(traceback.format_tb(error.__traceback__))
        return tell("listen.unexpected", self._language, kind=kind, trace=trace)

    def _out(self, sentence: str) -> None:
        sys.stderr.write(f"{now().astimezone():%Y-%m-%d %H:%M:%S} {sentence}\n")
        sys.stderr.flush()

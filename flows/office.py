"""Where flows work: the office of the environment or of the process that carries them out, its language, and the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from scd_workflow.app.office import Office, open_office
from scd_workflow.config.settings import LANGUAGES, Settings
from scd_workflow.texts import Language


@dataclass(frozen=True)
class Workplace:
    """What a process that lives on lends to the runs that it carries out.

    `office` gives an office that knows the log already. What follows from an act `follow_up` does a little later, for
    several acts at once. `before_asking` is called before each question to Prefect, and may wait.
    """

    office: Callable[[], Office]
    follow_up: Callable[[], None]
    before_asking: Callable[[], None]


WORKPLACE: ContextVar[Workplace | None] = ContextVar("workplace", default=None)
"""Where the runs of this thread are carried out; None in a process of their own."""


def here() -> Office:
    """The office of the process that carries this run out, or else the one that the environment names."""
    workplace = WORKPLACE.get()
    return workplace.office() if workplace else open_office(Settings.read(os.environ))


def language() -> Language:
    """The language of the installation, also where its other settings cannot be used."""
    return next((each for each in LANGUAGES if each == os.environ.get("SCD_LANGUAGE")), LANGUAGES[0])


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)

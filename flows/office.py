"""Where flows work: the office of the environment, and the clock."""

from __future__ import annotations

import os
from datetime import datetime

import pendulum

from scd_workflow.app.office import Office, open_office
from scd_workflow.config.settings import Settings


def here() -> Office:
    """The office that the environment names."""
    return open_office(Settings.read(os.environ))


def now() -> datetime:
    """This moment."""
    return pendulum.now("UTC")

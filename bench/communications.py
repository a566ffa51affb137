"""The communication calendar of 342 organisations over three years, against dateutil alone on the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from bench import programme
from bench.timing import Ratio, compare
from scd_workflow.domain.calendar_items import Communications
from scd_workflow.domain.network import Network
from scd_workflow.domain.occurrences import YEARS, occurrences
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.recurrence import days_of
from scd_workflow.domain.state import State

RULES = ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH")


def ratios() -> Iterator[Ratio]:
    """Every organisation has every rule for itself, with holidays, shifts and what was recorded; the floor has the days only."""
    progress = _progress()
    whole = _expand(progress)
    assert len(whole) == len(_alone(progress))
    yield compare("calendar of 342 x 3 rules / dateutil", lambda: _expand(progress), lambda: _alone(progress), goal=2)


def _progress() -> Progress:
    items = [
        {
            "id": f"item-{number}", "title": "Item", "purpose": "inform", "channel": "email", "audiences": ["staff"],
            "organisations": "all", "per_organisation": True, "core_message": "News.", "sender": "lead", "owner": "lead",
            "approver": "lead", "when": {"kind": "repeat", "rule": rule},
        }
        for number, rule in enumerate(RULES)
    ]  # fmt: skip
    said = Communications.model_validate({"audiences": [{"id": "staff", "name": "Staff"}], "items": items})
    network = Network(programme.plan().model_copy(update={"communications": said}))
    return progress_of(network, State(), network.start)


def _expand(progress: Progress) -> tuple[object, ...]:
    # What is remembered from one command to the next would not be measured.
    days_of.cache_clear()
    return occurrences.__wrapped__(progress)


def _alone(progress: Progress) -> list[tuple[str, str, date]]:
    begin = datetime.combine(progress.network.start, time())
    end = begin + timedelta(days=YEARS * 365)
    return [
        (organisation, rule, day.date())
        for organisation in progress.network.organisations
        for rule in RULES
        for day in rrulestr(rule, dtstart=begin).between(begin, end, inc=True)
    ]

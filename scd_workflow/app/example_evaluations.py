"""What the evaluations of a made-up history found: scores that vary a little from one organisation to the next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from scd_workflow.domain import authority
from scd_workflow.domain.anonymity import FAIR_SIZED
from scd_workflow.domain.evaluation_events import CampaignClosed, CampaignOpened, FeedbackGiven, ResultsPublished
from scd_workflow.domain.results import Results, Score, Turnout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from scd_workflow.config.history import Evaluated, History
    from scd_workflow.domain.events import ActivityDone, Event
    from scd_workflow.domain.ids import InstrumentId, OrganisationId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.network import Network

SPREAD = 0.8
SHIFTS = (0.0, 0.3, -0.2, 0.1, -0.3, 0.2, -0.1)
"""How much an organisation lies above or below the whole, one after another."""

CLOSED, PUBLISHED = 10, 14
"""Working days after opening."""


def evaluated(
    network: Network,
    history: History,
    work: tuple[ActivityDone, ...],
    asked: Callable[[InstrumentId], Instrument],
    at: Callable[[date], datetime],
) -> Iterator[Event]:
    """The events of each evaluation that the history tells of; `at` gives the hour of a day at which they happened."""
    for told in history.evaluations:
        done = next(each.at.date() for each in work if each.activity == told.activity)
        campaign = network.campaigns[told.campaign]
        instrument, calendar = asked(campaign.instrument), network.calendar
        opened = calendar.add(done, -told.opened)
        invited = {each.id: each.headcount for each in network.plan.organisations if each.headcount}
        by = authority.holders(network.plan, campaign.owner, None, opened)[0]
        about: dict[str, Any] = {
            "by": by,
            "source": "example",
            "campaign": campaign.id,
            "round": 1,
            "role": campaign.owner,
        }
        yield CampaignOpened(
            at=at(opened), **about, instrument=instrument.id, version=instrument.version,
            instrument_hash=instrument.hash, smallest_group=campaign.smallest_group,
            until=calendar.add(opened, campaign.open_for), invited=invited,
        )  # fmt: skip
        yield CampaignClosed(at=at(calendar.add(opened, CLOSED)), **about)
        found = _results(told, instrument, invited, campaign.smallest_group)
        yield ResultsPublished(at=at(calendar.add(opened, PUBLISHED)), **about, results=found)
        evidence = f"{history.dossier.rstrip('/')}/{campaign.id}-terugkoppeling"
        yield FeedbackGiven(at=at(done), **about, evidence=evidence)


def _results(told: Evaluated, instrument: Instrument, invited: dict[OrganisationId, int], smallest: int) -> Results:
    answered = {each: round(count * told.response / 100) for each, count in invited.items()}
    large = {each: n for each, n in answered.items() if n >= smallest}
    return Results(
        instrument=instrument.id,
        instrument_hash=instrument.hash,
        smallest_group=smallest,
        turnout=(
            Turnout(invited=sum(invited[each] for each in large), responses=sum(large.values()), valid=sum(large.values())),
            *(
                Turnout(organisation=each, invited=count, responses=large.get(each), valid=large.get(each))
                for each, count in sorted(invited.items())
            ),
        ),
        scores=tuple(_scores(told, large, sorted(invited))),
        names=instrument.names("nl"),
    )  # fmt: skip


def _scores(told: Evaluated, large: dict[OrganisationId, int], everywhere: list[OrganisationId]) -> Iterator[Score]:
    for row, (dimension, mean) in enumerate(told.scores.items()):
        people = sum(large.values())
        yield Score(dimension=dimension, n=people, mean=mean, sd=SPREAD, **_high(mean, people))
        for place, organisation in enumerate(everywhere):
            if organisation not in large:
                yield Score(dimension=dimension, organisation=organisation, hidden="too_few")
                continue
            there, n = round(mean + SHIFTS[(place + row) % len(SHIFTS)], 4), large[organisation]
            yield Score(dimension=dimension, organisation=organisation, n=n, mean=there, sd=SPREAD, **_high(there, n))


def _high(mean: float, people: int) -> dict[str, int]:
    """How many scored 3 or more, about; nothing of fewer than ten people."""
    share = min(max((mean - 1) / 4, 0.0), 1.0)
    return {"high": round(people * share), "high_of": people} if people >= FAIR_SIZED else {}

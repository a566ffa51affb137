"""A round of an evaluation is opened, closed, published and fed back, and its results are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.inviting import begin, end, undelivered
from scd_workflow.app.recording import record
from scd_workflow.app.rounds import round_of
from scd_workflow.app.view import view
from scd_workflow.config.instruments import load_instrument
from scd_workflow.domain import campaigns, evaluations
from scd_workflow.domain.anonymity import FAIR_SIZED
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.evaluation_events import ResultsPublished
from scd_workflow.domain.reasons import because
from scd_workflow.domain.tickets import Spot
from scd_workflow.store import responses
from scd_workflow.store.engine import empty_journal, reading

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.campaign_rules import EvaluationKind
    from scd_workflow.domain.evaluations import Step
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import CampaignId, InstrumentId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.plan import Plan
    from scd_workflow.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Found:
    """What was published of a round, what was asked in it, and what was published before of what it is compared with.

    `rounds` are all published rounds of the campaign that asked the same, the oldest first.
    """

    plan: Plan
    published: ResultsPublished
    instrument: Instrument
    before: ResultsPublished | None
    rounds: tuple[ResultsPublished, ...]


def open_round(office: Office, said: Step, now: datetime) -> Event:
    """Open the next round of a campaign, asking its instrument as it stands in the configuration."""
    with reading(office.engine) as connection:
        instrument = asked_next(office, view(connection, office.programme, now), said.campaign)

    return record(
        office,
        now,
        lambda seen: (evaluations.open_round(seen.progress, said, instrument, seen.now),),
        also=lambda connection, events: begin(connection, office, events, {instrument.hash: instrument}),
    )[0]


def open_due(office: Office, kind: EvaluationKind, now: datetime) -> tuple[CampaignId, ...]:
    """Open every round of a kind of evaluation that opens by the plan, and say which; doing it twice changes nothing."""
    asked: dict[str, Instrument] = {}

    def instrument_of(wanted: InstrumentId) -> Instrument:
        instrument = load_instrument(office.config, wanted)
        asked[instrument.hash] = instrument
        return instrument

    events = record(
        office,
        now,
        lambda seen: evaluations.to_open(seen.progress, kind, instrument_of, seen.now),
        also=lambda connection, events: begin(connection, office, events, asked),
    )
    return tuple(each.campaign for each in events if each.kind == "campaign_opened")


def close_round(office: Office, said: Step, now: datetime) -> Event:
    """Close the open round of a campaign, and erase what could tell whose an answer is.

    Of the messages about it stays how many people of each organisation none of them reached.
    """

    def closed(seen: View) -> tuple[Event, ...]:
        event = evaluations.close_round(seen.progress, said, seen.now)
        # While nobody else can close it, so that the messages are still there.
        missed = undelivered(office, Spot(event.campaign, event.round))
        return (event.model_copy(update={"undelivered": missed}),)

    (event,) = record(
        office,
        now,
        closed,
        also=lambda connection, events: end(connection, office, events[0]),
    )
    empty_journal(office.engine)
    return event


def publish(office: Office, said: Step, now: datetime) -> Event:
    """Publish the results of the closed round of a campaign, as they stand from then on."""
    from scd_workflow.domain.statistics.composition import shares  # noqa: PLC0415 - with the other statistics
    from scd_workflow.domain.statistics.early_late import early_late  # noqa: PLC0415 - likewise
    from scd_workflow.domain.statistics.scoring import Asked, joined, results  # noqa: PLC0415 - NumPy loads slowly

    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        round_ = evaluations.round_at_hand(seen.progress, said.campaign, "publish")
        opened = round_.state.opened
        assert opened is not None
        instrument = responses.instrument_of(connection, opened.instrument_hash)
        of = round_of(office, said.campaign, round_.number)
        given, roles = responses.answers(connection, of), responses.roles(connection, of)
    asked = Asked(instrument, opened.invited, opened.smallest_group, office.settings.language, round_.state.undelivered)
    added = {"roles": shares(roles), "early_late": early_late(asked, given, opened.at.date())}
    found = results(asked, joined(given.values())).model_copy(update=added)
    number = round_.number
    return record(office, now, lambda seen: (evaluations.publish(seen.progress, said, number, found, seen.now),))[0]


def feed_back(office: Office, said: Step, now: datetime) -> Event:
    """Record that those who were asked have heard what came of it."""
    return record(office, now, lambda seen: (evaluations.feed_back(seen.progress, said, seen.now),))[0]


def purge(office: Office, said: Step, number: int, now: datetime) -> Event:
    """Erase the single answers of a published round whose term is over; its results stay."""
    (event,) = record(
        office,
        now,
        lambda seen: (evaluations.purge(seen.progress, said, number, seen.now),),
        also=lambda connection, _events: responses.purge(connection, round_of(office, said.campaign, number)),
    )
    empty_journal(office.engine)
    return event


def asked_next(office: Office, seen: View, campaign: CampaignId) -> Instrument:
    """What the next round of a campaign asks, by the configuration."""
    evaluations.refuse_unknown(seen.progress, campaign)
    return load_instrument(office.config, seen.network.campaigns[campaign].instrument)


def published(office: Office, campaign: CampaignId, now: datetime) -> Found:
    """The newest published results of a campaign; raises `Refused` when it has none."""
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        evaluations.refuse_unknown(seen.progress, campaign)
        found = _found(connection, seen, campaign)
    if found is None:
        raise Refused(because("evaluations.not_published", campaign=campaign))
    return found


def all_published(office: Office, seen: View) -> tuple[Found, ...]:
    """The newest published results of every campaign that has any, in the order of the plan."""
    with reading(office.engine) as connection:
        found = (_found(connection, seen, campaign.id) for campaign in seen.plan.campaigns)
        return tuple(each for each in found if each is not None)


def comments(office: Office, campaign: CampaignId, now: datetime) -> tuple[str, ...]:
    """What people wrote in the last round that is closed, for whoever draws the themes from it.

    Raises `Refused` when they are so few that one might be known by the words, while the round is open, or when it asks one
    organisation only.
    """
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        evaluations.refuse_unknown(seen.progress, campaign)
        closed = campaigns.last_closed(seen.progress, campaign)
        if closed is None or closed.state.opened is None:
            raise Refused(because("evaluations.not_closed", campaign=campaign))
        of = round_of(office, campaign, closed.number)
        if not closed.state.opened.takes_words or responses.organisations(connection, of) == 1:
            raise Refused(because("evaluations.no_words", campaign=campaign))
        found = responses.comments(connection, of)
    if len(found) < FAIR_SIZED:
        raise Refused(because("evaluations.few_comments", campaign=closed.label, needed=FAIR_SIZED))
    return found


def _found(connection: Connection, seen: View, campaign: CampaignId) -> Found | None:
    other = seen.network.campaigns[campaign].compared_with
    rounds = campaigns.published(seen.progress, campaign)
    if not rounds:
        return None
    digest = rounds[-1].results.instrument_hash
    return Found(
        seen.plan,
        rounds[-1],
        responses.instrument_of(connection, digest),
        campaigns.newest(seen.progress, other) if other else None,
        tuple(each for each in rounds if each.results.instrument_hash == digest),
    )

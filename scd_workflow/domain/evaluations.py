"""Who opens, closes and publishes a round of an evaluation, tells what came of it, and by when that is due."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from scd_workflow.domain import authority, round_days
from scd_workflow.domain.campaign_rules import TOLD_WITHIN
from scd_workflow.domain.campaigns import Round, all_rounds, current, newest
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.evaluation_events import (
    AnswersPurged,
    CampaignClosed,
    CampaignOpened,
    FeedbackGiven,
    ResultsPublished,
)
from scd_workflow.domain.happened import Source, no_link, unfit
from scd_workflow.domain.ids import ENGINE, CampaignId, InstrumentId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan_check.authority import PROGRAMME_MANAGER
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.campaign_rules import Campaign, EvaluationKind
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.results import Results

Doing = Literal["open", "close", "publish", "feedback", "purge"]

NEXT: Final[dict[str, Doing]] = {"planned": "open", "open": "close", "closed": "publish", "published": "feedback"}
"""What has to be done with a round at each stage."""

MONTHS_APART = 9
"""A measurement is not repeated sooner: before that, habits have not changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A person does what the current round of a campaign needs; `text` is the link to what people were told."""

    campaign: CampaignId
    by: PersonId
    text: str = ""
    source: Source = "command"


def open_round(progress: Progress, said: Step, instrument: Instrument, at: datetime) -> CampaignOpened:
    """A round begins to take answers to an instrument; raises `Refused` with every reason why not."""
    refuse_if(_against(progress, said, at, "open"))
    campaign = progress.network.campaigns[said.campaign]
    refuse_if(_against_opening(progress, campaign, instrument, at.date()))
    return _opened(progress, campaign, instrument, _told(progress, said, at))


def to_open(
    progress: Progress, kind: EvaluationKind, asked: Callable[[InstrumentId], Instrument], at: datetime
) -> tuple[CampaignOpened, ...]:
    """The rounds of a kind of evaluation that open by the plan; whatever stands against one is for its owner to mend."""
    found: list[CampaignOpened] = []
    for campaign in progress.network.plan.campaigns:
        round_ = current(progress, campaign) if campaign.kind == kind else None
        day = (
            round_days.opens_on(progress, campaign, round_.number)
            if round_ and round_.state.stage == "planned"
            else None
        )
        if round_ is None or day is None or day > at.date():
            continue
        instrument = asked(campaign.instrument)
        if not tuple(_against_opening(progress, campaign, instrument, at.date())):
            by_plan = {"at": at, "by": ENGINE, "source": "engine", "campaign": campaign.id, "round": round_.number}
            found.append(_opened(progress, campaign, instrument, by_plan | {"role": campaign.owner}))
    return tuple(found)


def close_round(progress: Progress, said: Step, at: datetime) -> CampaignClosed:
    """A round takes no more answers; raises `Refused` with every reason why not."""
    refuse_if(_against(progress, said, at, "close"))
    return CampaignClosed(**_told(progress, said, at))


def publish(progress: Progress, said: Step, number: int, results: Results, at: datetime) -> ResultsPublished:
    """The results of the round with this number, closed and still at hand, frozen; raises `Refused` with every reason why not."""
    refuse_if(_against(progress, said, at, "publish") or tuple(_overtaken(progress, said.campaign, number)))
    return ResultsPublished(**_told(progress, said, at), results=results)


def feed_back(progress: Progress, said: Step, at: datetime) -> FeedbackGiven:
    """Those who were asked heard what came of it; raises `Refused` with every reason why that cannot be recorded."""
    link = said.text.strip()
    refuse_if((*_against(progress, said, at, "feedback"), *no_link(link), *unfit(link)))
    return FeedbackGiven(**_told(progress, said, at), evidence=link)


def refuse_unknown(progress: Progress, campaign: CampaignId) -> None:
    """Raise `Refused` when the plan has no such campaign."""
    refuse_if(_unknown(progress, campaign))


def purge(progress: Progress, said: Step, number: int, at: datetime) -> AnswersPurged:
    """The single answers of a round are erased, as their term is over; raises `Refused` with every reason why not yet."""
    refuse_unknown(progress, said.campaign)
    campaign = progress.network.campaigns[said.campaign]
    refuse_if((*_not_yours(progress, campaign, said.by, at.date()), *_kept(progress, campaign, number, at.date())))
    return AnswersPurged(**_told(progress, said, at, number))


def purgeable_from(found: Round) -> date | None:
    """The day from which the single answers of a round are to be erased; None while that cannot be said, or once they are."""
    if found.state.published is None or found.state.purged is not None:
        return None
    published = found.state.published.at.date()
    months = published.month - 1 + found.campaign.kept_for
    # On the first of the month after: no month lacks that day.
    year, month = divmod(published.year * 12 + months + 1, 12)
    return date(year, month + 1, 1)


def round_at_hand(progress: Progress, campaign: CampaignId, doing: Doing | Literal["import"]) -> Round:
    """The round with which that can be done now; raises `Refused` when there is none."""
    refuse_if(tuple(_unknown(progress, campaign)) or tuple(_not_now(progress, campaign, doing)))
    found = current(progress, progress.network.campaigns[campaign])
    assert found is not None
    return found


def invited(progress: Progress, campaign: Campaign) -> dict[OrganisationId, int]:
    """How many people a round asks in each organisation; an organisation without any is left out."""
    plan = progress.network.plan
    audience = next(each for each in plan.audiences if each.id == campaign.audience)
    known = dict(audience.invited) or {each.id: each.headcount for each in plan.organisations if each.headcount}
    among = known if campaign.organisation is None else known.keys() & {campaign.organisation}
    return {each: math.ceil(known[each] / campaign.panels) for each in known if each in among}


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What each campaign needs next, by when: to be opened, closed, published, or fed back to those who were asked.

    Beside that, the answers of each published round are to be erased once their term is over.
    """
    for campaign in progress.network.plan.campaigns:
        found = current(progress, campaign)
        day = due(progress, found) if found else None
        if found is not None and day is not None:
            yield _obligation(progress, found, NEXT[found.state.stage], day)
    for each in all_rounds(progress):
        day = purgeable_from(each)
        # Before that day nobody can do it.
        if day is not None and day <= progress.today:
            yield _obligation(progress, each, "purge", day)


def _obligation(progress: Progress, found: Round, doing: Doing, day: date) -> Obligation:
    plan, today = progress.network.plan, progress.today
    holders = authority.holders(plan, found.campaign.owner, None, today)
    return Obligation(
        kind="evaluation",
        subject=found.campaign.id,
        about=doing,
        organisation=None,
        attempt=found.number,
        due=day,
        people=authority.addressed(progress.state.absences, holders, today, None),
        owner=authority.holders(plan, PROGRAMME_MANAGER, None, today),
    )


def due(progress: Progress, found: Round) -> date | None:
    """By when the next thing has to be done with a round; None while nothing can be, or when all is."""
    calendar, state = progress.network.calendar, found.state
    if state.opened is None:
        return round_days.opens_on(progress, found.campaign, found.number)
    if state.closed is None:
        return state.opened.until
    if state.published is None:
        return calendar.add(state.closed, round_days.PUBLISHED_WITHIN)
    return calendar.add(state.published.at.date(), TOLD_WITHIN) if state.told is None else None


def _opened(progress: Progress, campaign: Campaign, instrument: Instrument, told: dict[str, Any]) -> CampaignOpened:
    return CampaignOpened(
        **told, instrument=instrument.id, version=instrument.version, instrument_hash=instrument.hash,
        smallest_group=campaign.smallest_group, invited=invited(progress, campaign),
        until=progress.network.calendar.add(told["at"].date(), campaign.open_for),
    )  # fmt: skip


def _told(progress: Progress, said: Step, at: datetime, number: int = 0) -> dict[str, Any]:
    """What an event says of the act: about the round at hand, or the one with this number."""
    campaign = progress.network.campaigns[said.campaign]
    found = current(progress, campaign)
    actor = authority.acting(_owners(progress, campaign.owner, at.date()), said.by)
    assert number or found is not None
    assert actor is not None
    return {
        "at": at,
        "by": said.by,
        "on_behalf_of": actor.on_behalf_of,
        "source": said.source,
        "campaign": campaign.id,
        "round": number or (found.number if found else 0),
        "role": campaign.owner,
    }


def _owners(progress: Progress, role: RoleId, day: date) -> tuple[Actor, ...]:
    return authority.actors(progress.network.plan, role, None, day, progress.state.absences)


def _against(progress: Progress, said: Step, at: datetime, doing: Doing) -> tuple[Reason, ...]:
    unknown = tuple(_unknown(progress, said.campaign))
    if unknown:
        return unknown
    campaign = progress.network.campaigns[said.campaign]
    return (*_not_yours(progress, campaign, said.by, at.date()), *_not_now(progress, said.campaign, doing))


def _unknown(progress: Progress, campaign: CampaignId) -> Iterator[Reason]:
    known = progress.network.campaigns
    if campaign not in known:
        yield because(
            "evaluations.unknown", id=campaign, nearest=nearest(campaign, known), known=", ".join(known) or "-"
        )


def _not_yours(progress: Progress, campaign: Campaign, person: PersonId, day: date) -> Iterator[Reason]:
    able = [each.person for each in _owners(progress, campaign.owner, day)]
    if person not in able:
        role = authority.role_name(progress.network.plan, campaign.owner)
        yield because(
            "evaluations.not_yours", person=person, campaign=campaign.id, role=role, who=authority.named(able)
        )


def _not_now(progress: Progress, campaign: CampaignId, doing: Doing | Literal["import"]) -> Iterator[Reason]:
    found = current(progress, progress.network.campaigns[campaign])
    if found is None:
        yield because("evaluations.all_done", campaign=campaign)
    elif NEXT[found.state.stage] != ("close" if doing == "import" else doing):
        stage = because(f"words.round_{found.state.stage}")
        yield because(f"evaluations.cannot_{doing}", round=found.label, stage=stage)


def _overtaken(progress: Progress, campaign: CampaignId, number: int) -> Iterator[Reason]:
    known = progress.network.campaigns[campaign]
    meant = Round(known, number, progress.state.programme.round(campaign, number))
    if current(progress, known) != meant:
        stage = because(f"words.round_{meant.state.stage}")
        yield because("evaluations.cannot_publish", round=meant.label, stage=stage)


def _kept(progress: Progress, campaign: Campaign, number: int, day: date) -> Iterator[Reason]:
    found = Round(campaign, number, progress.state.programme.round(campaign.id, number))
    term = purgeable_from(found)
    if found.state.purged is not None:
        yield because("evaluations.purged_already", round=found.label, day=found.state.purged)
    elif term is None:
        yield because("evaluations.not_to_purge", campaign=campaign.id, number=number)
    elif day < term:
        yield because("evaluations.kept_until", round=found.label, day=term)


def _against_opening(progress: Progress, campaign: Campaign, instrument: Instrument, day: date) -> Iterator[Reason]:
    found = current(progress, campaign)
    if campaign.works_council == "required":
        yield because("evaluations.works_council", campaign=campaign.id)
    if found is not None:
        yield from round_days.against(progress, found, day)
    if not invited(progress, campaign):
        yield because("evaluations.nobody_invited", audience=campaign.audience)
    if campaign.compared_with is not None:
        yield from _against_comparing(progress, campaign.compared_with, instrument, day)


def _against_comparing(progress: Progress, other: CampaignId, instrument: Instrument, day: date) -> Iterator[Reason]:
    """Why answers could not be held against those of an earlier campaign."""
    published = newest(progress, other)
    if published is None:
        yield because("evaluations.nothing_to_compare", campaign=other)
        return
    if published.results.instrument_hash != instrument.hash:
        yield because("evaluations.other_questions", campaign=other, instrument=instrument.id)
    opened = progress.state.programme.round(other, published.round).opened
    assert opened is not None
    months = (day.year - opened.at.year) * 12 + day.month - opened.at.month - (day.day < opened.at.day)
    if months < MONTHS_APART:
        yield because("evaluations.too_soon", campaign=other, day=opened.at.date(), months=MONTHS_APART)

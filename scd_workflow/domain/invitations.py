"""When the people who are asked something hear of it: an invitation, and two reminders at most."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from scd_workflow.domain.campaigns import all_rounds
from scd_workflow.domain.round_days import in_recess
from scd_workflow.domain.tickets import OPEN, Spot, read_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from scd_workflow.domain.campaigns import Round
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.progress import Progress

INVITE: Final = "invite"

REMINDERS: Final = (3, 7)
"""After how many working days those who were asked are reminded."""


class Step(NamedTuple):
    """One message to those who are asked, and the day from which it goes out."""

    name: str
    day: date


def inviting(progress: Progress) -> Iterator[Round]:
    """The rounds of which those who are asked may hear today: open ones, while the works council agrees and no recess is on."""
    plan, today = progress.network.plan, progress.today
    for each in all_rounds(progress):
        opened = each.state.opened
        takes = opened is not None and each.state.closed is None and today <= opened.until
        awake = not in_recess(plan, today, each.campaign.organisation)
        if takes and awake and each.campaign.works_council != "required":
            yield each


def obligations(progress: Progress) -> frozenset[str]:
    """What messages to those who are asked may be for, as things stand."""
    return frozenset(spot_of(each).obligation for each in inviting(progress))


def spot_of(round_: Round) -> Spot:
    """How the keys of messages name a round."""
    return Spot(round_.campaign.id, round_.number)


def steps(progress: Progress, round_: Round) -> tuple[Step, ...]:
    """The messages about an open round in their order; no reminder comes on its last day or after it."""
    opened = round_.state.opened
    assert opened is not None
    day, calendar = opened.at.date(), progress.network.calendar
    reminders = (Step(f"reminder{number}", calendar.add(day, days)) for number, days in enumerate(REMINDERS, start=1))
    return Step(INVITE, day), *(each for each in reminders if each.day < opened.until)


def due(planned: tuple[Step, ...], told: dict[str, date], today: date) -> str | None:
    """The message that somebody is to get today, given on which day he or she was told which; None when there is none.

    Who was never invited is invited, however late; of several reminders that were missed only the last one goes, and none
    to somebody who was invited on or after its day.
    """
    if INVITE not in told:
        return INVITE
    last = max(told.values())
    reminder = next((each for each in reversed(planned[1:]) if each.day <= today), None)
    if reminder is None or reminder.name in told or last >= reminder.day or last >= today:
        return None
    return reminder.name


def undelivered(ended: Mapping[str, str]) -> dict[OrganisationId, int]:
    """How many people of each organisation could not be invited and got no reminder either, by how each message ended.

    Only who had a link of his or her own can be told: behind the one address of everybody there may be nobody or many.
    """
    reached: set[tuple[OrganisationId, str]] = set()
    missed: set[tuple[OrganisationId, str]] = set()
    for key, state in ended.items():
        read = read_key(key)
        assert read is not None
        _, organisation, step, who = read
        if state != "failed":
            reached.add((organisation, who))
        elif step == INVITE and who != OPEN:
            missed.add((organisation, who))
    return dict(Counter(organisation for organisation, _ in sorted(missed - reached)))


def is_asked(round_: Round, address: str) -> bool:
    """Whether somebody belongs to the part of the audience that a round asks."""
    # The same in each round, and so kept nowhere: each address falls by itself in one of the parts.
    digest = hashlib.sha256(f"{round_.campaign.audience}\0{address.casefold()}".encode()).digest()
    return round_.asks(int.from_bytes(digest[:8]))

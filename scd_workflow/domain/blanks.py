"""The blanks in a text of the communication calendar, as `{{ organisatie }}`: which there are, and with what each is filled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from scd_workflow.domain.authority import role_name
from scd_workflow.domain.calendar_items import ByAnchor, ByRound
from scd_workflow.domain.campaigns import rounds
from scd_workflow.domain.network import parts_of
from scd_workflow.domain.plan import Gate
from scd_workflow.domain.round_days import results_due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, time

    from scd_workflow.domain.calendar_items import Item
    from scd_workflow.domain.ids import CampaignId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.plan import Activity, Plan
    from scd_workflow.domain.progress import Progress

Blank = Literal["programme", "organisation", "day", "hour", "sender", "part", "part_day", "gate", "place", "seats"]
"""`part` is the activity, gate or evaluation on which an item hangs, `gate` the gate that it waits for."""

BLANKS: Final[tuple[Blank, ...]] = get_args(Blank)
ALWAYS: Final[frozenset[Blank]] = frozenset({"programme", "day", "hour", "sender"})

# What begins and does not end is a mistake as well; it ends with its line.
OPEN = re.compile(r"\{\{[^\S\n]*(?P<name>[^{}\n]*?)[^\S\n]*(?P<end>\}\}|(?=[{}\n])|\Z)")


class Left(NamedTuple):
    """A blank as somebody left it in a text: in which line, and under which name."""

    line: int
    name: str


def left_in(text: str) -> Iterator[Left]:
    """Every blank of a text, in its order; one that does not end has a name that no blank has."""
    for each in OPEN.finditer(text):
        name = each["name"] if each["end"] else each[0].strip()
        yield Left(text.count("\n", 0, each.start()) + 1, name)


def filled(text: str, value: Callable[[str], str]) -> str:
    """The text with the value of each blank by its name."""
    return OPEN.sub(lambda each: value(each["name"]), text)


def known(plan: Plan, item: Item) -> frozenset[Blank]:
    """Which blanks can be filled in for an item."""
    found: set[Blank] = set(ALWAYS)
    if item.per_organisation:
        found.add("organisation")
    if item.session is not None:
        found |= {"place", "seats"}
    if isinstance(item.when, ByAnchor):
        found |= {"part", "part_day"}
        if _gate(plan, item.when.part) is not None:
            found.add("gate")
    if isinstance(item.when, ByRound):
        found |= {"part", "part_day"}
    return frozenset(found)


def values(progress: Progress, each: Occurrence) -> dict[Blank, str | date | time | int]:
    """With what each blank is filled in for an occurrence, as things stand."""
    plan, item, session = progress.network.plan, each.item, each.item.session
    found: dict[Blank, str | date | time | int] = {
        "programme": plan.programme.name,
        "day": each.day,
        "hour": item.at or plan.communications.customs.at,
        "sender": role_name(plan, item.sender),
    }
    if each.organisation is not None:
        found["organisation"] = next(one.name for one in plan.organisations if one.id == each.organisation)
    if session is not None:
        found |= {"place": session.place, "seats": session.capacity}
    if isinstance(item.when, ByAnchor):
        found |= _anchored(progress, each, item.when.part)
    if isinstance(item.when, ByRound):
        found |= _evaluated(progress, each, item.when.campaign)
    return found


def _anchored(progress: Progress, each: Occurrence, name: str) -> dict[Blank, str | date | time | int]:
    part = progress.network.item(name).part
    standing = progress.standing(name, each.organisation if part.per_organisation else None)
    gate = _gate(progress.network.plan, name)
    found: dict[Blank, str | date | time | int] = {"part": part.name, "part_day": standing.finished or standing.due}
    return found | ({"gate": gate.name} if gate is not None else {})


def _evaluated(progress: Progress, each: Occurrence, name: CampaignId) -> dict[Blank, str | date | time | int]:
    """The evaluation that was held, and when its results were published."""
    campaign = progress.network.campaigns[name]
    of_round = next(one for one in rounds(progress, campaign) if one.number == each.nominal)
    published = results_due(progress, of_round)
    found: dict[Blank, str | date | time | int] = {"part": campaign.name}
    return found | ({"part_day": published} if published else {})


def _gate(plan: Plan, name: str) -> Gate | None:
    """The gate that an item on this part waits for: the part itself, or the first gate that the part names."""
    parts: dict[str, Activity | Gate] = {part.id: part for _, part in parts_of(plan)}
    part = parts.get(name)
    if part is None or isinstance(part, Gate):
        return part
    return next((gate for each in part.after if isinstance(gate := parts.get(each), Gate)), None)

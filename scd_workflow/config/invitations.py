"""Where the people are who are asked something: settings outside the plan, in `invitations.yaml`, which may be absent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from scd_workflow.config.address_lists import AddressList, Column, read_list
from scd_workflow.config.addresses import Address
from scd_workflow.config.problem import Place, error, refuse_errors
from scd_workflow.config.reading import Reading, reading
from scd_workflow.config.source import Source, read
from scd_workflow.domain.ids import AudienceId, OrganisationId
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.programme import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.problem import Problem
    from scd_workflow.domain.plan import Plan
    from scd_workflow.texts import Language

FILE: Final = "invitations.yaml"

COLUMNS: Final[tuple[Column, ...]] = ("address", "name", "language")
"""What a list may hold; nobody needs the names, but lists have them."""


class Reached(Part):
    """How the people of one organisation are reached: all at one address, with one link, or each by an own one.

    `list` names a CSV or XLSX file with a column of addresses, and if wanted of languages, beside this file.
    """

    address: Address | None = None
    list: str | None = None
    language: Literal["nl", "en"] = "nl"


class Invitations(Part):
    """How every audience is reached; with `remind: silent` only those of a list who have not answered are reminded."""

    remind: Literal["everyone", "silent"] = "everyone"
    audiences: dict[AudienceId, dict[OrganisationId, Reached]] = Field(default={})


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who is asked by an own link."""

    address: str
    language: Language


def load_invitations(folder: Path) -> Invitations:
    """How people are reached; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_invitations(folder).model()


def read_invitations(folder: Path) -> Reading[Invitations]:
    """The file with everything that is wrong with it and the lists that it names; empty where there is none."""
    file = folder / FILE
    if not file.exists():
        return reading(Invitations, Source(file, {}))
    read_ = reading(Invitations, read(file))
    return read_.adding(_wrong(read_, folder))


def respondents(folder: Path, reached: Reached) -> tuple[Respondent, ...]:
    """The people of a list; raises `PlanInvalid` with everything that keeps it from being used."""
    found = _list(folder, reached, Place(folder / FILE, 1))
    refuse_errors(found.problems)
    return tuple(Respondent(each.address, each.language or reached.language) for each in found.rows)


def strays(invitations: Reading[Invitations], plan: Reading[Plan]) -> Iterator[Problem]:
    """Audiences and organisations that the plan does not have, and people at one address of whom a part is to be asked."""
    if invitations.left is None or plan.left is None:
        return
    model = plan.left.model
    audiences, organisations = {each.id for each in model.audiences}, {each.id for each in model.organisations}
    divided = {each.audience: each.id for each in model.campaigns if each.panels > 1}
    for audience, places in invitations.left.model.audiences.items():
        if audience not in audiences | plan.left.ids:
            like = nearest(audience, audiences)
            yield error(
                invitations.place(("audiences", audience)), "config.unknown_audience", id=audience, nearest=like
            )
        for organisation, reached in places.items():
            place = invitations.place(("audiences", audience, organisation))
            if organisation not in organisations | plan.left.ids:
                like = nearest(organisation, organisations)
                yield error(place, "config.unknown_organisation", id=organisation, nearest=like)
            if audience in divided and reached.list is None:
                yield error(place, "config.panels_need_list", id=organisation, campaign=divided[audience])


def _wrong(read_: Reading[Invitations], folder: Path) -> Iterator[Problem]:
    if read_.left is None or read_.left.removed:
        return
    for audience, places in read_.left.model.audiences.items():
        for organisation, reached in places.items():
            place = read_.place(("audiences", audience, organisation))
            if (reached.address is None) == (reached.list is None):
                yield error(place, "config.address_or_list", id=organisation)
            elif reached.list is not None:
                yield from _list(folder, reached, place).problems


def _list(folder: Path, reached: Reached, named: Place) -> AddressList:
    assert reached.list is not None
    return read_list(folder, reached.list, COLUMNS, named)

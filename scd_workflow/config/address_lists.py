"""Lists of addresses in files beside the configuration: a row for each person, with the address and what else is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from scd_workflow.config.addresses import is_address
from scd_workflow.config.problem import Place, Problem, error
from scd_workflow.config.table_file import Rows, read_rows
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.plan_check.references import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scd_workflow.texts import Language

Column = Literal["address", "name", "organisation", "language"]

CALLED: Final[dict[str, Column]] = {
    "adres": "address", "address": "address", "e-mail": "address", "email": "address", "e-mailadres": "address",
    "mail": "address", "naam": "name", "name": "name", "organisatie": "organisation", "organisation": "organisation",
    "taal": "language", "language": "language",
}  # fmt: skip
"""What each column may be called, in small letters; the first name of each is the one that we suggest."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list; `organisation` and `language` are None where it says none. `line` is that of the file."""

    address: str = field(repr=False)
    name: str = field(repr=False)
    organisation: OrganisationId | None
    language: Language | None
    line: int


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list with everything that is wrong with it."""

    file: Path
    rows: tuple[Listed, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_list(folder: Path, name: str, columns: Collection[Column], named: Place) -> AddressList:
    """The list with this name in a folder, which may have these columns; `named` is where it is asked for."""
    file = folder / name
    if Path(name).name != name:
        return AddressList(file, problems=(error(named, "lists.elsewhere", name=name, folder=folder.name),))
    try:
        table = read_rows(file)
    except Refused as refused:
        # What is not there has no lines: its name is what is wrong.
        place = Place(file, 1) if file.is_file() else named
        return AddressList(file, problems=tuple(Problem(place, reason) for reason in refused.reasons))
    places, wrong = _places(file, table, columns)
    if wrong:
        return AddressList(file, problems=wrong)
    filled = [(line, _cells(places, row)) for line, row in enumerate(table[1:], start=2) if any(row)]
    rows = tuple(_listed(line, cells) for line, cells in filled)
    spoken = ((line, cells.get("language", "")) for line, cells in filled)
    strange = (
        error(Place(file, line), "lists.not_a_language") for line, said in spoken if said and not _language(said)
    )
    return AddressList(file, rows, (*_problems(file, rows, named), *strange))


def misplaced(listed: AddressList, organisations: Collection[OrganisationId]) -> Iterator[Problem]:
    """The rows of a list that name an organisation which the plan does not have."""
    for each in listed.rows:
        if each.organisation is not None and each.organisation not in organisations:
            place, like = Place(listed.file, each.line), nearest(each.organisation, organisations)
            yield error(place, "config.unknown_organisation", id=each.organisation, nearest=like)


def _places(file: Path, table: Rows, columns: Collection[Column]) -> tuple[dict[Column, int], tuple[Problem, ...]]:
    """In which column each thing stands, and what is wrong with the head."""
    known = {name: meant for name, meant in CALLED.items() if meant in columns}
    suggested = ", ".join({meant: name for name, meant in reversed(known.items())}[each] for each in columns)
    places: dict[Column, int] = {}
    wrong: list[Problem] = []
    for place, title in enumerate(cell.strip().casefold() for cell in (table[0] if table else ())):
        meant = known.get(title)
        if title and meant is None:
            values = {"column": title, "nearest": nearest(title, known), "choices": suggested}
            wrong.append(error(Place(file, 1), "lists.unknown_column", **values))
        elif meant in places:
            wrong.append(error(Place(file, 1), "lists.column_twice", column=title))
        elif meant is not None:
            places[meant] = place
    if "address" not in places and not wrong:
        wrong.append(error(Place(file, 1), "lists.no_address_column"))
    return places, tuple(wrong)


def _cells(places: dict[Column, int], row: list[str]) -> dict[Column, str]:
    return {name: row[place].strip() for name, place in places.items() if place < len(row)}


def _listed(line: int, cells: dict[Column, str]) -> Listed:
    organisation = cells.get("organisation", "")
    return Listed(
        address=cells.get("address", ""),
        name=cells.get("name", ""),
        organisation=OrganisationId(organisation) if organisation else None,
        language=_language(cells.get("language", "")),
        line=line,
    )


def _language(said: str) -> Language | None:
    return cast("Language", said.casefold()) if said.casefold() in {"nl", "en"} else None


def _problems(file: Path, rows: tuple[Listed, ...], named: Place) -> Iterator[Problem]:
    """Rows without one plain address, and addresses that stand there twice for one organisation; none is repeated."""
    if not rows:
        yield error(Place(file, 1), "lists.empty", file=named.file.name)
    first: dict[tuple[str, OrganisationId | None], int] = {}
    for each in rows:
        if not is_address(each.address):
            yield error(Place(file, each.line), "lists.not_an_address")
            continue
        before = first.setdefault((each.address.casefold(), each.organisation), each.line)
        if before != each.line:
            yield error(Place(file, each.line), "lists.twice", first=before)

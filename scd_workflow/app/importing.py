"""Answers from a file are added to an open round: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import compress, islice
from typing import TYPE_CHECKING

from scd_workflow.app.rounds import round_of
from scd_workflow.app.view import view
from scd_workflow.config.profiles import load_profile
from scd_workflow.domain import evaluations
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import because
from scd_workflow.intake.answers import Expected, take
from scd_workflow.intake.sheet import read_sheet
from scd_workflow.store import log, responses
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.intake.answers import Taken
    from scd_workflow.store.engine import Connection
    from scd_workflow.store.responses import RoundOf, Row


ENOUGH = 1000
"""Of how many answers with the same numbers it tells whether they are of the same survey, that most of them are alike."""


@dataclass(frozen=True, slots=True)
class Import:
    """A file of answers to a campaign; all of one organisation where it is named, for then the file need not say.

    A `trial` stores nothing.
    """

    campaign: CampaignId
    file: Path
    profile: str | None = None
    organisation: OrganisationId | None = None
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers were new, known already, or never sent in, and how many columns said who people are."""

    new: int
    known: int
    incomplete: int
    dropped: int


def import_answers(office: Office, said: Import, now: datetime) -> Imported:
    """Add the answers of a file to the open round; a file that was added before adds nothing, or is refused as another survey's.

    Raises `Refused` with everything that is wrong with the file, by row and column, and then nothing is stored.
    """
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        round_ = evaluations.round_at_hand(seen.progress, said.campaign, "import")
        opened = round_.state.opened
        assert opened is not None
        instrument = responses.instrument_of(connection, opened.instrument_hash)
    # A large file takes a while, in which others must be able to record.
    found = take(read_sheet(said.file), _expected(office, seen, said, instrument, opened.invited))
    refuse_if(_from_before(found, opened.at.date()))
    of = round_of(office, said.campaign, round_.number)
    with writing(office.engine) as connection:
        log.lock(connection, office.programme)
        # Raises when the round was closed meanwhile.
        evaluations.round_at_hand(view(connection, office.programme, now).progress, said.campaign, "import")
        new, roles = _new(connection, of, said, found)
        if not said.trial:
            responses.keep_source(connection, of, _source(said))
            responses.add(connection, of, new)
            responses.count_roles(connection, of, roles)
            if opened.takes_words:
                responses.add_comments(connection, of, _comments(connection, of, said, found))
    return Imported(len(new), len(found.frame) - len(new), found.incomplete, found.dropped)


def _expected(
    office: Office, seen: View, said: Import, instrument: Instrument, asked: Collection[OrganisationId]
) -> Expected:
    profile = load_profile(office.config, said.profile) if said.profile else None
    refuse_if(_unfit(said, asked, instrument, profile.instrument if profile else instrument.id))
    names = {name: each.id for each in seen.plan.organisations if each.id in asked for name in (each.id, each.name)}
    return Expected(instrument, names, profile, said.organisation)


def _unfit(said: Import, asked: Collection[OrganisationId], instrument: Instrument, meant: str) -> Iterator[Reason]:
    if said.organisation is not None and said.organisation not in asked:
        yield because("intake.not_asked", id=said.organisation, nearest=nearest(said.organisation, asked))
    if meant != instrument.id:
        yield because("intake.other_instrument", profile=said.profile or "", instrument=instrument.id)


def _from_before(found: Taken, opened: date) -> Iterator[Reason]:
    """Whether answers were given before the week in which the round opened.

    An export of a survey that goes on holds those of an earlier round as well: counted again, they would be published twice,
    and the difference would tell of the few who joined.
    """
    monday = opened - timedelta(days=opened.weekday())
    numbers = found.frame.filter(found.frame["week"] < monday)["number"]
    if len(numbers):
        yield because("intake.before_round", numbers=", ".join(numbers[:10]), count=len(numbers), day=opened)


def _source(said: Import) -> str:
    """What tells the numbers of one survey from those of another: the organisation that it is held in, and its profile."""
    return f"{said.profile or ''}/{said.organisation or ''}"


def _new(connection: Connection, of: RoundOf, said: Import, found: Taken) -> tuple[list[Row], dict[str, int]]:
    """The responses that are not there yet, and how many of these people do which work.

    Raises `Refused` when one is there with other answers, or when they are there as those of another survey.
    """
    secret, known = responses.secret_of(connection, of), responses.known(connection, of)
    source = _source(said)
    rows: list[Row] = []
    numbers = found.frame["number"]
    for number, *rest in found.frame.select("number", "organisation", "week", "answers").iter_rows():
        key = responses.key_of(secret, source, number)
        rows.append((key, *rest))
    other = [number for number, row in zip(numbers, rows, strict=True) if known.get(row[0], row) != row]
    if other:
        raise Refused(because("intake.other_answers", numbers=", ".join(other[:10]), count=len(other)))
    is_new = [row[0] not in known for row in rows]
    new = list(compress(rows, is_new))
    for each in responses.sources(connection, of):
        if each != source:
            keys = (responses.key_of(secret, each, number) for number in compress(numbers, is_new))
            refuse_if(_there_already(each, known, zip(keys, new, strict=True)))
    roles = found.frame.filter(is_new)["role"].value_counts()
    return new, dict(roles.iter_rows())


def _there_already(source: str, known: Mapping[str, Row], rows: Iterable[tuple[str, Row]]) -> Iterator[Reason]:
    """Whether these responses are those of another source, by the keys that they would have there.

    They are when most of those who have the same number gave the same answers, of whichever organisation they are said to be.
    """
    alike = (known[key][2:] == row[2:] for key, row in rows if key in known)
    first = list(islice(alike, ENOUGH))
    if 2 * sum(first) > len(first):
        profile, _, organisation = source.partition("/")
        named = {"--profile": profile, "--organisation": organisation}
        options = " ".join(f"{option} {value}" for option, value in named.items() if value)
        count = sum(first) + sum(alike)
        yield because("intake.other_options" if options else "intake.no_options", count=count, options=options)


def _comments(connection: Connection, of: RoundOf, said: Import, found: Taken) -> Iterator[tuple[str, str]]:
    secret, source = responses.secret_of(connection, of), f"comment/{_source(said)}"
    for number, comment in found.frame.select("number", "comment").iter_rows():
        if comment:
            yield responses.key_of(secret, source, number), comment

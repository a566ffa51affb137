"""The risk register: what people note, assess and close, and which risks touch a gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.activities import unknown_actor, unknown_organisation
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.ids import RiskId, RoleId
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan_check.authority import PROGRAMME_MANAGER
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.domain.risk_events import RiskAssessed, RiskClosed, RiskNoted, Side
from scd_workflow.domain.risk_state import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress

YEARS_AHEAD: Final = 2
"""In how many calendar years a risk has to be looked at again at the latest; a later one must be a mistake."""


Change = Literal["assess", "close"]
"""What becomes of a risk that is in the register."""


@dataclass(frozen=True, slots=True)
class Noting:
    """A person notes a risk; see `RiskNoted`."""

    organisation: OrganisationId | None
    by: PersonId
    what: str
    why: str
    owner: RoleId
    probability: int
    impact: int
    side: Side
    review: date
    measure: str = ""
    source: Source = "command"


@dataclass(frozen=True, slots=True)
class Assessing:
    """A person assesses a risk anew; what is None stays as it was said before."""

    risk: RiskId
    by: PersonId
    review: date
    owner: RoleId | None = None
    probability: int | None = None
    impact: int | None = None
    side: Side | None = None
    measure: str | None = None
    note: str = ""
    source: Source = "command"


@dataclass(frozen=True, slots=True)
class Closing:
    """A person closes a risk."""

    risk: RiskId
    by: PersonId
    reason: str
    source: Source = "command"


def register(progress: Progress) -> tuple[Risk, ...]:
    """Every risk: the open ones first, of those the highest score, and then in the order in which they were noted."""
    state = progress.state
    parts = (state.programme, *state.organisations.values())
    return _ranked(chain.from_iterable(part.risks.values() for part in parts))


def touching(progress: Progress, organisation: OrganisationId | None) -> tuple[Risk, ...]:
    """The open risks that matter at a gate, the highest first: the programme's and those of its organisation.

    At a gate of the programme also the red ones of every organisation: more than it may bear by itself goes up the line.
    """
    own = progress.state.of(organisation).risks if organisation is not None else {}
    found = [*progress.state.programme.risks.values(), *own.values()]
    if organisation is None:
        others = (part.risks.values() for part in progress.state.organisations.values())
        found += [each for each in chain.from_iterable(others) if each.colour == "red"]
    return _ranked(each for each in found if each.closed is None)


def ever_noted(progress: Progress, organisation: OrganisationId | None) -> bool:
    """Whether anybody ever looked for risks of an organisation or the programme, as far as the register tells."""
    return bool(progress.state.programme.risks or progress.state.of(organisation).risks)


def _ranked(found: Iterator[Risk] | chain[Risk]) -> tuple[Risk, ...]:
    return tuple(sorted(found, key=lambda each: (each.closed is not None, -each.score, _number(each.id))))


def _number(risk: RiskId) -> int:
    return int(risk[1:])


def obligations(progress: Progress) -> Iterator[Obligation]:
    """Every open risk, which its owner has to look at again; the programme manager answers for the register."""
    plan, today, absences = progress.network.plan, progress.today, progress.state.absences
    manager = authority.holders(plan, PROGRAMME_MANAGER, None, today)
    for risk in register(progress):
        if risk.closed is None:
            holders = authority.holders(plan, risk.last.owner, risk.organisation, today)
            yield Obligation(
                kind="risk",
                subject=risk.id,
                organisation=risk.organisation,
                attempt=risk.attempt,
                due=risk.due,
                people=authority.addressed(absences, holders, today, risk.organisation),
                owner=authority.addressed(absences, manager, today, None),
            )


def carers(progress: Progress, risk: Risk, day: date) -> tuple[PersonId, ...]:
    """Who may assess or close a risk on a day: its owners and the programme manager, with their deputies."""
    return tuple(dict.fromkeys(actor.person for _, actor in _able(progress, risk, day)))


def note(progress: Progress, said: Noting, at: datetime) -> RiskNoted:
    """A risk comes into the register under the next number; raises `Refused` with every reason why it may not."""
    refuse_if(_against_noting(progress, said, at))
    return RiskNoted(
        at=at, by=said.by, source=said.source, risk=RiskId(f"R{len(register(progress)) + 1}"),
        organisation=said.organisation, what=said.what.strip(), why=said.why.strip(), owner=said.owner,
        probability=said.probability, impact=said.impact, side=said.side, measure=said.measure.strip(),
        review=said.review,
    )  # fmt: skip


def assess(progress: Progress, said: Assessing, at: datetime) -> RiskAssessed:
    """A risk is assessed anew; raises `Refused` with every reason why it may not be."""
    refuse_if(_against_assessing(progress, said, at))
    risk = known(progress, said.risk)
    role, actor = next(each for each in _able(progress, risk, at.date()) if each[1].person == said.by)
    last = risk.last
    return RiskAssessed(
        at=at, by=said.by, source=said.source, risk=said.risk, organisation=risk.organisation, role=role,
        on_behalf_of=actor.on_behalf_of, owner=said.owner or last.owner,
        probability=last.probability if said.probability is None else said.probability,
        impact=last.impact if said.impact is None else said.impact, side=said.side or last.side,
        measure=last.measure if said.measure is None else said.measure.strip(), review=said.review,
        note=said.note.strip(),
    )  # fmt: skip


def close(progress: Progress, said: Closing, at: datetime) -> RiskClosed:
    """A risk is none any more; raises `Refused` with every reason why that cannot be recorded."""
    refuse_if(_against_closing(progress, said, at))
    risk = known(progress, said.risk)
    role, actor = next(each for each in _able(progress, risk, at.date()) if each[1].person == said.by)
    return RiskClosed(
        at=at, by=said.by, source=said.source, risk=said.risk, organisation=risk.organisation, role=role,
        on_behalf_of=actor.on_behalf_of, reason=said.reason.strip(),
    )  # fmt: skip


def known(progress: Progress, risk: RiskId) -> Risk:
    """The risk with this id; raises `Refused` when the register has none."""
    refuse_if(_unknown(progress, risk))
    return next(each for each in register(progress) if each.id == risk)


def _able(progress: Progress, risk: Risk, day: date) -> Iterator[tuple[RoleId, Actor]]:
    plan, absences = progress.network.plan, progress.state.absences
    for role, where in ((risk.last.owner, risk.organisation), (PROGRAMME_MANAGER, None)):
        for actor in authority.actors(plan, role, where, day, absences):
            yield role, actor


def _unknown(progress: Progress, risk: RiskId) -> Iterator[Reason]:
    found = [each.id for each in register(progress)]
    if risk not in found:
        yield because("risks.unknown", risk=risk, nearest=nearest(risk, found))


def _against_noting(progress: Progress, said: Noting, at: datetime) -> Iterator[Reason]:
    strange = tuple(unknown_organisation(progress.network, said.organisation))
    yield from strange
    yield from unknown_actor(progress, said.by)
    for code, text in (("risks.what_missing", said.what), ("risks.why_missing", said.why)):
        if not text.strip():
            yield because(code)
    for text in (said.what, said.why, said.measure):
        yield from unfit(text)
    if not strange:
        yield from _twice(progress, said)
        yield from _ownerless(progress, said.owner, said.organisation, at.date())
    yield from _beyond(said.probability, said.impact)
    yield from _untimely(progress, said.review, at.date())


def _twice(progress: Progress, said: Noting) -> Iterator[Reason]:
    """The open risk that was noted in the same words: a second one would be counted twice."""
    words = said.what.strip().casefold()
    for risk in progress.state.of(said.organisation).risks.values():
        if risk.closed is None and words and risk.noted.what.casefold() == words:
            yield because("risks.noted_before", risk=risk.id)


def _ownerless(progress: Progress, role: RoleId, organisation: OrganisationId | None, day: date) -> Iterator[Reason]:
    roles = [each.id for each in progress.network.plan.roles]
    if role not in roles:
        yield because("risks.unknown_role", role=role, nearest=nearest(role, roles))
    elif not authority.holders(progress.network.plan, role, organisation, day):
        name = authority.role_name(progress.network.plan, role)
        yield because("risks.owner_vacant", role=name, organisation=organisation or "-")


def _beyond(probability: int | None, impact: int | None) -> Iterator[Reason]:
    for code, given in (("risks.probability_beyond", probability), ("risks.impact_beyond", impact)):
        if given is not None and not 1 <= given <= 5:
            yield because(code, given=given)


def _untimely(progress: Progress, review: date, day: date) -> Iterator[Reason]:
    if review <= day:
        yield because("risks.review_in_past", day=review)
    elif review.year > day.year + YEARS_AHEAD or not progress.network.calendar.covers(review):
        yield because("risks.review_too_far", day=review, years=YEARS_AHEAD)


def _against_assessing(progress: Progress, said: Assessing, at: datetime) -> Iterator[Reason]:
    yield from _against_caring(progress, said, at.date())
    for text in (said.note, said.measure or ""):
        yield from unfit(text)
    risk = None if any(_unknown(progress, said.risk)) else known(progress, said.risk)
    if risk is not None and said.owner is not None:
        yield from _ownerless(progress, said.owner, risk.organisation, at.date())
    yield from _beyond(said.probability, said.impact)
    yield from _untimely(progress, said.review, at.date())


def _against_closing(progress: Progress, said: Closing, at: datetime) -> Iterator[Reason]:
    yield from _against_caring(progress, said, at.date())
    if not said.reason.strip():
        yield because("risks.reason_missing", risk=said.risk)
    yield from unfit(said.reason)


def _against_caring(progress: Progress, said: Assessing | Closing, day: date) -> Iterator[Reason]:
    """What keeps a person from saying anything of a risk on a day."""
    strange = tuple(unknown_actor(progress, said.by))
    yield from strange
    unknown = tuple(_unknown(progress, said.risk))
    if unknown:
        yield from unknown
        return
    risk = known(progress, said.risk)
    if risk.closed is not None:
        yield because("risks.closed_already", risk=risk.id, person=risk.closed.by, day=risk.closed.at.date())
    elif day < risk.last.at.date():
        yield because("risks.before_last", risk=risk.id, day=risk.last.at.date())
    able = carers(progress, risk, day)
    if not strange and said.by not in able:
        role = authority.role_name(progress.network.plan, risk.last.owner)
        yield because("risks.not_yours", person=said.by, risk=risk.id, role=role, who=authority.named(able))

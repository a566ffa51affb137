"""The votes on a gate where several have to agree, and who did what in whose place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority, quorum
from scd_workflow.domain.ballots import seat_of
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.ballots import Standing
    from scd_workflow.domain.events import GateDecided, VoteCast
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.progress import Progress


def acted(event: GateDecided | VoteCast | Entitlement, language: Language) -> str:
    """Who acts, and in whose place: `karin namens jan`."""
    person = event.person if isinstance(event, authority.Entitlement) else event.by
    if event.on_behalf_of is None:
        return person
    return tell("report.on_behalf_of", language, person=person, principal=event.on_behalf_of)


def table(progress: Progress, spot: GateSpot, language: Language) -> Table | None:
    """The seats of a gate with what each voted; None where one person decides."""
    now = quorum.standing(progress, spot)
    if now.quorum.rule == "one":
        return None
    columns = ("seat", "vote", "happened", "by", "rationale")
    return Table(
        title=_title(progress, now, language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=(
            *(_row(vote, language) for vote in now.votes),
            *((seat.person, tell("report.not_yet", language), "", "", "") for seat in now.silent),
        ),
    )


def record(progress: Progress, spot: GateSpot) -> dict[str, object]:
    """The quorum, the seats and the votes that count, as plain values for a program."""
    now = quorum.standing(progress, spot)
    return {
        "quorum": now.quorum.model_dump(mode="json"),
        "seats": [seat.person for seat in now.seats],
        "votes": [vote.model_dump(mode="json") for vote in now.votes],
    }


def told(progress: Progress, vote: VoteCast, language: Language) -> str:
    """What a voter is told of a vote that settled nothing yet."""
    spot = quorum.spot_of(progress, vote)
    now, outcome = quorum.standing(progress, spot), tell(f"words.{vote.outcome}", language)
    if now.quorum.rule == "chair":
        return tell("report.advised", language, gate=vote.gate, outcome=outcome)
    votes = {"in_favour": len(now.in_favour), "needed": now.needed}
    return tell("report.voted", language, gate=vote.gate, outcome=outcome, **votes)


def _title(progress: Progress, now: Standing, language: Language) -> str:
    if now.quorum.chair is not None:
        return tell("report.votes_chair", language, chair=authority.role_name(progress.network.plan, now.quorum.chair))
    return tell("report.votes", language, in_favour=len(now.in_favour), needed=now.needed)


def _row(vote: VoteCast, language: Language) -> tuple[str, ...]:
    outcome = tell(f"words.{vote.outcome}", language)
    return seat_of(vote), outcome, day(vote.at.date(), language), acted(vote, language), vote.rationale

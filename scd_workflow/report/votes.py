"""The votes on a gate where several have to agree, and who did what in whose place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority, quorum
from scd_workflow.domain.ballots import seat_of
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.gate_spots import gate_state
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
    papers = _papers(progress, spot, now)
    columns = ("seat", "vote", "happened", "by", "rationale")
    return Table(
        title=_title(progress, now, language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=(
            *(_row(vote, papers, language) for vote in now.votes),
            *((seat.person, tell("report.not_yet", language), "", "", "") for seat in now.silent),
        ),
    )


def record(progress: Progress, spot: GateSpot) -> dict[str, object]:
    """The quorum, the seats and the votes that count, as plain values for a program."""
    now = quorum.standing(progress, spot)
    papers = _papers(progress, spot, now)
    return {
        "quorum": now.quorum.model_dump(mode="json"),
        "seats": [seat.person for seat in now.seats],
        "votes": [vote_record(vote, papers) for vote in now.votes],
    }


def spoken(vote: VoteCast, papers: str, language: Language) -> str:
    """What somebody voted, with a remark when that was on another briefing than `papers`, the digest of one."""
    outcome = tell(f"words.{vote.outcome}", language)
    return outcome if vote.briefing == papers else f"{outcome} ({tell('audit.earlier_papers', language)})"


def vote_record(vote: VoteCast, papers: str) -> dict[str, object]:
    """A vote as plain values for a program, and whether it was given on another briefing than `papers`."""
    return vote.model_dump(mode="json") | {"on_earlier_papers": vote.briefing != papers}


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


def _papers(progress: Progress, spot: GateSpot, now: Standing) -> str:
    """The digest of the briefing as it stands while the decision is open, and then of that which it was taken on."""
    state = gate_state(progress, spot)
    if state.awaits_decision:
        return briefing(progress, *spot).digest
    ballots = (*now.votes, state.decision) if state.decision else now.votes
    return ballots[-1].briefing if ballots else ""


def _row(vote: VoteCast, papers: str, language: Language) -> tuple[str, ...]:
    outcome = spoken(vote, papers, language)
    return seat_of(vote), outcome, day(vote.at.date(), language), acted(vote, language), vote.rationale

"""Whatever happens, nobody's decision counts without a mandate, and votes count as the quorum says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import assume, given, settings
from hypothesis import strategies as some

from scd_workflow.domain import authority
from scd_workflow.domain.absences import undecided
from scd_workflow.domain.ballots import Seat, Standing, seat_of
from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AbsenceRecorded, Ballot, Event, GateOpened, VoteCast
from scd_workflow.domain.gate_rules import Quorum
from scd_workflow.domain.gates import obligations
from scd_workflow.domain.happened import Condition, Outcome
from scd_workflow.domain.ids import ENGINE, MandateId, PersonId, RoleId
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.quorum import combined
from scd_workflow.domain.state import State, evolve, fold
from tests.boards import BOARD, HOLDERS, MANDATES, TUE, H, away, board
from tests.examples import DIRK, PAM, at, back, day, done, opened

PEOPLE = (*BOARD, PAM, DIRK)
"""The board, and two who have no mandate."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
ROLES = ("chair", "member", "controller")
DAYS = some.integers(0, 8).map(lambda days: TUE + timedelta(days=days))


@some.composite
def quorums(draw: some.DrawFn) -> dict[str, Any]:
    """A quorum by any rule, with a veto now and then."""
    rule = draw(some.sampled_from(("one", "at_least", "all", "chair")))
    fields: dict[str, Any] = {"rule": rule, "veto": draw(some.sampled_from(([], ["controller"], ["member"])))}
    if rule == "at_least":
        fields["at_least"] = draw(some.integers(1, 4))
    if rule == "chair":
        fields["chair"] = "chair"
    return fields


@some.composite
def boards(draw: some.DrawFn) -> Network:
    """A board in which roles and mandates begin and end on some day."""
    holders = [HOLDERS[0], *(_for_a_while(draw, each) for each in HOLDERS[1:])]
    mandates = [_for_a_while(draw, each) for each in MANDATES]
    return board(**draw(quorums()), holders=holders, mandates=mandates)


def _for_a_while(draw: some.DrawFn, part: dict[str, Any]) -> dict[str, Any]:
    since, until = draw(some.none() | DAYS), draw(some.none() | DAYS)
    return part | {"since": since and since.isoformat(), "until": until and until.isoformat()}


@some.composite
def absences(draw: some.DrawFn) -> AbsenceRecorded:
    """Somebody is away for some days, often with a deputy."""
    # Most deputies have no mandate of their own, or it would show by nothing whether they may use that of another.
    person, deputy = draw(some.sampled_from(PEOPLE)), draw(some.sampled_from((*PEOPLE, None, *(PAM, DIRK) * 3)))
    since = draw(DAYS)
    until = since + timedelta(days=draw(some.integers(0, 5)))
    gates = draw(some.sampled_from(((), ("H",), ("other",))))
    cancelled = draw(some.sampled_from((False, False, True)))
    return away(
        person, None if deputy == person else deputy, since=since, until=until, gates=gates, cancelled=cancelled
    )


TRIES = some.tuples(DAYS, some.sampled_from((*PEOPLE, PAM, DIRK)), some.sampled_from(OUTCOMES), some.booleans())


@settings(max_examples=500)
@given(
    boards(),
    some.tuples(some.sampled_from((ENGINE, *PEOPLE)), some.none() | some.sampled_from(PEOPLE)),
    some.lists(absences(), max_size=4),
    some.lists(TRIES, max_size=12),
)
def test_no_sequence_of_events_lets_the_decision_of_somebody_without_a_mandate_count(
    network: Network,
    asker: tuple[PersonId, PersonId | None],
    gone: list[AbsenceRecorded],
    tries: list[tuple[date, PersonId, Outcome, bool]],
) -> None:
    by, behalf = asker
    asked: dict[str, Any] = {"by": by, "on_behalf_of": behalf, "reason": "Now"}
    opened = GateOpened(at=at(TUE), source="engine", gate=H, attempt=1, briefing="b", **asked)
    state = fold((done("A1", on=TUE), opened, *gone))
    for on, by, outcome, override in sorted(tries, key=lambda each: each[0]):
        for event in _tried(network, state, Choice(H, None, outcome, by, "Because", **_asks(outcome, override)), on):
            if isinstance(event, Ballot):
                _proves_entitled(network, state, event, on)
                assert not {*asker} & {event.by, seat_of(event)}
            state = evolve(state, event)


def _asks(outcome: Outcome, override: bool) -> dict[str, Any]:  # noqa: FBT001 - a value that was drawn
    asked: dict[str, Any] = {"override_reason": "It must" if override else ""}
    if outcome == "conditional_go":
        asked["conditions"] = (Condition(text="Train", owner=RoleId("chair"), due=day(3, 1)),)
    if outcome == "deferred":
        asked["deferred_until"] = day(2, 1)
    if outcome == "no_go":
        asked["back_to"] = (back("A1"),)
    return asked


def _tried(network: Network, state: State, choice: Choice, on: date) -> tuple[Event, ...]:
    try:
        return decide(progress_of(network, state, on), choice, at(on))
    except Refused:
        return ()


def _proves_entitled(network: Network, state: State, event: Ballot, on: date) -> None:
    """Whose mandate is used has it on that day, read from the plan alone; who uses it is that person or a deputy."""
    seat = event.on_behalf_of or event.by
    mandate = next(each for each in network.plan.mandates if each.id == event.mandate)
    held = [each for each in network.plan.holders if each.person == seat and each.role == mandate.role]
    assert _within(mandate.since, mandate.until, on)
    assert any(_within(each.since, each.until, on) for each in held)
    if event.on_behalf_of is not None:
        replaced = (each for each in state.absences.values() if (each.person, each.deputy) == (seat, event.by))
        assert any(_within(each.since, each.until, on) and "other" not in each.gates for each in replaced)


def _within(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)


@settings(max_examples=500)
# Where two replace one person, it hangs on who of them comes first.
@given(
    quorums(),
    some.lists(TRIES, max_size=3),
    some.lists(absences(), min_size=1, max_size=4, unique_by=lambda each: each.person),
)
def test_a_gate_passes_when_all_who_are_asked_agree_unless_it_was_reported_that_somebody_is_missed(
    quorum: dict[str, Any], tries: list[tuple[date, PersonId, Outcome, bool]], gone: list[AbsenceRecorded]
) -> None:
    network, today = board(**quorum), TUE + timedelta(days=9)
    state = fold((done("A1", on=TUE), opened("H", on=TUE)))
    for on, by, outcome, override in sorted(tries, key=lambda each: each[0]):
        for event in _tried(network, state, Choice(H, None, outcome, by, "Because", **_asks(outcome, override)), on):
            state = evolve(state, event)
    state = fold((each.model_copy(update={"until": today}) for each in gone), state)
    assume(state.programme.gate(H).awaits_decision)
    reported = any(each.day == today for each in undecided(progress_of(network, state, today)))

    assert _all_asked_agree(network, state, today).programme.gate(H).passed != reported


def _all_asked_agree(network: Network, state: State, on: date) -> State:
    """The state when everybody who is told that a decision is awaited is in favour, but for who is away; one by one."""
    agreed: set[PersonId] = set()
    while True:
        progress = progress_of(network, state, on)
        asked = [person for each in obligations(progress) if each.subject == H for person in each.people]
        there = (each for each in asked if each not in agreed and not authority.away(state.absences, each, on))
        person = next(there, None)
        if person is None:
            return state
        agreed.add(person)
        for event in _tried(network, state, Choice(H, None, "go", person, "Because", override_reason="It must"), on):
            state = evolve(state, event)


# The count alone

SEATS = tuple(
    Seat(person, frozenset({RoleId(role)}))
    for person, role in zip(BOARD, ("chair", "member", "member", "controller"), strict=True)
)


def ballot(seat: PersonId, outcome: Outcome, by: PersonId | None = None) -> VoteCast:
    """A vote of a seat, by a deputy when `by` is given."""
    return VoteCast.model_validate(
        {"at": at(TUE), "by": by or seat, "on_behalf_of": seat if by else None, "source": "command", "gate": H}
        | {"attempt": 1, "outcome": outcome, "role": "member", "mandate": MandateId("M"), "briefing": "b"}
        | {"rationale": "Because"}
    )


BALLOTS = some.lists(
    some.builds(
        ballot, some.sampled_from(BOARD), some.sampled_from(OUTCOMES), some.none() | some.sampled_from((PAM, DIRK))
    ),
    max_size=8,
)
RULES = quorums().map(Quorum.model_validate).filter(lambda quorum: quorum.rule != "one")
"""Every rule by which several vote."""


def counting(quorum: Quorum, votes: list[VoteCast]) -> Standing:
    """The standing after these votes."""
    now = Standing(quorum, SEATS)
    for vote in votes:
        now = now.with_vote(vote)
    return now


def passes(now: Standing) -> bool | None:
    """Whether a result lets the gate pass, None while there is none."""
    return None if now.outcome is None else now.outcome in {"go", "conditional_go"}


@given(RULES, BALLOTS)
def test_no_seat_and_no_person_ever_has_two_votes(quorum: Quorum, votes: list[VoteCast]) -> None:
    counted = counting(quorum, votes).votes

    assert len({seat_of(vote) for vote in counted}) == len({vote.by for vote in counted}) == len(counted)


@given(RULES, BALLOTS, some.data())
def test_a_result_is_what_it_stays_however_the_others_vote(
    quorum: Quorum, votes: list[VoteCast], data: some.DataObject
) -> None:
    now = counting(quorum, votes)
    result = passes(now)
    for seat in now.silent:
        now = now.with_vote(ballot(seat.person, data.draw(some.sampled_from(OUTCOMES))))

    assert result is None or passes(now) == result


@given(RULES, BALLOTS)
def test_when_everybody_has_voted_there_is_a_result_at_the_latest(quorum: Quorum, votes: list[VoteCast]) -> None:
    now = counting(quorum, votes)

    assert now.silent or now.outcome is not None


@given(RULES, BALLOTS)
def test_a_veto_wins_and_nothing_passes_before_everybody_who_has_one_has_voted(
    quorum: Quorum, votes: list[VoteCast]
) -> None:
    now = counting(quorum, votes)
    # By the rule as it stands in the plan, and not by whom the count takes for having a veto.
    may = {seat.person for seat in SEATS if seat.roles & {*quorum.veto}}
    against = {seat_of(vote) for vote in now.votes if vote.outcome == "no_go"}
    heard = {each for vote in now.votes for each in (seat_of(vote), vote.by)}

    assert not may & against or now.outcome == "no_go"
    assert may <= heard or not passes(now)


@given(RULES, BALLOTS, some.sampled_from(BOARD))
def test_one_more_vote_in_favour_never_makes_a_gate_fail(quorum: Quorum, votes: list[VoteCast], by: PersonId) -> None:
    now = counting(quorum, votes)
    more = now.with_vote(ballot(by, "go"))

    assert len(more.in_favour) >= len(now.in_favour)
    assert not (passes(now) and passes(more) is False)


@given(RULES, BALLOTS, some.sampled_from(BOARD), some.sampled_from(OUTCOMES))
def test_a_decision_is_made_exactly_when_there_is_a_result(
    quorum: Quorum, votes: list[VoteCast], by: PersonId, outcome: Outcome
) -> None:
    before, vote = counting(quorum, votes), ballot(by, outcome)
    after, decided = before.with_vote(vote), combined(before, vote, day(2, 1))

    assert (decided.outcome if decided else None) == after.outcome
    assert decided is None or (decided.in_favour, decided.seats) == (len(after.in_favour), len(SEATS))
    assert (
        decided is None
        or decided.outcome not in {"go", "conditional_go"}
        or quorum.rule == "chair"
        or (len(after.in_favour) >= after.needed)
    )

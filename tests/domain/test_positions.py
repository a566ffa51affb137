"""What the consulted think of a gate: the verdict, who may say what until when, and what missing advice holds up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from scd_workflow.domain.consultation import obligations, until
from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event, TermExtended, TermSuspended
from scd_workflow.domain.happened import Outcome, Position
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.positions import Opinion, Support, give, support
from tests.consulted import G1, SPEAKERS, consulting, position, spot_of, ten
from tests.examples import (
    AWAITING_G1,
    DINA,
    DORDT,
    PAM,
    REGIO,
    STEF,
    ZENO,
    ZWIJND,
    at,
    codes,
    day,
    decided,
    opened,
    seen,
)

OPENED, LAST = day(1, 18), day(1, 25)
"""G1 opens on a Monday, and the term of five working days ends on the Monday after."""
THREE = Network(consulting())


def judged(said: Iterable[Event], network: Network = THREE, on: date = OPENED) -> Support:
    return support(seen((opened("G1", on=OPENED), *said), on, network), spot_of(network))


def of_ten(*thinks: str, on: date = OPENED, weighted: bool = False, silence: bool = False) -> Support:
    """The support when the first organisations think this, and the others have not answered."""
    said = (position(f"o{number}", each, on=OPENED) for number, each in enumerate(thinks))
    return judged(said, ten(weighted=weighted, silence=silence), on)


def reasons(found: Support) -> list[str]:
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("thinks", "index", "response", "verdict"),
    [
        (["agree"] * 10, "1", "1", "carried"),
        # 4 x 1.00 + 6 x 0.50 = 7.00: the threshold itself is enough.
        (["agree"] * 4 + ["no_objection"] * 6, "0.7", "1", "carried"),
        # 3 x 1.00 + 1 x 0.75 + 6 x 0.50 = 6.75
        (["agree"] * 3 + ["agree_with_remarks"] + ["no_objection"] * 6, "0.675", "1", "reserved"),
        (["no_objection"] * 10, "0.5", "1", "reserved"),
        # 9 x 0.50 + 0
        (["no_objection"] * 9, "0.45", "0.9", "not_carried"),
        (["agree"] * 8, "0.8", "0.8", "carried"),
        (["agree"] * 7, "0.7", "0.7", "reserved"),
        # o1 has impact 1: 9 - 1 = 8, and its objection only weighs.
        (["agree", "objection"] + ["agree"] * 8, "0.8", "1", "carried"),
        (["objection"] * 10, "-1", "1", "not_carried"),
        # Two to whom it does not apply are not asked: 6 of 8 answered, 6.00 / 8.
        (["not_applicable"] * 2 + ["agree"] * 6, "0.75", "0.75", "reserved"),
    ],
)
def test_a_decision_is_carried_by_the_rule(thinks: list[str], index: str, response: str, verdict: str) -> None:
    found = of_ten(*thinks)

    assert (found.index, found.response, found.verdict) == (Fraction(index), Fraction(response), verdict)


def test_impact_weighs_where_the_plan_wants_it() -> None:
    said = (position(DORDT, "agree", on=OPENED), position(ZWIJND, "objection", on=OPENED))
    last = position(REGIO, "agree", on=OPENED)

    alike = judged((*said, last))
    weighed = judged((*said, last), Network(consulting(weighted_by_impact=True)))

    # (1 - 1 + 1) / 3, and with impacts 3, 2 and 1: (3 - 2 + 1) / 6
    assert (alike.index, weighed.index) == (Fraction(1, 3), Fraction(1, 3))
    assert judged(said, Network(consulting(weighted_by_impact=True))).index == Fraction(1, 6)


def test_an_objection_where_the_programme_weighs_heaviest_is_never_outvoted() -> None:
    found = of_ten("agree", "agree", "agree", "objection", *["agree"] * 6)

    assert (found.index, found.verdict) == (Fraction(8, 10), "not_carried")
    assert [(each.code, each.values["name"]) for each in found.reasons] == [
        ("positions.objection_blocks", "Organisation 3")
    ]


def test_an_objection_that_is_taken_back_blocks_no_longer() -> None:
    before = (
        position(DORDT, "objection", on=OPENED),
        *(position(each, "agree", on=OPENED) for each in (ZWIJND, REGIO)),
    )

    assert judged(before).verdict == "not_carried"
    assert judged((*before, position(DORDT, "agree", on=day(1, 19)))).verdict == "carried"


def test_a_verdict_says_everything_that_keeps_it_from_being_better() -> None:
    found = of_ten("agree", "agree", "agree", "objection")

    assert found.verdict == "not_carried"
    assert reasons(found) == ["positions.response_low", "positions.support_low", "positions.objection_blocks"]
    assert found.reasons[0].values == {"response": 40, "needed": 80}
    assert found.reasons[1].values == {"index": Decimal("0.20"), "needed": Decimal("0.50")}


def test_what_is_shown_never_reaches_a_threshold_that_was_not_reached() -> None:
    # 2 x 0.75 + 0.50 = 2.00 of 3
    thinks = {DORDT: "agree_with_remarks", ZWIJND: "agree_with_remarks", REGIO: "no_objection"}
    found = judged(position(each, what, on=OPENED) for each, what in thinks.items())

    assert (found.shown_index, found.verdict) == (Decimal("0.66"), "reserved")


def test_silence_is_consent_only_where_the_plan_says_so_and_only_after_the_term() -> None:
    said = ["agree"] * 8

    assert of_ten(*said, on=LAST, silence=True).index == Fraction(8, 10)
    assert of_ten(*said, on=day(1, 26), silence=True).index == Fraction(9, 10)
    assert of_ten(*said, on=day(1, 26), silence=False).index == Fraction(8, 10)


def test_silence_is_no_answer_even_when_it_is_consent() -> None:
    found = of_ten(*["agree"] * 7, on=day(1, 26), silence=True)

    assert (found.response, found.verdict, reasons(found)) == (
        Fraction(7, 10), "reserved", ["positions.response_low"],
    )  # fmt: skip


def test_after_the_decision_the_verdict_stays_as_it_was() -> None:
    said = [position(f"o{number}", "agree", on=OPENED) for number in range(8)]
    network = ten(silence=True)

    later = judged((*said, decided("G1", on=day(1, 20))), network, on=day(3, 1))

    assert (later.index, later.until) == (Fraction(8, 10), LAST)


def test_where_nobody_is_consulted_or_left_there_is_no_verdict() -> None:
    bare = support(seen(AWAITING_G1, OPENED), spot_of(seen(AWAITING_G1, OPENED).network))
    nobody = of_ten(*["not_applicable"] * 10)

    assert (bare.verdict, bare.index, bare.heard) == (None, None, ())
    assert (nobody.verdict, nobody.index, nobody.response) == (None, None, None)


def said(
    speaker: str = DORDT, thinks: Position = "agree", by: PersonId = DINA, advice: str = "", attempt: int = 0
) -> Opinion:
    return Opinion(G1, None, speaker, by, thinks, advice, attempt)


def refused(opinion: Opinion, *events: Event, network: Network = THREE, on: date = OPENED) -> list[str]:
    with pytest.raises(Refused) as caught:
        give(seen(events or (opened("G1", on=OPENED),), on, network), opinion, at(on, 15))
    return codes(caught.value)


def test_a_position_is_recorded_for_the_organisation_by_who_speaks_for_it() -> None:
    opinion = said(thinks="agree_with_remarks", advice=" Mind the budget. ")
    given = give(seen((opened("G1", on=OPENED),), OPENED, THREE), opinion, at(OPENED))

    assert (given.speaker, given.by, given.role, given.position) == (DORDT, DINA, "sponsor", "agree_with_remarks")
    assert (given.advice, given.attempt) == ("Mind the budget.", 1)


def test_a_body_speaks_by_its_chair() -> None:
    network = Network(consulting(bodies=["board"]))

    assert refused(said("board", by=DINA), network=network) == ["positions.not_yours"]
    given = give(seen((opened("G1", on=OPENED),), OPENED, network), said("board", by=STEF), at(OPENED))
    assert (given.speaker, given.role) == ("board", "steering_chair")


def test_all_that_is_wrong_with_a_position_is_said_at_once() -> None:
    wrong = said(by=ZENO, thinks="objection", attempt=2)

    assert refused(wrong) == ["gates.other_attempt", "positions.not_yours", "positions.advice_missing"]
    assert refused(said("elsewhere")) == ["positions.not_consulted"]
    assert refused(said(advice="\x1b[2J")) == ["acts.text_unreadable"]


@pytest.mark.parametrize("thinks", ["objection", "agree_with_remarks"])
def test_an_objection_and_remarks_come_with_advice(thinks: Position) -> None:
    assert refused(said(thinks=thinks, advice="  ")) == ["positions.advice_missing"]


def test_nobody_gives_a_position_on_a_gate_that_does_not_wait_for_one() -> None:
    before = refused(said(), position(DORDT, "agree", on=OPENED))
    after = refused(said(), opened("G1", on=OPENED), decided("G1", on=day(1, 20)), on=day(1, 21))

    assert (before, after) == (["gates.not_open"], ["positions.too_late"])


def test_nobody_gives_a_position_where_none_is_asked() -> None:
    assert refused(said(), network=seen((), OPENED).network) == ["positions.not_consulted"]


def go(outcome: Outcome = "go", override: str = "") -> Choice:
    until = day(2, 1) if outcome == "deferred" else None
    return Choice(G1, None, outcome, STEF, "Because", override_reason=override, deferred_until=until)


def objections(choice: Choice, *events: Event, network: Network) -> list[str]:
    try:
        decide(seen((*AWAITING_G1, *events), day(1, 20), network), choice, at(day(1, 20)))
    except Refused as caught:
        return codes(caught)
    return []


def test_required_advice_that_is_missing_holds_up_a_go_until_it_is_there_or_somebody_says_why_not() -> None:
    network = Network(consulting(bodies=["board"], required=["board", DORDT]))
    board, dordt = position("board", "objection", on=day(1, 19)), position(DORDT, "agree", on=day(1, 19))

    assert objections(go(), board, network=network) == ["positions.required_missing"]
    assert objections(go(), board, dordt, network=network) == []
    assert objections(go(override="They meet next week."), board, network=network) == []
    assert objections(go("deferred"), network=network) == []


def test_silence_gives_no_required_advice() -> None:
    network = Network(consulting(required=[DORDT], silence_means_consent=True, term=1))

    assert objections(go(), network=network) == ["positions.required_missing"]


def test_everybody_who_is_consulted_and_silent_owes_a_position_by_the_end_of_the_term() -> None:
    network = Network(consulting(bodies=["board"]))
    owed = list(obligations(seen((opened("G1", on=OPENED), position(ZWIJND, "agree", on=OPENED)), OPENED, network)))

    assert [(each.about, each.due, each.people[0], each.owner) for each in owed] == [
        (DORDT, LAST, SPEAKERS[DORDT], (PAM,)),
        (REGIO, LAST, SPEAKERS[REGIO], (PAM,)),
        ("board", LAST, STEF, (PAM,)),
    ]
    assert owed[0].key == "position/G1:dordt/-/1/2027-01-25"


def test_nobody_owes_a_position_once_the_gate_is_decided_or_silence_says_enough() -> None:
    waiting = seen((opened("G1", on=OPENED),), day(1, 26), THREE)
    silent = seen((opened("G1", on=OPENED),), day(1, 26), Network(consulting(silence_means_consent=True)))
    over = seen((opened("G1", on=OPENED), decided("G1", on=day(1, 20))), day(1, 20), THREE)

    assert (len(list(obligations(waiting))), list(obligations(silent)), list(obligations(over))) == (3, [], [])


def change(days: int = 0, until: date | None = None, *, on: date) -> TermExtended | TermSuspended:
    told = {
        "at": at(on),
        "by": PAM,
        "source": "form",
        "gate": "G1",
        "attempt": 1,
        "role": "r",
        "reason": "r",
        "due": LAST,
    }
    if until is not None:
        return TermSuspended.model_validate(told | {"until": until})
    return TermExtended.model_validate(told | {"days": days})


def test_the_term_moves_with_that_of_the_gate_unless_it_had_ended() -> None:
    def ends(*changes: Event) -> date | None:
        progress = seen((opened("G1", on=OPENED), *changes), day(2, 1), THREE)
        return until(progress, spot_of(THREE))

    assert ends(change(3, on=day(1, 20))) == day(1, 28)
    assert ends(change(until=day(1, 22), on=day(1, 20))) == day(1, 27)
    assert ends(change(3, on=day(1, 26))) == LAST


def test_days_on_which_the_term_stands_still_already_are_not_added_twice() -> None:
    still = change(until=day(1, 22), on=day(1, 20)), change(until=day(1, 26), on=day(1, 21))
    progress = seen((opened("G1", on=OPENED), *still), day(2, 1), THREE)

    # From Wednesday 20 until Tuesday 26 January four working days pass.
    assert until(progress, spot_of(THREE)) == day(1, 29)

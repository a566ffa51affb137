"""The laws of support: what holds whatever the consulted say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from scd_workflow.domain.network import Network
from scd_workflow.domain.positions import Support, support
from tests.consulted import position, spot_of, ten
from tests.examples import day, opened, seen

RISING = ("objection", "no_objection", "agree_with_remarks", "agree")
"""What somebody who answers can think, the least agreement first."""
VERDICTS = (None, "not_carried", "reserved", "carried")
WORTH = {
    "agree": Fraction(1),
    "agree_with_remarks": Fraction(3, 4),
    "no_objection": Fraction(1, 2),
    "objection": Fraction(-1),
}

thoughts = some.lists(some.sampled_from((*RISING, "not_applicable", None)), min_size=10, max_size=10)
networks = some.builds(ten, weighted=some.booleans(), silence=some.booleans())
days = some.sampled_from((day(1, 19), day(2, 1)))
OVER = day(1, 25)


def judged(network: Network, thinks: list[str | None], today: Any) -> Support:
    said = [position(f"o{number}", each, on=day(1, 18)) for number, each in enumerate(thinks) if each]
    return support(seen((opened("G1", on=day(1, 18)), *said), today, network), spot_of(network))


@given(networks, thoughts, days)
def test_the_index_is_the_weighted_mean_of_what_was_said(
    network: Network, thinks: list[str | None], today: Any
) -> None:
    found = judged(network, thinks, today)
    asked = network.gates[spot_of(network).gate.id].consultation
    assert asked is not None
    silent = Fraction(1, 2) if asked.silence_means_consent and today > OVER else Fraction(0)
    counted = [
        (number % 4 if asked.weighted_by_impact else 1, WORTH[each] if each else silent)
        for number, each in enumerate(thinks)
        if each != "not_applicable"
    ]
    whole = sum(weight for weight, _ in counted)

    assert found.index == (sum((weight * worth for weight, worth in counted), Fraction(0)) / whole if whole else None)
    assert found.index is None or -1 <= found.index <= 1
    assert (found.index is None) == (found.verdict is None)


@given(networks, thoughts, days, some.integers(0, 9), some.data())
def test_more_agreement_never_lowers_the_verdict(
    network: Network, thinks: list[str | None], today: Any, which: int, data: some.DataObject
) -> None:
    now = thinks[which]
    better = RISING[RISING.index(now) :] if now in RISING else RISING[1:]
    if now == "not_applicable":
        return
    more = [*thinks[:which], data.draw(some.sampled_from(better)), *thinks[which + 1 :]]

    before, after = judged(network, thinks, today), judged(network, more, today)

    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)


@given(networks, thoughts, days, some.sampled_from((3, 7)))
def test_an_objection_where_the_programme_weighs_heaviest_is_never_carried(
    network: Network, thinks: list[str | None], today: Any, which: int
) -> None:
    found = judged(network, [*thinks[:which], "objection", *thinks[which + 1 :]], today)

    assert found.verdict == "not_carried"
    assert "positions.objection_blocks" in [reason.code for reason in found.reasons]

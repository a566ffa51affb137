from __future__ import annotations

import pytest

from flows.listening.calm import MANY, QUIET, RUSH, Calm

SOON = 0.1


class Clock:
    """Stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def answered(calm: Calm, times: int) -> None:
    """Let people answer so many times at once."""
    for _ in range(times):
        calm.disturb()


def test_what_follows_from_one_answer_follows_soon() -> None:
    clock = Clock()
    calm = Calm(clock)

    calm.disturb()

    assert calm.until(SOON) == pytest.approx(100 + SOON)


def test_a_few_answers_are_no_rush() -> None:
    calm = Calm(Clock())

    answered(calm, MANY - 1)

    assert not calm.is_rush()


def test_while_one_answer_follows_the_other_nothing_is_urgent() -> None:
    clock = Clock()
    calm = Calm(clock)

    answered(calm, MANY - 1)
    clock.now += 1
    calm.disturb()

    assert calm.until(SOON) == pytest.approx(101 + QUIET)


def test_a_rush_is_over_when_fewer_have_answered_lately() -> None:
    clock = Clock()
    calm = Calm(clock)
    answered(calm, MANY)
    assert calm.is_rush()

    clock.now += RUSH
    assert not calm.is_rush()


def test_nobody_waits_any_more_once_we_give_up() -> None:
    calm = Calm(Clock())
    answered(calm, MANY)

    calm.give_up()

    calm.wait()
    calm.rest()

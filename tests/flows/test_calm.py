from __future__ import annotations

import pytest

from flows.listening.calm import QUIET, RUSH, Calm

SOON = 0.1


class Clock:
    """Stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_follows_from_one_answer_follows_soon() -> None:
    clock = Clock()
    calm = Calm(clock)

    calm.disturb()

    assert calm.until(SOON) == pytest.approx(100 + SOON)


def test_while_one_answer_follows_the_other_nothing_is_urgent() -> None:
    clock = Clock()
    calm = Calm(clock)

    calm.disturb()
    clock.now += 1
    calm.disturb()

    assert calm.until(SOON) == pytest.approx(101 + QUIET)


def test_a_rush_is_over_when_the_last_but_one_has_answered_long_ago() -> None:
    clock = Clock()
    calm = Calm(clock)
    calm.disturb()
    calm.disturb()
    assert calm.is_rush()

    clock.now += RUSH
    assert not calm.is_rush()


def test_nobody_waits_any_more_once_we_give_up() -> None:
    calm = Calm(Clock())
    calm.disturb()
    calm.disturb()

    calm.give_up()

    calm.wait()
    calm.rest()

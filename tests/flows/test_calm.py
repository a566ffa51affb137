from __future__ import annotations

import pytest

from flows.listening.calm import BETWEEN, QUIET, RUSH, Calm

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


def test_in_a_rush_whoever_was_turned_away_finds_room_to_try_again() -> None:
    clock = Clock()
    calm = Calm(clock)
    calm.disturb()
    calm.disturb()
    clock.now += 2

    calm.wait()

    assert calm.until() == pytest.approx(102 + BETWEEN)


def test_after_a_rush_we_go_on_as_fast_as_we_can() -> None:
    clock = Clock()
    calm = Calm(clock)
    calm.disturb()
    calm.disturb()
    clock.now += RUSH

    calm.wait()

    assert calm.until() < clock.now


def test_nobody_waits_any_more_once_we_give_up() -> None:
    calm = Calm(Clock())
    calm.disturb()

    calm.give_up()

    calm.wait()

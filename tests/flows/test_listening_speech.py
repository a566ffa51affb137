"""What the listener says: each trouble once, and nothing of what people filled in."""

from __future__ import annotations

import pytest

from flows.listening.speech import Speech
from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.reasons import because
from scd_workflow.texts import tell

pytestmark = pytest.mark.slow

GONE = StoreUnavailable(because("store.busy", place="scd.db"))


def test_the_same_trouble_is_told_once_until_it_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    speech = Speech("nl")

    for about in ("log", "log", "clerk", "log"):
        speech.trouble(about, GONE)
    speech.over("log")
    speech.over("clerk")
    speech.trouble("log", GONE)

    lines = capsys.readouterr().err.splitlines()
    assert ["scd.db" in line for line in lines] == [True, False, True]
    assert "werkt weer" in lines[1]


@pytest.mark.parametrize("first", ["log", "clerk", "mail"])
@pytest.mark.parametrize("last", ["log", "clerk", "mail"])
def test_that_the_database_works_again_is_told_whoever_found_it_first(
    first: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    speech = Speech("nl")

    for about in (first, last):
        speech.trouble(about, GONE)
    speech.over(last)
    speech.over(first)

    _, *after = capsys.readouterr().err.splitlines()
    assert [line.endswith(tell("listen.over_log")) for line in after] == [True]


def test_of_a_mistake_of_this_program_it_tells_where_and_not_about_what(capsys: pytest.CaptureFixture[str]) -> None:
    speech = Speech("nl")

    known: dict[str, str] = {}
    answer = str(2345)
    try:
        known[answer]
    except KeyError as error:
        speech.trouble("clerk", error)

    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "test_listening_speech.py" in said
    assert answer not in said

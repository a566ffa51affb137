"""The outbox as a table: how each message stands, and why, in words that people understand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.report.notices import TROUBLES, Line, ledger, table
from scd_workflow.texts import Language

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOME = ZoneInfo("Europe/Amsterdam")
LINE = Line(
    7, "decision/G1/-/1/2026-11-23/due/stef/mail", "stef", "mail", "Besluit nodig", "retry", 1, EIGHT, None,
    "[Errno 111] Connection refused", "unreachable",
)  # fmt: skip
GREYLISTED = replace(LINE, reason="Greylisted, try again later", code="450")


def remark(line: Line, language: Language = "nl") -> str:
    """What the last column says."""
    return table([line], language, HOME).rows[0][-1]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", sorted(TROUBLES))
def test_what_the_system_said_is_told_in_words_of_ours(code: str, language: Language) -> None:
    said = remark(replace(LINE, code=code), language)

    assert said
    assert "Errno" not in said


def test_what_a_server_said_stands_as_it_said_it() -> None:
    assert remark(GREYLISTED) == "Greylisted, try again later"


def test_what_a_server_said_stays_off_a_page_that_many_can_open() -> None:
    (row,) = ledger([GREYLISTED], "nl", HOME).rows

    assert row[-1] == "de server antwoordde 450"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("404", "de server antwoordde 404"),
        ("KeyError", "er ging iets mis in het programma zelf (KeyError)"),
        ("attempts_exhausted", "het versturen is na alle pogingen opgegeven"),
    ],
)
def test_what_failed_without_a_word_says_why_all_the_same(code: str, said: str) -> None:
    assert remark(replace(LINE, reason="", code=code)) == said


@pytest.mark.parametrize("state", ["claimed", "uncertain", "withdrawn"])
def test_what_was_withdrawn_on_its_way_says_why_in_words(state: str) -> None:
    found = remark(replace(LINE, state=state, reason="obligation_ended", code="450"))

    assert found == "niet meer nodig: de taak is klaar of vervallen"


def test_what_waits_says_from_when_it_may_go_out() -> None:
    assert remark(replace(LINE, reason="", code="", goes_at=EIGHT)) == "gaat niet uit vóór 2026-11-23 09:00"


def test_what_was_sent_after_all_tells_no_trouble() -> None:
    assert remark(replace(LINE, state="sent", sent_at=EIGHT, reason="")) == ""
    assert remark(replace(LINE, state="sent", sent_at=EIGHT, reason="", code="202")) == ""

"""Who is away, as people read it: a deputy who is away as well replaces nobody."""

from __future__ import annotations

from scd_workflow.domain.absences import not_over
from scd_workflow.report.absences import records, table
from tests.boards import away
from tests.examples import LIV, PAM, SARA, STEF, day, seen

GONE = away(STEF, LIV, since=day(1, 11), until=day(1, 29))


def deputies(*more: object, on: int = 4) -> list[str]:
    progress = seen((GONE, *more), day(1, on))  # type: ignore[arg-type]
    return [row[3] for row in table(progress, "nl").rows]


def test_a_deputy_who_is_there_is_named() -> None:
    assert deputies() == [LIV]


def test_of_a_deputy_who_is_away_meanwhile_it_is_said_when() -> None:
    meanwhile = away(LIV, PAM, since=day(1, 18), until=day(1, 22))

    assert deputies(meanwhile)[0] == "liv, zelf afwezig van 18 januari 2027 tot en met 22 januari 2027"
    progress = seen((GONE, meanwhile), day(1, 4))
    assert [each["deputy_away"] for each in records(progress)] == [["2027-01-18", "2027-01-22"], None]
    assert len(not_over(progress)) == 2


def test_an_absence_that_is_over_or_of_somebody_else_does_not_matter() -> None:
    assert deputies(away(LIV, since=day(1, 4), until=day(1, 10)))[-1] == LIV
    assert deputies(away(SARA))[-1] == LIV
    assert deputies(away(LIV, since=day(1, 11), until=day(1, 12)), on=13) == [LIV]

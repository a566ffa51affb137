"""Whatever is wrong, `scd` says so in one message that tells what to do, and nothing is lost."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.cli.conftest import TODAY, Scd

PERSON = ("--by", "programmamanager")
DECIDE = ("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--rationale", "Alles is er.")
STATE = ("gate", "state", "G1", "samenhang", "--by", "informatiearchitect", "--statement")

UNKNOWN = [
    (("status", "-o", "dordreht"), "dordrecht"),
    (("due", "-o", "dordreht"), "dordrecht"),
    (("due", "--person", "controler"), "controller"),
    (("gate", "show", "G11"), "G1"),
    (("gate", "show", "G2a", "-o", "grdd"), "grd"),
    (("gate", "open", "G3x", *PERSON), "G3"),
    (("gate", "state", "G1", "visi", *PERSON, "--statement", "x"), "visie"),
    (("gate", "decide", "g1", "--outcome", "go", *DECIDE[3:]), "G1"),
    ((*DECIDE, "--outcome", "no_go", "--back-to", "P1-1"), "P1-01"),
    ((*DECIDE, "--outcome", "conditional_go", "--condition", "x; privacy; 2099-01-01"), "privacy_officer"),
    (("activity", "done", "P2-01", "-o", "nergens", "--by", "niemand"), "“nergens”"),
    (("activity", "done", "P2-01", "-o", "nergens", "--by", "niemand"), "“niemand”"),
    (("gate", "decide", "G9", "--by", "niemand", "--rationale", " ", "--outcome", "go"), "“niemand”"),
    (("gate", "decide", "G9", "--by", "niemand", "--rationale", " ", "--outcome", "go"), "motivering"),
    (("activity", "start", "P2-1", *PERSON), "P2-01"),
    (("activity", "done", "P2/01", *PERSON), "P2-01"),
    (("activity", "waive", "", *PERSON, "--reason", "x"), "“”"),
    (("activity", "done", "P2-01", *PERSON, "-o", "../grd"), "grd"),
    (("activity", "done", "P2-01", "--by", "piet", "-o", "grd"), "projectleider-grd"),
    (("plan", "adopt", "--start", "2027-01-11", "--reason", "x", "--by", "programmamanger"), "programmamanager"),
]
"""Commands that name something that is not there, and what the answer should mention instead."""

MISUSED = [
    ("status", "--at", "morgen"),
    ("status", "-x"),
    ("statu",),
    ("status", "te", "veel"),
    ("status", "--json=ja"),
    ("log", "--last", "0"),
    ("log", "--last"),
    ("gate", "show"),
    ("gate", "shw"),
    ("gate", "decide", "G1", "--by", "x", "--rationale", "x"),
    (*DECIDE, "--outcome", "misschien"),
    (*DECIDE, "--outcome", "conditional_go", "--condition", "zonder datum"),
    ("activity", "reopen", "P1-01", *PERSON),
    ("--programme", "a/b", "status"),
    ("activity",),
    (),
]

UNFIT = {
    "a control sign": "rood\x1b[31m",
    "a null byte": "a\0b",
    "half a sign": "a\udcff",
    "a megabyte": "x" * 1_000_000,
}


def recorded(running: Scd) -> list[object]:
    """The log, but for who was refused what."""
    events = json.loads(running("log", "--json").out)
    return [each for each in events if "attempt_refused" not in each.values()]


@pytest.fixture
def untouched(running: Scd) -> Scd:
    """Runs a command that must be refused, and sees to it that it recorded nothing and broke off nowhere."""

    def refused(*arguments: str):  # type: ignore[no-untyped-def] # noqa: ANN202
        before = recorded(running)
        ran = running(*arguments)
        assert "Traceback" not in ran.err
        assert ran.code in {1, 2}
        assert ran.out == ""
        assert ran.err.strip()
        assert recorded(running) == before
        return ran

    return refused


@pytest.mark.parametrize(("arguments", "nearest"), UNKNOWN, ids=lambda each: str(each)[:40])
def test_a_name_that_does_not_exist_is_answered_with_one_that_does(
    untouched: Scd, arguments: tuple[str, ...], nearest: str
) -> None:
    ran = untouched(*arguments)

    assert ran.code == 1
    assert nearest in ran.err


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_a_command_line_that_cannot_be_read_is_misuse_and_not_refusal(
    untouched: Scd, arguments: tuple[str, ...]
) -> None:
    ran = untouched(*arguments)

    assert ran.code == 2
    assert not {"Error", "Usage", "Try", "Invalid", "Missing"} & set(ran.err.replace(":", " ").split())


@pytest.mark.parametrize("given", ["0", "65536", "x", "-1", "٣"])
def test_a_port_that_is_none_is_told_which_numbers_are(untouched: Scd, given: str) -> None:
    ran = untouched("web", "--port", given)

    assert ran.code == 2
    assert f"--port: “{given}” is geen poortnummer. Kies een getal van 1 tot en met 65535." in ran.err


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize(
    "arguments",
    [
        STATE,
        ("gate", "open", "G2", *PERSON, "--reason"),
        ("activity", "waive", "P1-01", *PERSON, "--reason"),
        ("activity", "evidence", "P1-01", *PERSON, "--evidence"),
        (*DECIDE[:-1],),
        (*DECIDE, "--outcome", "go", "--override"),
        ("plan", "adopt", "--start", "2027-01-11", "--reason"),
    ],
    ids=" ".join,
)
def test_a_text_that_no_page_could_show_is_refused(untouched: Scd, arguments: tuple[str, ...], text: str) -> None:
    more = ("--outcome", "go") if arguments[-1] == "--rationale" else ()

    ran = untouched(*arguments, text, *more)

    assert "stuurteken" in ran.err or "te lang" in ran.err


@pytest.mark.parametrize("arguments", [STATE, ("activity", "reopen", "P1-17", *PERSON, "--reason"), DECIDE[:-1]])
def test_a_text_of_spaces_only_is_no_text(untouched: Scd, arguments: tuple[str, ...]) -> None:
    untouched(*arguments, " \t ", *(("--outcome", "go") if "--rationale" in arguments else ()))


def test_a_text_of_some_pages_with_line_breaks_and_accents_is_kept_as_it_was_written(running: Scd) -> None:
    text = "Eerste regel: vóór 'alles' en \"meer\"\n\n* € 5 | 🙂\u00a0\n" + "x" * 9_000

    ran = running(*STATE, text)

    assert ran.code == 0
    assert running("log", "--last", "1").out.count("\n") == 3


def test_a_day_that_is_still_to_come_is_neither_recorded_nor_shown(untouched: Scd) -> None:
    tomorrow = (TODAY + timedelta(days=2)).isoformat()

    assert "toekomst" in untouched(*STATE, "x", "--on", tomorrow).err
    assert "moet nog komen" in untouched("status", "--at", tomorrow).err
    assert untouched("due", "--at", "9999-12-31").code == 1


def test_a_year_that_must_be_a_mistake_is_named(untouched: Scd) -> None:
    assert "Controleer het jaar" in untouched(*STATE, "x", "--on", "0001-01-01").err
    assert "Controleer het jaar" in untouched("plan", "adopt", "--start", "9999-12-31", "--reason", "x").err
    assert "Controleer het jaar" in untouched("plan", "adopt", "--start", "0001-01-01", "--reason", "x").err
    assert "nog geen plan" in untouched("status", "--at", "0001-01-01").err


@pytest.mark.parametrize(
    "day", [date(2020, 1, 1), TODAY, date(9999, 12, 31), TODAY.replace(year=TODAY.year + 9, day=1)]
)
def test_a_decision_sets_dates_that_can_be_kept(untouched: Scd, day: date) -> None:
    assert (
        "toekomst" in (said := untouched(*DECIDE, "--outcome", "deferred", "--until", str(day)).err)
        or "ver weg" in said
    )
    condition = ("--outcome", "conditional_go", "--condition", f"Toets af; privacy_officer; {day}")
    assert "toekomst" in (said := untouched(*DECIDE, *condition).err) or "ver weg" in said


@pytest.mark.parametrize("command", ["status", "log", "due", "gate list", "plan show", "plan diff", "notices send"])
def test_a_programme_without_a_plan_says_how_to_get_one(scd: Scd, command: str) -> None:
    ran = scd(*command.split())

    assert ran.code == 1
    assert "scd plan adopt" in ran.err


@pytest.mark.parametrize("command", ["status", "log", "audit head", "audit verify", "notices list", "notices send"])
def test_a_programme_that_the_database_does_not_know_is_not_taken_for_an_empty_one(running: Scd, command: str) -> None:
    ran = running("--programme", "KAZ", *command.split())

    assert (ran.code, ran.out) == (1, "")
    assert "KZA" in ran.err


@pytest.mark.parametrize(
    "head", ["x", "1-x", f"-1-{'0' * 64}", f"1-{'G' * 64}", f"1-{'0' * 64}", f"{'9' * 30}-{'0' * 64}"]
)
def test_a_head_that_does_not_belong_to_the_log_is_not_taken_for_proof(untouched: Scd, head: str) -> None:
    assert untouched("audit", "verify", f"--head={head}").code == 1


@pytest.mark.parametrize(("typed", "meant"), [(("statu",), "status"), (("gate", "lsit"), "list")])
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    scd: Scd, typed: tuple[str, ...], meant: str
) -> None:
    assert f"Het meest lijkt {meant}." in scd(*typed).err


def test_what_is_no_condition_hides_nothing_of_the_others(untouched: Scd) -> None:
    past, stranger = "Toets; privacy_officer; 2020-01-01", "Toets; koning; 2027-06-01"
    given = (word for each in (past, "bla", stranger) for word in ("--condition", each))

    ran = untouched(*DECIDE, "--outcome", "conditional_go", *given)

    assert ran.code == 2
    assert all(part in ran.err for part in ("“bla”", "1 januari 2020", "“koning”"))

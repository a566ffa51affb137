"""Whatever is wrong, `scd` says so in one message that tells what to do, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

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

SETTINGS = {
    "SCD_DATABASE_URL": ("mysql://x", "sqlite:///", "postgresql+psycopg://x:secret@127.0.0.1:abc/x", "x"),
    "SCD_PROGRAMME": ("a/b", "é", "x" * 61),
    "SCD_LANGUAGE": ("fr",),
    "SCD_SERVER_HOST": ("een machine",),
    "SCD_SERVER_PORT": ("0", "99999", "poort"),
    "SCD_UI_URL": ("ftp://x",),
}

UNFIT = {
    "a control sign": "rood\x1b[31m",
    "a null byte": "a\0b",
    "half a sign": "a\udcff",
    "a megabyte": "x" * 1_000_000,
}


@pytest.fixture
def untouched(running: Scd) -> Scd:
    """Runs a command that must be refused, and sees to it that it recorded nothing and broke off nowhere."""

    def refused(*arguments: str):  # type: ignore[no-untyped-def] # noqa: ANN202
        before = running("audit", "verify", "--json").out
        ran = running(*arguments)
        assert "Traceback" not in ran.err
        assert ran.code in {1, 2}
        assert ran.out == ""
        assert ran.err.strip()
        assert running("audit", "verify", "--json").out == before
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


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in SETTINGS.items() for value in values])
def test_a_wrong_setting_is_named_and_its_secrets_are_not(
    running: Scd, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    ran = running("status")

    assert (ran.code, ran.out) == (1, "")
    assert name in ran.err
    assert "secret" not in ran.err


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://x:secret@127.0.0.1:1/x", "postgresql+psycopg://x:secret@127.0.0.1:1/x?y=z"]
)
def test_a_server_that_does_not_answer_is_named_without_its_password(
    scd: Scd, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SCD_DATABASE_URL", url)

    ran = scd("status")

    assert ran.code == 1
    assert "SCD_DATABASE_URL" in ran.err
    assert "secret" not in ran.err


def test_a_file_that_is_no_database_is_left_as_it_is(scd: Scd, var: Path) -> None:
    var.mkdir()
    (var / "scd.db").write_bytes(b"Dit is een brief." * 100)

    ran = scd("status")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "is geen database" in ran.err
    assert (var / "scd.db").read_bytes() == b"Dit is een brief." * 100


def test_a_database_of_a_newer_version_is_left_as_it_is(running: Scd, var: Path) -> None:
    with closing(sqlite3.connect(var / "scd.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    ran = running("activity", "start", "P2-01", *PERSON)

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "9999" in ran.err


def test_a_folder_in_which_nothing_can_be_made_is_named(
    scd: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("SCD_VAR", str(tmp_path / "a-file" / "below"))

    ran = scd("status")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert str(tmp_path / "a-file" / "below") in ran.err


def test_mail_waits_when_there_is_no_server(running: Scd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCD_MAIL_URL", "smtp://127.0.0.1:1")

    refused = running("notices", "send")
    decided = running(*DECIDE, "--outcome", "go")
    monkeypatch.delenv("SCD_MAIL_URL")
    sent = running("notices", "send")

    assert (refused.code, decided.code, sent.code) == (1, 0, 0)
    assert "blijven wachten" in refused.err
    assert not sent.out.startswith("0 ")


def test_files_that_cannot_be_read_stop_no_decision(
    running: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    (config / "raci.yaml").write_text("raci: [\n", encoding="utf-8")
    (config / "people.yaml").write_text("people: {\n", encoding="utf-8")
    monkeypatch.setenv("SCD_CONFIG", str(config))

    checked, adopted, compared = (running(*each) for each in (("check",), ("plan", "adopt"), ("plan", "diff")))
    status, decided = running("status"), running(*DECIDE, "--outcome", "go")

    assert (checked.code, adopted.code, compared.code, status.code, decided.code) == (1, 1, 1, 0, 0)
    assert all(f"{config}/raci.yaml:2: " in each.err for each in (checked, adopted, compared))


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("programme.yaml", "  id: KZA", "  id: KZA\n  start: 9999-01-01"),
        ("programme.yaml", "  id: KZA", "  id: KZA\n  start: 0001-01-01"),
        ("phases/3-borging.yaml", "term: ", "term: 99"),
    ],
)
def test_a_plan_that_no_calendar_holds_is_told_by_check_and_not_found_out_later(
    running: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, was: str, becomes: str
) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    text = (config / file).read_text(encoding="utf-8")
    (config / file).write_text(text.replace(was, becomes), encoding="utf-8")
    monkeypatch.setenv("SCD_CONFIG", str(config))

    for command in (("check",), ("plan", "diff"), ("plan", "adopt", "--reason", "x")):
        ran = running(*command)
        assert ran.code == 1
        assert ran.err.startswith(f"{config / file}:")


def test_a_configuration_that_is_not_there_is_one_message(scd: Scd, tmp_path: Path) -> None:
    ran = scd("check", "--config", str(tmp_path / "nowhere"))

    assert ran.code == 1
    assert "--config" in ran.err


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

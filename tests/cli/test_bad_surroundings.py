"""Whatever is wrong around `scd`, its settings, files and servers, it says so in one message, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scd_workflow.cli import cli
from tests.cli.conftest import Scd

DECIDE = ("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--rationale", "Alles is er.")

SETTINGS = {
    "SCD_DATABASE_URL": ("mysql://x", "sqlite:///", "postgresql+psycopg://x:secret@127.0.0.1:abc/x", "x"),
    "SCD_PROGRAMME": ("a/b", "é", "x" * 61),
    "SCD_LANGUAGE": ("fr",),
    "SCD_SERVER_HOST": ("een machine",),
    "SCD_SERVER_PORT": ("0", "99999", "poort"),
    "SCD_UI_URL": ("ftp://x",),
}


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

    ran = running("activity", "start", "P2-01", "--by", "programmamanager")

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


def test_sending_ends_with_the_file_that_keeps_new_messages_from_being_made(
    running: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    (config / "ladder.yaml").write_text("decision: [\n", encoding="utf-8")
    monkeypatch.setenv("SCD_CONFIG", str(config))

    sent, decided = running("notices", "send"), running(*DECIDE, "--outcome", "go")

    assert (sent.code, decided.code) == (1, 0)
    assert f"{config}/ladder.yaml:" in sent.err
    assert sent.err.count("\n") == 1


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


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (errno.EROFS, "alleen te lezen"),
        (errno.EACCES, "mag deze gebruiker niet"),
        (errno.EPERM, "mag deze gebruiker niet"),
    ],
)
def test_a_place_where_nothing_may_be_written_is_named_in_one_message(
    running: Scd, monkeypatch: pytest.MonkeyPatch, fault: int, said: str
) -> None:
    def refused(**_: object) -> None:
        raise OSError(fault, os.strerror(fault), "/srv/scd/var/run.lock")

    monkeypatch.setattr(cli, "callback", refused)

    ran = running("status")

    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("/srv/scd/var/run.lock ")
    assert said in ran.err

"""The environment of the processes that `scd up` starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scd_workflow.cli.up.environment import (
    CALM,
    PRIVATE,
    SECRET,
    child_environment,
    local_url,
    server_environment,
)
from scd_workflow.config.settings import Settings
from tests.stack import ROOT

HERE = Path("/srv/scd")
EXAMPLE = ROOT / "deployments" / "server" / "scd.env.example"
SETTING = re.compile(r"^([A-Za-z_]+)=(.*)$", re.MULTILINE)


def environment_of(**given: str) -> dict[str, str]:
    return child_environment(given, Settings.read(given), HERE)


def test_every_process_uses_the_same_server_and_the_same_home() -> None:
    environment = environment_of(SCD_SERVER_PORT="4311", SCD_VAR="elsewhere")

    assert environment["PREFECT_HOME"] == "/srv/scd/elsewhere/prefect"
    assert environment["PREFECT_SERVER_API_PORT"] == "4311"
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4311/api"
    assert environment["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:4311/api"
    assert environment["PREFECT_UI_URL"] == "http://127.0.0.1:4311/v2"


def test_a_run_that_works_in_another_folder_finds_the_same_files() -> None:
    environment = environment_of()

    assert environment["SCD_CONFIG"] == "/srv/scd/config"
    assert environment["SCD_DATABASE_URL"] == "sqlite:////srv/scd/var/scd.db"
    assert environment["SCD_MAIL_URL"] == "/srv/scd/var/mail"


def test_absolute_paths_and_servers_are_passed_on_as_they_are() -> None:
    given = {
        "SCD_DATABASE_URL": "postgresql+psycopg://scd@db/scd",
        "SCD_MAIL_URL": "smtp://mail:25",
        "SCD_VAR": "/var/scd",
    }

    environment = environment_of(**given)

    assert {name: environment[name] for name in given} == given


def test_the_children_settings_are_settings_that_can_be_read() -> None:
    settings = Settings.read(environment_of(SCD_PROGRAMME="KZA", SCD_LANGUAGE="en"))

    assert (settings.programme, settings.language, settings.config) == ("KZA", "en", HERE / "config")


def test_nothing_is_reported_to_anybody_whatever_the_environment_says() -> None:
    environment = environment_of(DO_NOT_TRACK="0", PREFECT_SERVER_ANALYTICS_ENABLED="true")

    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_server_can_ask_nothing_of_the_outside_world_and_the_worker_can() -> None:
    children = environment_of(HTTPS_PROXY="http://proxy.example.nl:3128")

    assert children["HTTPS_PROXY"] == "http://proxy.example.nl:3128"
    assert server_environment(children)["HTTPS_PROXY"] == "http://127.0.0.1:9"


def test_a_prefect_account_of_the_user_is_left_out() -> None:
    given = {"PREFECT_API_URL": "https://api.prefect.cloud/api", "PREFECT_API_KEY": "pnu_1", "PREFECT_PROFILE": "cloud"}

    environment = environment_of(**given)

    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert environment.keys().isdisjoint({"PREFECT_API_KEY", "PREFECT_PROFILE"})


def test_prefects_own_database_and_pace_can_be_chosen() -> None:
    given = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://prefect@db/prefect",
        "PREFECT_WORKER_QUERY_SECONDS": "5",
    }

    environment = environment_of(**given)

    assert {name: environment[name] for name in given} == given


def test_what_protects_the_server_is_known_to_the_worker() -> None:
    environment = environment_of(PREFECT_SERVER_API_AUTH_STRING="kza:secret")

    assert environment["PREFECT_API_AUTH_STRING"] == "kza:secret"


def test_byte_code_is_kept_even_where_the_environment_says_not_to() -> None:
    assert "PYTHONDONTWRITEBYTECODE" not in environment_of(PYTHONDONTWRITEBYTECODE="1")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:4200"),
        ("0.0.0.0", "http://127.0.0.1:4200"),  # noqa: S104 - nobody listens
        ("::1", "http://[::1]:4200"),
        ("scd.intern", "http://scd.intern:4200"),
    ],
)
def test_processes_on_this_machine_reach_the_server_without_the_proxy_before_it(host: str, url: str) -> None:
    settings = Settings.read({"SCD_SERVER_HOST": host, "SCD_UI_URL": "https://scd.example.nl"})

    assert local_url(settings) == url


def test_the_key_of_the_codes_reaches_our_processes_and_not_prefects_server() -> None:
    children = environment_of(SCD_CODE_KEY="01" * 32)

    assert children["SCD_CODE_KEY"] == "01" * 32
    assert "SCD_CODE_KEY" not in server_environment(children)


def test_the_server_has_every_setting_that_everything_starts_with_here() -> None:
    told = dict(SETTING.findall(EXAMPLE.read_text(encoding="utf-8")))
    chosen = CALM | PRIVATE

    # The programme is the only one in its database, and a unit of systemd inherits no proxy that it would have to go round.
    needless = {"SCD_PROGRAMME", "NO_PROXY", "no_proxy"}
    assert child_environment({}, Settings.read({}), HERE).keys() - told.keys() == needless
    # A server that runs for years asks its database for work less often than somebody who looks on does.
    assert {name for name in chosen if told[name] != chosen[name]} == {"PREFECT_WORKER_QUERY_SECONDS"}


def test_what_the_server_is_told_twice_is_the_same_both_times() -> None:
    told = dict(SETTING.findall(EXAMPLE.read_text(encoding="utf-8")))
    settings = Settings.read({name: value for name, value in told.items() if name not in SECRET})

    assert child_environment(told, settings, HERE).items() >= told.items()

"""Settings come from the environment, with defaults that work on an empty machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.config.settings import Settings
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.texts import say
from tests.config.examples import EXAMPLE


def test_without_any_variable_everything_stays_in_the_working_directory() -> None:
    settings = Settings.read({})

    assert settings == Settings(
        config=Path("config"),
        var=Path("var"),
        database_url="sqlite:///var/scd.db",
        programme=None,
        language="nl",
        mail_url="var/mail",
        server_host="127.0.0.1",
        server_port=4200,
        ui_url="http://127.0.0.1:4200",
    )


def test_the_example_environment_says_what_the_defaults_are() -> None:
    lines = (EXAMPLE / "example.env").read_text(encoding="utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    assert Settings.read(environ) == Settings.read({})
    assert lines[0::2] == [line for line in lines if line.startswith("# ")]


def test_database_and_mail_follow_the_data_folder_and_the_links_follow_the_port() -> None:
    settings = Settings.read({"SCD_VAR": "/srv/kza", "SCD_SERVER_HOST": "::", "SCD_SERVER_PORT": "4300"})

    assert settings.database_url == "sqlite:////srv/kza/scd.db"
    assert settings.mail_url == "/srv/kza/mail"
    assert settings.ui_url == "http://127.0.0.1:4300"


def test_what_is_set_goes_before_what_follows() -> None:
    settings = Settings.read(
        {"SCD_UI_URL": "https://kza.example.nl/", "SCD_MAIL_URL": "smtp://relay", "SCD_PROGRAMME": "KZA"}
    )

    assert settings.ui_url == "https://kza.example.nl"
    assert Settings.read({"SCD_WEB_HOST": "::1", "SCD_WEB_PORT": "80"}).web_url == "http://[::1]:80"
    assert (settings.mail_url, settings.programme) == ("smtp://relay", "KZA")


def test_an_empty_variable_counts_as_absent() -> None:
    assert Settings.read({"SCD_PROGRAMME": "", "SCD_DATABASE_URL": ""}) == Settings.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCD_DATABASE_URL", "mysql://localhost/kza"),
        ("SCD_DATABASE_URL", "scd.db"),
        ("SCD_PROGRAMME", "K Z A"),
        ("SCD_PROGRAMME", "K" * 61),
        ("SCD_LANGUAGE", "fr"),
        ("SCD_SERVER_HOST", "hier en daar"),
        ("SCD_SERVER_PORT", "0"),
        ("SCD_SERVER_PORT", "65536"),
        ("SCD_SERVER_PORT", "vierduizend"),
        ("SCD_SERVER_PORT", "-1"),
        ("SCD_SERVER_PORT", "٤٢"),
        ("SCD_KEEP_BODIES", "0"),
        ("SCD_KEEP_BODIES", "3651"),
        ("SCD_KEEP_BODIES", "een kwartaal"),
        ("SCD_UI_URL", "kza.example.nl"),
        ("SCD_WEB_HOST", "hier en daar"),
        ("SCD_WEB_PORT", "65536"),
        ("SCD_WEB_URL", "kza.example.nl"),
        ("SCD_MAIL_URL", "gopher://mail.example.nl"),
        ("SCD_CODE_KEY", "ab12"),
        ("SCD_CODE_KEY", "geen sleutel"),
        ("SCD_UI_URL", "http://[::1"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(PlanInvalid) as refused:
        Settings.read({name: value})

    (reason,) = refused.value.reasons
    assert say(reason, "nl").startswith(f"{name}: ")
    assert say(reason, "en").startswith(f"{name}: ")


def test_all_wrong_values_are_refused_at_once() -> None:
    with pytest.raises(PlanInvalid) as refused:
        Settings.read({"SCD_LANGUAGE": "fr", "SCD_SERVER_PORT": "x", "SCD_UI_URL": "x"})

    assert [reason.values["name"] for reason in refused.value.reasons] == [
        "SCD_LANGUAGE",
        "SCD_SERVER_PORT",
        "SCD_UI_URL",
    ]


def test_a_password_in_an_address_is_neither_shown_nor_repeated() -> None:
    settings = Settings.read({"SCD_DATABASE_URL": "postgresql+psycopg://kza:geheim@db/kza"})
    with pytest.raises(PlanInvalid) as refused:
        Settings.read({"SCD_DATABASE_URL": "postgres://kza:geheim@db/kza"})

    assert "geheim" not in repr(settings)
    assert "geheim" not in say(refused.value.reasons[0])

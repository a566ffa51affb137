"""`scd channels test` shows which channels work, and sends nobody anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scd_workflow.cli.up.environment import child_environment, server_environment
from scd_workflow.config.settings import Settings
from tests.authority import Authority, new_authority
from tests.cli.conftest import Scd
from tests.config.examples import Folder
from tests.mailbox import HOST, mailbox, nowhere, scripted
from tests.webhook import answer, webhook

CHANNELS = """\
mail:
  sender: Programma KZA <kza@example.nl>
  reply_to: programmabureau@example.nl
  message_id_domain: example.nl
  organisations:
    dordrecht:
      sender: kza@dordrecht.example
      transport: {own}
      secret: SCD_SECRET_DORDRECHT
destinations:
  beheer:
    kind: teams
    secret: SCD_SECRET_TEAMS
  wand:
    kind: apprise
    secret: SCD_SECRET_WAND
"""
OFFERED = "250-mail.example.nl\r\n250 AUTH PLAIN"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority that this machine does not trust."""
    return new_authority(tmp_path)


@pytest.fixture
def channels(tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> Folder:
    """A configuration with channels of every kind."""
    assert not var.exists()
    folder = Folder(tmp_path / "config")
    monkeypatch.setenv("SCD_CONFIG", str(folder.path))
    monkeypatch.setenv("SCD_CA_FILE", str(authority.file))
    monkeypatch.setenv("SCD_SECRET_DORDRECHT", "geheim")
    monkeypatch.setenv("SCD_SECRET_WAND", "jsons://127.0.0.1/geheim")
    return folder


@pytest.mark.usefixtures("var")
def test_mail_to_a_folder_works_from_the_start(scd: Scd) -> None:
    tried = scd("channels", "test")

    assert tried.code == 0
    assert tried.out.splitlines()[-1].split() == ["mail", "map", "✓", "werkt", "Er", "is", "in", "te", "schrijven."]


def test_every_channel_is_tried_and_nobody_gets_anything(
    scd: Scd, channels: Folder, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = authority.context()
    with (
        mailbox() as box,
        scripted(tls=tls, implicit=True, EHLO=OFFERED) as own,
        webhook(tls, answer("202 Accepted")) as service,
    ):
        channels.write("channels.yaml", CHANNELS.format(own=f"smtps://kza@{HOST}:{own.port}"))
        monkeypatch.setenv("SCD_MAIL_URL", box.url)
        monkeypatch.setenv("SCD_SECRET_TEAMS", f"{service.url}/workflows/geheim?sig=GEHEIM")
        tried = scd("channels", "test", "--json")

    assert tried.code == 0
    assert {each["channel"]: (each["kind"], each["state"]) for each in json.loads(tried.out)} == {
        "mail": ("smtp", "works"),
        "mail/dordrecht": ("smtp", "works"),
        "beheer": ("teams", "untried"),
        "wand": ("apprise", "untried"),
    }
    assert [each.partition(" ")[0] for each in own.commands] == ["ehlo", "AUTH", "quit"]
    assert (box.received, own.stored, service.asked) == ([], [], [])
    assert "geheim" not in (tried.out + tried.err).lower()


def test_links_that_lead_nowhere_elsewhere_are_told_when_mail_leaves_this_machine(
    scd: Scd, channels: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels.write("channels.yaml", CHANNELS.partition("  organisations:")[0])
    monkeypatch.setenv("SCD_WEB_URL", "https://kza.example.nl/antwoord")
    with mailbox() as box:
        monkeypatch.setenv("SCD_MAIL_URL", box.url)
        near = scd("channels", "test", "--json")
        # No machine has this address of its own, and every one answers to it.
        monkeypatch.setenv("SCD_MAIL_URL", box.url.replace(HOST, "0.0.0.0"))  # noqa: S104
        away = scd("channels", "test", "--json")

    assert [each["channel"] for each in json.loads(near.out)] == ["mail"]
    assert (near.code, away.code) == (0, 1)
    mail, link = json.loads(away.out)
    assert (mail["state"], link["channel"], link["state"]) == ("works", "SCD_UI_URL", "fails")
    assert "http://127.0.0.1:" in link["remark"]


def test_a_channel_that_does_not_work_is_shown_with_what_to_do(
    scd: Scd, channels: Folder, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted(tls=authority.context(), implicit=True, EHLO=OFFERED, AUTH="535 wrong") as own:
        channels.write("channels.yaml", CHANNELS.format(own=f"smtps://kza@{HOST}:{own.port}"))
        monkeypatch.setenv("SCD_MAIL_URL", nowhere())
        tried = scd("channels", "test")

    assert tried.code == 1
    for channel, said in (
        ("mail ", "is niet te bereiken"),
        ("mail/dordrecht", "weigert de gebruikersnaam of het wachtwoord (535 wrong)"),
        ("beheer", "SCD_SECRET_TEAMS ontbreekt."),
    ):
        (line,) = (each for each in tried.out.splitlines() if each.startswith(channel))
        assert "✗ werkt niet" in line
        assert said in line


def test_a_test_message_is_posted_where_that_is_asked(
    scd: Scd, channels: Folder, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook(authority.context(), answer("202 Accepted"), answer("404 Not Found")) as service:
        channels.write(
            "channels.yaml", CHANNELS.format(own="var/eigen").replace("      secret: SCD_SECRET_DORDRECHT\n", "")
        )
        monkeypatch.setenv("SCD_SECRET_TEAMS", f"{service.url}/workflows/a")
        posted, refused = scd("channels", "test", "--post", "beheer"), scd("channels", "test", "--post", "beheer")

    assert (posted.code, refused.code) == (0, 1)
    assert "Proefbericht geplaatst." in posted.out
    assert "neemt geen berichten meer aan (404)" in refused.out
    title = json.loads(service.asked[0].body)["attachments"][0]["content"]["body"][0]
    assert title["text"] == "Proefbericht"


def test_a_destination_that_does_not_exist_is_refused_with_those_that_do(scd: Scd, channels: Folder) -> None:
    channels.write("channels.yaml", CHANNELS.format(own="smtps://kza@mail.example.nl"))

    refused = scd("channels", "test", "--post", "beeher")

    assert refused.code == 1
    assert refused.err.strip() == "Bestemming “beeher” bestaat niet. Kies uit: beheer, wand."


def test_what_is_started_finds_the_files_and_prefects_server_gets_no_secret(tmp_path: Path) -> None:
    environ = {"SCD_CA_FILE": "ca.pem", "SCD_SECRET_MAIL": "geheim", "SCD_SECRET_TEAMS_FILE": "teams"}

    children = child_environment(environ, Settings.read(environ), tmp_path)

    assert children["SCD_CA_FILE"] == str(tmp_path / "ca.pem")
    assert children["SCD_SECRET_TEAMS_FILE"] == str(tmp_path / "teams")
    assert children["SCD_SECRET_MAIL"] == "geheim"
    assert not any(name.startswith("SCD_SECRET") for name in server_environment(children))

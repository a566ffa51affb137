"""Channels: in whose name mail goes out, by which way, and where else messages are posted."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.app.checking import problems_in
from scd_workflow.config.channels import MAIL, Pace, load_channels
from scd_workflow.config.check import check
from scd_workflow.config.secrets import secret_of
from scd_workflow.config.settings import Settings
from scd_workflow.config.transports import GraphTenant, MailFolder, MailServer, WrongTransport, mail_transport
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.texts import say
from tests.config.examples import Folder

DORDRECHT = OrganisationId("dordrecht")
CHANNELS = """\
mail:
  sender: Programma KZA <kza@example.nl>
  reply_to: programmabureau@example.nl
  message_id_domain: example.nl
  alarm: beheer
  organisations:
    dordrecht:
      sender: KZA Dordrecht <o'brien@dordrecht.example>
      transport: smtps://kza@mail.dordrecht.example
      secret: SCD_SECRET_MAIL_DORDRECHT
    papendrecht:
      sender: kza@papendrecht.example
      reply_to: info@papendrecht.example
destinations:
  beheer:
    kind: teams
    secret: SCD_SECRET_TEAMS_BEHEER
    alarm: programmamanager
  storing:
    kind: apprise
    secret: SCD_SECRET_NTFY
    alarm: beheer
    roles: [secretary]
    organisation: zwijndrecht
"""
SECRETS = {
    "SCD_SECRET_MAIL_DORDRECHT": "geheim",
    "SCD_SECRET_TEAMS_BEHEER": "https://flow.example/workflows/a/triggers/manual/paths/invoke?sig=GEHEIM",
    "SCD_SECRET_NTFY": "ntfys://ntfy.example/kza",
}


@pytest.fixture
def channels(folder: Folder) -> Folder:
    """A programme with channels of every kind."""
    folder.write("channels.yaml", CHANNELS)
    return folder


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("var/mail", MailFolder(Path("var/mail"))),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, "none", "")),
        ("smtp://relay", MailServer("relay", 25, "none", "")),
        ("smtp+starttls://relay", MailServer("relay", 587, "starttls", "")),
        ("smtp+starttls://kza@relay:25", MailServer("relay", 25, "starttls", "kza")),
        ("smtps://kza@mail.example.nl", MailServer("mail.example.nl", 465, "tls", "kza")),
        ("smtps://kza%40example.nl@mail.example.nl", MailServer("mail.example.nl", 465, "tls", "kza@example.nl")),
        ("smtps://kza@example.nl@mail.example.nl", MailServer("mail.example.nl", 465, "tls", "kza@example.nl")),
        ("smtp://[::1]:25", MailServer("::1", 25, "none", "")),
        ("graph://9f-1@example.nl", GraphTenant("example.nl", "9f-1", "", "")),
        (
            "graph://9f-1@example.nl?login=https://login.example/&api=https://graph.example",
            GraphTenant("example.nl", "9f-1", "https://login.example", "https://graph.example"),
        ),
    ],
)
def test_a_way_for_mail_is_written_as_an_address(text: str, meant: object) -> None:
    assert mail_transport(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("smtp://", "transport"),
        ("smtp://host:0x", "transport"),
        ("smtp://host:99999", "transport"),
        ("smtp://host/path", "transport"),
        ("smtp://host?verify=no", "transport"),
        ("smtps://ho st", "transport"),
        ("mailto://host", "transport"),
        ("http://[x", "transport"),
        ("graph://example.nl", "transport"),
        ("graph://9f@example.nl?api=http://graph.example", "transport"),
        ("graph://9f@example.nl?verify=https://no", "transport"),
        ("smtps://kza%0d%0aQUIT@host", "transport"),
        ("smtp://jan:geheim@host", "transport_password"),
        ("smtps://jan:geheim@host", "transport_password"),
        ("smtps://jan:@host", "transport_password"),
        ("graph://9f:geheim@example.nl", "transport_password"),
        ("smtp://jan@host", "transport_open_login"),
    ],
)
def test_what_is_no_way_for_mail_is_refused_without_repeating_it(text: str, why: str) -> None:
    with pytest.raises(WrongTransport) as wrong:
        mail_transport(text)
    with pytest.raises(PlanInvalid) as refused:
        Settings.read({"SCD_MAIL_URL": text})

    assert str(wrong.value) == why
    (reason,) = refused.value.reasons
    assert say(reason).startswith("SCD_MAIL_URL: ")
    assert "geheim" not in repr(reason)


def test_an_organisation_has_a_voice_and_a_way_of_its_own(channels: Folder) -> None:
    mail = load_channels(channels.path).mail

    for organisation, sender, reply_to, channel in (
        (None, "Programma KZA <kza@example.nl>", "programmabureau@example.nl", MAIL),
        ("alblasserdam", "Programma KZA <kza@example.nl>", "programmabureau@example.nl", MAIL),
        ("papendrecht", "kza@papendrecht.example", "info@papendrecht.example", MAIL),
        (DORDRECHT, "KZA Dordrecht <o'brien@dordrecht.example>", "programmabureau@example.nl", "mail/dordrecht"),
    ):
        voice = mail.voice(OrganisationId(organisation) if organisation else None)
        assert (voice.sender, voice.reply_to, voice.channel) == (sender, reply_to, channel)


def test_each_channel_has_its_own_pace(channels: Folder) -> None:
    channels.write(
        "channels.yaml",
        CHANNELS.replace("  alarm: beheer\n  org", "  rate: 30\n  connections: 1\n  org")
        .replace("    secret: SCD_SECRET_NTFY\n", "    secret: SCD_SECRET_NTFY\n    rate: 20\n")
        .replace("SECRET_MAIL_DORDRECHT\n", "SECRET_MAIL_DORDRECHT\n      rate: 60\n"),
    )

    found = load_channels(channels.path)

    assert found.pace("mail") == Pace(connections=1, rate=30)
    # One that was written for an organisation which has no way of its own any more goes by the usual one.
    assert found.pace("mail/papendrecht") == Pace(connections=1, rate=30)
    assert found.pace("mail/dordrecht") == Pace(connections=1, rate=60)
    assert found.pace("storing") == Pace(connections=1, rate=20)
    assert found.pace("gone") == Pace(connections=1)


def test_channels_of_every_kind_are_in_order(channels: Folder) -> None:
    assert problems_in(channels.path, SECRETS) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("[secretary]", "[secretarry]", "check.unknown_role", "[secretarry]"),
        ("organisation: zwijndrecht", "organisation: zwijndregt", "config.unknown_organisation", "zwijndregt"),
        ("    roles: [secretary]\n", "", "config.place_for_nobody", "organisation: zwijndrecht"),
        ("    dordrecht:", "    dordrect:", "config.unknown_organisation", "dordrect:"),
        ("<o'brien@dordrecht.example>", "<o'brien@dordrecht>", "config.sender", "o'brien"),
        ("<o'brien@dordrecht.example>", "<>", "config.sender", "<>"),
        ("sender: kza@papendrecht.example", "sender: ''", "config.sender", "sender: ''"),
        ("sender: kza@papendrecht.example", "sender:", "config.empty", "      sender:\n"),
        ("info@papendrecht.example", "a@b.nl, c@d.nl", "config.address", "a@b.nl, c@d.nl"),
        ("smtps://kza@mail", "smtps://kza:geheim@mail", "config.transport_password", "geheim"),
        ("smtps://kza@mail", "smtp://kza@mail", "config.transport_open_login", "smtp://kza"),
        ("smtps://kza@mail", "mailtos://kza@mail", "config.transport", "mailtos:"),
        ("  alarm: beheer\n", "  rate: 0\n", "config.at_least", "rate: 0"),
        ("  alarm: beheer\n", "  rate: 30 per minuut\n", "config.number", "rate: 30 per"),
        ("  alarm: beheer\n", "  connections: 21\n", "config.at_most", "connections: 21"),
        ("  alarm: beheer\n", "  conections: 2\n", "config.unknown_key", "conections:"),
        ("    alarm: beheer\n", "    connections: 2\n", "config.unknown_key", "    connections: 2"),
        ("      reply_to: info", "      rate: 30\n      reply_to: info", "config.pace_for_nothing", "rate: 30"),
        ("      reply_to: info", "      connections: 2\n      reply_to: info", "config.pace_for_nothing", "connections: 2"),
        ("      secret: SCD_SECRET_MAIL_DORDRECHT\n", "", "config.secret_not_named", "transport:"),
        ("smtps://kza@mail", "smtps://mail", "config.secret_for_nothing", "secret: SCD_SECRET_MAIL_D"),
        ("SCD_SECRET_MAIL_DORDRECHT", "geheim", "config.secret_name", "secret: geheim"),
        ("SCD_SECRET_NTFY", "SCD_SECRET_NTFY_FILE", "config.secret_name", "NTFY_FILE"),
        ("SCD_SECRET_NTFY", "SCD_CODE_KEY", "config.secret_name", "SCD_CODE_KEY"),
        ("SCD_SECRET_NTFY", "msteams://geheim", "config.secret_name", "msteams:"),
        ("kind: apprise", "kind: msteams", "config.choice", "kind: msteams"),
        ("  alarm: beheer\n  org", "  alarm: programmamanager\n  org", "config.unknown_destination", "alarm: programmamanager\n  org"),
        ("alarm: programmamanager", "alarm: programmamanger", "config.unknown_person", "programmamanger"),
        ("    secret: SCD_SECRET_NTFY\n    alarm: beheer", "    secret: SCD_SECRET_NTFY\n    alarm: storing", "config.unknown_person", "alarm: storing"),
        ("  storing:", "  mail:", "config.reserved_destination", "  mail:\n    kind"),
        ("  storing:", "  mail/storing:", "config.id", "  mail/storing:"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(channels: Folder, old: str, new: str, code: str, line: str) -> None:
    channels.change("channels.yaml", old, new)
    text = channels.read("channels.yaml")

    (problem,) = check(channels.path)

    assert problem.reason.code == code
    assert problem.place == (
        channels.path / "channels.yaml",
        text[: text.index(line)].count("\n") + 1 + line.startswith("\n"),
    )
    assert "geheim" not in repr(problem)


@pytest.mark.parametrize(
    ("name", "url", "code"),
    [
        ("SCD_SECRET_TEAMS_BEHEER", "msteams://geheim/b/c", "config.teams_retired"),
        ("SCD_SECRET_TEAMS_BEHEER", "https://kza.webhook.office.com/webhookb2/geheim", "config.teams_retired"),
        ("SCD_SECRET_TEAMS_BEHEER", "https://outlook.office.com/webhook/geheim", "config.teams_retired"),
        ("SCD_SECRET_TEAMS_BEHEER", "http://flow.example/workflows/geheim", "config.teams_url"),
        ("SCD_SECRET_TEAMS_BEHEER", "workflows://flow.example/geheim", "config.teams_url"),
        ("SCD_SECRET_TEAMS_BEHEER", "https://geheim@flow.example/", "config.teams_url"),
        ("SCD_SECRET_TEAMS_BEHEER", "https://flow.example/ge heim", "config.teams_url"),
        ("SCD_SECRET_TEAMS_BEHEER", "https://[geheim", "config.destination_url"),
        ("SCD_SECRET_NTFY", "msteams://geheim/b/c", "config.teams_retired"),
        ("SCD_SECRET_NTFY", "https://kza.webhook.office.com/geheim", "config.teams_retired"),
        ("SCD_SECRET_NTFY", "workflows://flow.example/geheim", "config.apprise_teams"),
        ("SCD_SECRET_NTFY", SECRETS["SCD_SECRET_TEAMS_BEHEER"], "config.apprise_teams"),
        ("SCD_SECRET_NTFY", "46elks://a:geheim@31612345678", "config.apprise_person"),
        ("SCD_SECRET_NTFY", "mailtos://geheim@example.nl", "config.apprise_person"),
        ("SCD_SECRET_NTFY", "https://u:geheim@api.46elks.com/a1/sms?to=31612345678", "config.apprise_person"),
        ("SCD_SECRET_NTFY", "json://example.nl/a, mailto://u:geheim@example.nl", "config.destination_url"),
        ("SCD_SECRET_NTFY", "json://example.nl/a mailto://u:geheim@example.nl", "config.destination_url"),
        ("SCD_SECRET_NTFY", "geheim", "config.destination_url"),
    ],
)
def test_an_address_where_we_do_not_post_is_refused_without_repeating_it(
    channels: Folder, name: str, url: str, code: str
) -> None:
    (problem,) = problems_in(channels.path, SECRETS | {name: url})

    assert (problem.reason.code, problem.severity) == (code, "error")
    assert problem.place.line == channels.line("channels.yaml", name)
    assert "geheim" not in repr(problem)


def test_a_secret_that_this_machine_does_not_have_is_a_warning(channels: Folder) -> None:
    problems = problems_in(channels.path, {})

    assert [(each.reason.code, each.severity) for each in problems] == [("config.secret_absent", "warning")] * 3


def test_a_secret_may_stand_in_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("géheim\n", encoding="utf-8")
    file.chmod(0o600)

    assert secret_of({"SCD_SECRET_X_FILE": str(file)}, "SCD_SECRET_X") == "géheim"


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        ("geheim", 0o640, "config.secret_for_all"),
        ("geheim", 0o604, "config.secret_for_all"),
        ("", 0o600, "config.secret_unreadable"),
        ("geheim\nen meer", 0o600, "config.secret_unreadable"),
        (None, 0o600, "config.secret_file"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused_by_its_name(
    channels: Folder, tmp_path: Path, content: str | None, mode: int, code: str
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
    secrets = {name: value for name, value in SECRETS.items() if name != "SCD_SECRET_NTFY"}

    (problem,) = problems_in(channels.path, secrets | {"SCD_SECRET_NTFY_FILE": str(file)})

    assert problem.reason.code == code
    assert str(file) in say(problem.reason)
    assert "geheim" not in repr(problem)


def test_the_secrets_are_those_of_the_environment_and_are_not_shown() -> None:
    settings = Settings.read({"SCD_SECRET_X": "geheim", "SCD_SECRET_Y": "", "OTHER": "geheim"})

    assert settings.secrets == {"SCD_SECRET_X": "geheim"}
    assert "geheim" not in repr(settings)

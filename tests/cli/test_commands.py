"""What people and programs get from each command."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest

from scd_workflow.cli import cli
from tests.cli.conftest import START, TODAY, Scd

G1 = ("gate", "decide", "G1", "--by", "voorzitter-stuurgroep", "--rationale", "Alles is er.")

READING = {
    "check": (),
    "plan diff": (),
    "plan show": (),
    "status": (),
    "gate list": (),
    "gate show": ("G1",),
    "gate matrix": (),
    "gate mandates": (),
    "risk list": (),
    "gate conditions": (),
    "gate positions": ("G1",),
    "gate route": ("G1", "--date", TODAY.isoformat()),
    "due": (),
    "communications list": (),
    "communications check": (),
    "communications balance": (),
    "communications ics": (),
    "communications show": ("raadsbrief-g1",),
    "communications text": ("live-min-10", "-o", "papendrecht"),
    "communications feed list": (),
    "absence list": (),
    "notices list": (),
    "notices preview": (),
    "log": (),
    "audit head": (),
    "audit verify": (),
    "audit decisions": (),
    "channels test": (),
    "evaluation list": (),
    "evaluation template": ("gebruikers-scan",),
    "evaluation results": ("nulmeting",),
}
"""Every command that only reads, and what it needs."""

ACTING = {
    "plan adopt": ("--start", "2027-01-11"),
    "activity start": ("P2-01", "-o", "dordrecht", "--by", "projectleider-dordrecht"),
    "activity done": ("P2-01", "-o", "dordrecht", "--by", "projectleider-dordrecht"),
    "activity evidence": (
        "P2-01", "-o", "dordrecht", "--by", "projectleider-dordrecht", "--evidence", "https://example.nl/plan",
    ),
    "activity reopen": ("P2-01", "-o", "dordrecht", "--by", "projectleider-dordrecht", "--reason", "Er mist iets."),
    "activity waive": ("P2-01", "-o", "dordrecht", "--by", "programmamanager", "--reason", "Valt weg."),
    "gate open": ("G2", "--by", "programmamanager", "--reason", "De raad vergadert morgen."),
    "gate state": ("G1", "samenhang", "--by", "informatiearchitect", "--statement", "Geen leeg vak."),
    "gate decide": (*G1[2:], "--outcome", "go"),
    "gate position": ("G1", "--for", "dordrecht", "--by", "sponsor-dordrecht", "--position", "agree"),
    "communications draft": ("raadsbrief-g1", "--by", "programmasecretaris"),
    "communications submit": ("raadsbrief-g1", "--by", "programmasecretaris", "--content", "brief.docx"),
    "communications return": ("raadsbrief-g1", "--by", "ambtelijk-opdrachtgever", "--reason", "Te lang."),
    "communications approve": ("raadsbrief-g1", "--by", "ambtelijk-opdrachtgever"),
    "communications move": (
        "raadsbrief-g1", "--by", "programmasecretaris", "--to", (TODAY + timedelta(days=14)).isoformat(), "--reason", "Drukte.",
    ),
    "communications cancel": ("raadsbrief-g1", "--by", "programmasecretaris", "--reason", "Niet nodig."),
    "communications record": ("raadsbrief-g1", "--by", "programmasecretaris", "--sent"),
    "communications send": (),
    "communications readmit": ("nieuwsbrief", "--address", "ann@example.nl"),
    "communications feed create": ("--person", "programmamanager"),
    "communications feed revoke": ("1",),
    "communications export": (os.devnull,),
    "communications calendar": ("2027", "--out", os.devnull),
    "communications import": (os.devnull,),
    "absence record": (
        "controller", "--since", "2027-01-11", "--until", "2027-01-15", "--deputy", "programmasecretaris", "--by", "controller",
    ),
    "absence cancel": ("controller", "--since", "2027-01-11", "--by", "controller"),
    "gate condition met": ("G1", "1", "--by", "programmamanager", "--evidence", "https://example.nl/toets"),
    "gate condition lift": ("G1", "1", "--by", "voorzitter-stuurgroep", "--reason", "Niet meer nodig."),
    "gate withdraw": ("G1", "--by", "voorzitter-stuurgroep", "--reason", "Eerst de begroting."),
    "gate reopen": ("G1", "--by", "voorzitter-stuurgroep", "--reason", "De cijfers klopten niet."),
    "gate suspend": ("G1", "--by", "programmamanager", "--until", "2027-01-11", "--reason", "De accountant is ziek."),
    "gate extend": ("G1", "--by", "programmamanager", "--days", "3", "--reason", "Er is nog een overleg."),
    "risk note": (
        "--what", "Het loopt uit.", "--why", "Drukte.", "--owner", "controller", "--probability", "2", "--impact", "2",
        "--side", "money", "--review", "2027-01-11", "--by", "programmasecretaris",
    ),
    "risk assess": ("R1", "--by", "programmamanager", "--review", "2027-01-11"),
    "risk close": ("R1", "--by", "programmamanager", "--reason", "Het is voorbij."),
    "notices send": (),
    "notices hold": ("1",),
    "notices release": ("1",),
    "notices retry": ("1",),
    "notices show": ("1",),
    "gate code": ("G1", "--to", "informatiearchitect"),
    "key rotate": (),
    "evaluation open": ("gebruikers-scan", "--by", "veranderadviseur"),
    "evaluation import": ("gebruikers-scan", "config/history.yaml"),
    "evaluation close": ("gebruikers-scan", "--by", "veranderadviseur"),
    "evaluation publish": ("gebruikers-scan", "--by", "veranderadviseur"),
    "evaluation purge": ("gebruikers-scan", "--by", "veranderadviseur"),
    "evaluation feedback": ("gebruikers-scan", "--by", "veranderadviseur", "--evidence", "https://example.nl/scan"),
}  # fmt: skip
"""Every command that records or sends, and what it needs."""

WITHHELD = {"evaluation comments", "evaluation links"}
"""Commands that refuse to read what the example has too little of."""

DOABLE = (
    "plan adopt",
    "gate state",
    "gate decide",
    "gate position",
    "gate extend",
    "risk note",
    "risk assess",
    "risk close",
    "notices send",
    "gate code",
    "communications draft",
    "communications submit",
    "communications move",
    "communications cancel",
)
"""Some of those for which the example is ready as it is."""

STAYING = ("up", "web")
"""Those that go on until they are stopped."""


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its name as people type it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_every_command_that_ends_by_itself_can_speak_to_programs() -> None:
    for name, command in commands():
        assert name in STAYING or "as_json" in {each.name for each in command.params}, name


def test_no_command_is_forgotten_here() -> None:
    assert {name for name, _ in commands()} == {*STAYING, *READING, *ACTING, *WITHHELD}


def test_every_command_that_records_what_happened_takes_the_day_on_which_it_did() -> None:
    # An absence has its own days, a plan is in force from when it is adopted, and the others put nothing on record.
    other = {"absence record", "absence cancel", "plan adopt", "gate code", "key rotate"}
    other |= {"communications export", "communications import", "communications send", "communications calendar"}
    other |= {"communications feed create", "communications feed revoke", "communications readmit"}
    other |= {name for name in ACTING if name.startswith("notices ")}
    # Whether answers are taken is so from the moment on that somebody says it.
    rounds = {name for name in ACTING if name.startswith("evaluation ")}

    assert {name for name in ACTING if "on" in _options(name)} == set(ACTING) - other - rounds


def test_every_command_that_reads_the_programme_shows_it_as_it_was_known_on_a_day() -> None:
    # Two look at files and servers only, one proves the log as it is, and one looks ahead; of evaluations the newest counts.
    timeless = {
        "check",
        "audit verify",
        "channels test",
        "notices preview",
        "evaluation template",
        "evaluation results",
        "communications feed list",
    }
    assert {name for name in READING if "as_of" in _options(name)} == set(READING) - timeless


def _options(name: str) -> set[str | None]:
    return {each.name for each in dict(commands())[name].params}


@pytest.mark.parametrize("name", READING)
def test_what_a_reading_command_says_to_programs_is_json(running: Scd, name: str) -> None:
    ran = running(*name.split(), *READING[name], "--json")

    assert ran.code == 0
    assert isinstance(json.loads(ran.out), list | dict)


@pytest.mark.parametrize("name", READING)
def test_a_reading_command_says_something_to_people_and_changes_nothing(running: Scd, name: str) -> None:
    before = running("audit", "head").out

    ran = running(*name.split(), *READING[name])

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert running("audit", "head").out == before


def test_every_act_gives_programs_the_event_that_it_recorded(running: Scd) -> None:
    said: dict[str, object] = {}
    for name in (
        "absence record",
        "absence cancel",
        "gate state",
        "gate decide",
        "activity start",
        "activity done",
        "activity evidence",
        "activity reopen",
    ):
        ran = running(*name.split(), *ACTING[name], "--json")
        assert ran.code == 0, (name, ran.err)
        said[name] = json.loads(ran.out)["kind"]

    assert said == {
        "absence record": "absence_recorded",
        "absence cancel": "absence_recorded",
        "gate state": "attestation_given",
        "gate decide": "gate_decided",
        "activity start": "activity_started",
        "activity done": "activity_done",
        "activity evidence": "evidence_added",
        "activity reopen": "activity_reopened",
    }


def test_work_that_is_waived_and_a_gate_that_is_asked_for_are_recorded(running: Scd) -> None:
    running("gate", "decide", *ACTING["gate decide"])

    waived = running("activity", "waive", *ACTING["activity waive"], "--json")
    opened = running("gate", "open", *ACTING["gate open"], "--json")

    assert json.loads(waived.out)["kind"] == "activity_waived"
    assert json.loads(opened.out)["reason"] == "De raad vergadert morgen."


def test_an_act_tells_people_what_was_recorded(running: Scd) -> None:
    decided = running(*G1, "--outcome", "go")
    done = running("activity", "done", *ACTING["activity done"])

    assert decided.out == "Besluit vastgelegd: G1 go.\n"
    assert done.out == "P2-01 (dordrecht) is gereed.\n"


def test_the_first_plan_is_adopted_in_the_name_of_its_programme_manager(scd: Scd) -> None:
    ran = scd("plan", "adopt", "--start", START, "--json")

    assert json.loads(ran.out)["by"] == "programmamanager"


def test_work_that_began_earlier_is_recorded_on_its_day(running: Scd) -> None:
    yesterday = TODAY - timedelta(days=1)
    statement = ACTING["gate state"]

    ran = running("gate", "state", *statement, "--on", yesterday.isoformat(), "--json")

    assert json.loads(ran.out)["at"].startswith(yesterday.isoformat())


def test_the_past_is_shown_as_it_was_known(running: Scd) -> None:
    adopted, *others = json.loads(running("log", "--json").out)

    then = json.loads(running("log", "--at", adopted["at"][:10], "--json").out)

    assert others
    assert then == [adopted]


def test_the_head_of_an_earlier_day_is_the_one_that_was_kept_on_it(running: Scd) -> None:
    kept = running("audit", "head").out.strip()
    adopted = json.loads(running("log", "--json").out)[0]
    then = running("audit", "head", "--at", adopted["at"][:10]).out.strip()

    assert then.startswith("1-")
    assert running("audit", "head", "--at", TODAY.isoformat()).out.strip() == kept
    assert running("audit", "verify", "--head", then).code == 0
    assert running("audit", "head", "--at", "2001-01-01").out.startswith("0-")


def test_the_decision_list_and_the_route_are_those_of_the_day_that_is_asked_for(running: Scd) -> None:
    earlier = ("--at", (TODAY - timedelta(days=30)).isoformat())
    running(*G1, "--outcome", "go")
    way = ("gate", "route", "G2", "--date", (TODAY + timedelta(days=400)).isoformat(), "--json")

    now, then = (json.loads(running("audit", "decisions", *at, "--json").out) for at in ((), earlier))
    left, was_left = (json.loads(running(*way, *at).out)["slack"] for at in ((), earlier))

    assert (len(now["decisions"]), len(then["decisions"])) == (1, 0)
    assert now["head"] != then["head"]
    assert was_left > left


def test_the_files_are_compared_with_the_plan_that_was_in_force_on_a_day(
    running: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    file = config / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("theme: Digitale", "theme: Nieuwe"), encoding="utf-8")
    monkeypatch.setenv("SCD_CONFIG", str(config))
    assert running("plan", "adopt", "--reason", "Een ander thema.").code == 0

    now, yesterday, never = (
        running("plan", "diff", *at)
        for at in ((), ("--at", (TODAY - timedelta(days=1)).isoformat()), ("--at", "2001-01-01"))
    )

    assert (now.code, "geen verschil" in now.out) == (0, True)
    assert "Nieuwe dienstverlening" in yesterday.out
    assert (never.code, "nog geen plan" in never.err) == (1, True)


def test_the_plan_says_what_the_programme_is_for_and_which_work_goes_on(running: Scd) -> None:
    shown = running("plan", "show").out

    assert "Digitale dienstverlening" in shown
    assert "Inwoners en ondernemers kunnen hun zaak volgen" in shown
    assert "Nederlands, Engels" in shown
    assert "(doorlopend)" in shown


def test_a_briefing_names_its_criteria_as_the_command_that_states_them_wants_them(running: Scd) -> None:
    shown = running("gate", "show", "G1").out
    stated = running("gate", "state", "G1", "samenhang", *ACTING["gate state"][2:])

    assert "samenhang" in shown
    assert stated.code == 0


def test_a_gate_shows_what_was_decided_and_what_that_asks(running: Scd) -> None:
    due = (TODAY + timedelta(days=30)).isoformat()
    asked = ("--outcome", "conditional_go", "--condition", f"Privacytoets af; privacy_officer; {due}")
    assert running(*G1, *asked).code == 0

    shown = running("gate", "show", "G1").out
    decisions = json.loads(running("gate", "show", "G1", "--json").out)["decisions"]

    assert "Alles is er." in shown
    assert "Privacytoets af (privacy_officer" in shown
    assert [each["outcome"] for each in decisions] == ["conditional_go"]


def test_status_of_one_organisation_holds_that_organisation_only(running: Scd) -> None:
    one = json.loads(running("status", "-o", "grd", "--json").out)
    critical = json.loads(running("status", "--critical", "--json").out)

    assert {each["organisation"] for each in one} == {"grd"}
    assert 0 < len(critical) < len(json.loads(running("status", "--json").out))


def test_status_warns_when_the_files_hold_another_plan_and_only_then(
    running: Scd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    monkeypatch.setenv("SCD_CONFIG", str(config))
    file = config / "phases" / "1-basis-op-orde.yaml"
    as_it_was = file.read_text(encoding="utf-8")

    assert [running("status").err for _ in range(2)] == ["", ""]
    file.write_text(as_it_was.replace("term: 20", "term: 21", 1), encoding="utf-8")
    assert all("scd plan diff" in running("status").err for _ in range(2))
    file.write_text(as_it_was, encoding="utf-8")
    assert running("status").err == ""


def test_a_status_that_may_not_leave_a_note_is_a_status(running: Scd, var: Path) -> None:
    (var / "plan.seen").mkdir()

    ran = running("status")

    assert (ran.code, ran.err) == (0, "")


def test_what_is_due_can_be_asked_for_one_person(running: Scd) -> None:
    whole, one = (json.loads(running("due", *more, "--json").out) for more in ((), ("--person", "controller")))

    assert [each["subject"] for each in whole] == ["G1", "R1", "R3", "R2"]
    assert one == []


def test_a_notice_that_was_sent_is_a_file_in_the_folder_and_a_line_in_the_list(running: Scd, var: Path) -> None:
    sent = running("notices", "send")
    again = running("notices", "send", "--json")

    assert sent.out.startswith("1 verstuurd")
    assert json.loads(again.out)["sent"] == 0
    assert len(list((var / "mail").glob("*.eml"))) == 1
    assert [each["state"] for each in json.loads(running("notices", "list", "--json").out)] == ["sent"]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A folder with the configuration of another programme, ANDER."""
    folder = tmp_path / "other"
    shutil.copytree("config", folder)
    file = folder / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: KZA", "id: ANDER", 1), encoding="utf-8")
    return folder


def test_two_programmes_live_in_one_database(running: Scd, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCD_CONFIG", str(other))
    refused = running("plan", "adopt", "--start", START)
    adopted = running("--programme", "ANDER", "plan", "adopt", "--start", START)
    unnamed = running("status")
    monkeypatch.setenv("SCD_PROGRAMME", "ANDER")
    events = json.loads(running("log", "--json").out)

    assert (refused.code, adopted.code, unnamed.code) == (1, 0, 1)
    assert "ANDER, KZA" in unnamed.err
    assert len(events) == 1
    assert len(json.loads(running("--programme", "KZA", "log", "--json").out)) > 1


@pytest.mark.parametrize("name", sorted(DOABLE))
def test_nothing_is_done_to_one_programme_with_the_files_of_another(
    running: Scd, other: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SCD_CONFIG", str(other))
    before = running("audit", "head").out, running("notices", "list").out

    refused = running(*name.split(), *ACTING[name])

    assert (refused.code, refused.out) == (1, "")
    for part in ("ANDER", "KZA", "--programme", "SCD_PROGRAMME", "SCD_CONFIG"):
        assert part in refused.err
    assert (running("audit", "head").out, running("notices", "list").out) == before
    assert running("status").code == 0


def test_files_of_another_programme_than_the_one_that_is_named_are_told_with_their_line(
    running: Scd, other: Path
) -> None:
    checked = running("--programme", "KZA", "check", "--config", str(other))
    compared = running("--programme", "ANDER", "plan", "diff")

    assert (checked.code, compared.code) == (1, 1)
    assert f"{other}/programme.yaml:3: " in checked.err
    assert "ANDER" in checked.err
    assert "SCD_CONFIG" in compared.err


def test_a_mistake_in_a_template_is_told_with_its_place_once(scd: Scd, tmp_path: Path) -> None:
    shutil.copytree("config", tmp_path / "config")
    template = tmp_path / "config" / "templates" / "nl" / "layout.html.j2"
    template.write_text("\n{{ page.lnik }}\n", encoding="utf-8")

    ran = scd("check", "--config", str(tmp_path / "config"))

    (told,) = (line for line in ran.err.splitlines() if "lnik" in line)
    assert told.count("layout.html.j2:2: ") == 1

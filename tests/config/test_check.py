"""Everything that is wrong with a configuration is reported at once, each with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.config.check import check
from scd_workflow.config.plan import load_plan
from scd_workflow.config.problem import Problem
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.texts import say
from tests.config.examples import EXAMPLE, Folder

ONE, TWO, THREE = "phases/1-basis-op-orde.yaml", "phases/2-doorontwikkeling.yaml", "phases/3-borging.yaml"

DAMAGES = [
    # file, what stood there, what stands there instead, what is said, a text of the line where it is said
    ("programme.yaml", "  id: KZA\n", "", "config.missing", "programme:"),
    ("programme.yaml", "  id: KZA\n", "  id: KZA Drechtsteden\n", "config.id", "id: KZA"),
    ("programme.yaml", "  id: KZA\n", "  id: 12\n", "config.text", "id: 12"),
    ("programme.yaml", "  id: KZA\n", f"  id: {'K' * 61}\n", "config.long_text", "id: K"),
    ("programme.yaml", "  name: Klant-, Zaak- en Archiefgericht Werken", "  name: ''", "config.empty", "name: ''"),
    ("programme.yaml", "  name: Klant-, Zaak- en Archiefgericht Werken", "  name:", "config.empty", "name:"),
    ("programme.yaml", "  timezone", "  start: 31 juni\n  timezone", "config.date", "31 juni"),
    ("programme.yaml", "  timezone", "  start: 2027-06-31\n  timezone", "config.date", "2027-06-31"),
    ("programme.yaml", "  timezone", "  start: 20270111\n  timezone", "config.date", "20270111"),
    ("programme.yaml", "  timezone", "  end: volgend jaar\n  timezone", "config.date", "volgend jaar"),
    ("programme.yaml", "Europe/Amsterdam", "Europe/Dordrecht", "check.timezone", "Europe/Dordrecht"),
    ("programme.yaml", "[nl, en]", "[nl, fr]", "config.choice", "[nl, fr]"),
    ("programme.yaml", "[nl, en]", "nl", "config.list", "languages: nl"),
    ("programme.yaml", "\ngoals:", "\ngoal:", "config.unknown_key", "goal:"),
    ("programme.yaml", "\ngoals:", "\nraci: {}\ngoals:", "config.other_file", "raci: {}"),
    ("programme.yaml", "activities: [P1-01, ", "activities: [P9-01, ", "check.unknown_activity", "P9-01"),
    ("organisations.yaml", "impact: 2", "impact: 4", "config.at_most", "impact: 4"),
    ("organisations.yaml", "headcount: 160", "headcount: -1", "config.at_least", "headcount: -1"),
    ("organisations.yaml", "headcount: 160", "headcount: ongeveer 160", "config.number", "ongeveer"),
    ("organisations.yaml", "headcount: 160", "headcount: yes", "config.number", "yes"),
    ("organisations.yaml", "headcount: 160", "headcount: 1_60", "config.number", "1_60"),
    ("organisations.yaml", "kind: municipality", "kind: gemeente", "config.choice", "kind: gemeente"),
    ("organisations.yaml", "    impact: 2\n", "", "config.missing", "id: alblasserdam"),
    ("organisations.yaml", "id: dordrecht", "id: alblasserdam", "check.duplicate", "id: alblasserdam\n    name: Gemeente Dor"),
    ("organisations.yaml", "[papendrecht, zwijndrecht]", "[papendrecht, dordrecht, zwijndrecht]", "check.two_waves", "golf-2"),
    ("organisations.yaml", "[dordrecht, grd]", "[grd]", "check.no_wave", "id: dordrecht"),
    ("organisations.yaml", "alblasserdam: R3", "alblaserdam: R3", "check.unknown_organisation", "alblaserdam"),
    ("governance.yaml", "chair: chair_steering", "chair: chair_stering", "check.unknown_role", "chair_stering"),
    ("governance.yaml", "per_organisation: true", "per_organisation: ja", "config.true_or_false", "per_organisation: ja"),
    ("governance.yaml", "partner: operations", "partnr: operations", "config.unknown_key", "partnr"),
    ("governance.yaml", "person: programmamanager", "person: programmamanger", "config.unknown_person", "programmamanger}"),
    ("governance.yaml", "    source: Instellingsbesluit", "    sorce: Instellingsbesluit", "config.unknown_key", "sorce"),
    ("governance.yaml", "gates: [G1, G2, G3]", "gates: [G1, G2, G3]\n    since: 2027-02-01\n    until: 2027-01-01", "check.end_before_start", "until"),
    ("governance.yaml", "body: programmateam, papers", "body: programateam, papers", "check.unknown_body", "body: programateam"),
    ("governance.yaml", "papers: 35", "papers: -1", "config.at_least", "papers: -1"),
    ("governance.yaml", "  - id: begroting", "  - id: stuurgroep", "check.duplicate", "id: stuurgroep\n    name: Begroting"),
    (ONE, "route: bestuurlijk", "route: bestuurlik", "check.unknown_route", "route: bestuurlik"),
    ("raci.yaml", "visie: {official_sponsor: A,", "visie: {official_sponsor: X,", "config.choice", "visie:"),
    ("raci.yaml", "visie: {official_sponsor: A,", "visie: {official_sponsor: C,", "check.no_accountable", "visie:"),
    ("raci.yaml", "visie: {official_sponsor: A, programme_manager: R", "visie: {official_sponsor: A, programme_manager: AR", "check.two_accountables", "visie:"),
    ("raci.yaml", "visie: {official_sponsor: A, programme_manager: R", "visie: {official_sponsor: A, programme_manager: C", "check.no_responsible", "visie:"),
    ("raci.yaml", "  visie: {", "  visje: {", "check.unknown_deliverable", "visje:"),
    ("raci.yaml", "  uitgangspunten:", "  visie:", "config.duplicate_key", "visie: {programme_manager"),
    ("calendar.yaml", "last: 2026-08-30", "last: 2026-06-30", "check.end_before_start", "last: 2026-06-30"),
    ("calendar.yaml", "2027-05-07,", "2027-05-08,", "check.closing_in_weekend", "2027-05-08"),
    ("calendar.yaml", "status: to_confirm", "status: misschien", "config.choice", "misschien"),
    (ONE, "    term: 20\n", "    term: twintig\n", "config.number", "term: twintig"),
    (ONE, "    term: 20\n", "    term: '20'\n", "config.number", "term: '20'"),
    (ONE, "    term: 20\n", "    term: 2.5\n", "config.number", "term: 2.5"),
    (ONE, "    term: 20\n", "    term: 0\n", "config.at_least", "term: 0"),
    (ONE, "    owner: programme_manager\n    term", "    term", "config.missing", "id: P1-01"),
    (ONE, "owner: architect", "owner: architekt", "check.unknown_role", "architekt"),
    (ONE, "after: [P1-01]", "after: [P1-1]", "check.unknown_step", "[P1-1]"),
    (ONE, "after: [P1-01]", "after: [P1-07]", "check.cycle", "after: [P1-07]"),
    (ONE, "after: [P1-01]", "after: [P1-01, G1]", "check.cycle", "after: [P1-01, G1]"),
    (ONE, "after: [P1-01]", "after: [P1-01, P2-01]", "check.later_phase", "P2-01"),
    (ONE, "closing_gate: G1", "closing_gate: G2", "check.closing_gate_elsewhere", "closing_gate: G2"),
    (ONE, "document: visie", "document: visies", "check.unknown_deliverable", "document: visies"),
    (ONE, "kind: activities_done", "kind: budget_within", "config.choice", "kind: budget_within"),
    (ONE, "kind: activities_done\n        id", "id", "config.missing_kind", "- id: activiteiten"),
    (ONE, "    kind: policy\n", "    kind: beleid\n", "config.choice", "kind: beleid"),
    (ONE, "id: P1-02", "id: P1-01", "check.duplicate", "- id: P1-01\n    name: Uitgangspunten"),
    (ONE, "speaker: sponsor", "speaker: sponser", "check.unknown_role", "sponser"),
    (ONE, "speaker: sponsor", "speaker: secretary", "check.speaker_for_all", "speaker: secretary"),
    (ONE, "organisations: all", "organisations: [dordt]", "check.unknown_organisation", "[dordt]"),
    (ONE, "organisations: all", "organisations: iedereen", "config.list", "iedereen"),
    (ONE, "term: 8", "term: 8\n      bodies: [stuurgroop]", "check.unknown_body", "stuurgroop"),
    (ONE, "term: 8", "term: 8\n      required: [raad]", "check.required_not_consulted", "[raad]"),
    (ONE, "term: 8", "term: 8\n      response: veel", "config.decimal", "response: veel"),
    (ONE, "term: 8", "term: 8\n      reserved: 0.9", "check.thresholds", "reserved: 0.9"),
    (TWO, "gate: G2a", "gate: G2b", "check.unknown_gate", "gate: G2b"),
    (TWO, "gate: G2a", "gate: G2a\n        at_least: 11", "check.at_least", "at_least: 11"),
    (TWO, "    per_organisation: true\n    in_waves: true\n", "    in_waves: true\n", "check.waves_need_organisations", "in_waves"),
    (TWO, "document: acceptatie\n        role", "role", "config.missing", "- kind: document_approved"),
    (THREE, "service_domain: informatisering", "service_domain: ict", "check.unknown_service_domain", "service_domain: ict"),
    ("people.yaml", "controller@example.nl", "con troller@example.nl", "config.address", "con troller"),
    ("people.yaml", "{id: controller,", "{id: engine, name: E, email: e@example.nl}\n  - {id: controller,", "config.reserved_person", "id: engine"),
    ("people.yaml", "{id: controller,", "{id: contractmanager, name: E, email: e@example.nl}\n  - {id: controller,", "config.duplicate_person", "id: contractmanager, name: Contr"),
    ("people.yaml", "{id: controller,", "{id: zomaar, name: Z, email: z@example.nl}\n  - {id: controller,", "config.person_without_role", "zomaar"),
    ("people.yaml", "language: nl", "language: fy", "config.choice", "language: fy"),
    ("ladder.yaml", "step: due", "step: bijna", "config.choice", "bijna"),
    ("ladder.yaml", "to: [decider, owner]", "to: [baas, owner]", "config.choice", "baas"),
    ("ladder.yaml", 'opens: "08:00"', 'opens: "8 uur"', "config.time", "8 uur"),
    ("ladder.yaml", 'opens: "08:00"', 'opens: "19:00"', "config.hours", "opens"),
    ("ladder.yaml", "roles: [secretary]", "roles: [secretaris]", "check.unknown_role", "secretaris"),
    ("ladder.yaml", "after: 5", "after: 3", "config.rung_twice", "after: 3, to: [decider, owner], roles"),
    ("ladder.yaml", "to: [owner], roles: [secretary]", "to: []", "config.rung_for_nobody", "to: []"),
    ("ladder.yaml", "decision_taken:", "decision_take:", "config.unknown_key", "decision_take:"),
    ("channels.yaml", "<kza@example.nl>", "kza@example.nl", "config.sender", "sender:"),
    ("channels.yaml", "programmabureau@example.nl", "bureau@example.nl, kza@example.nl", "config.address", "reply_to:"),
    ("channels.yaml", "domain: example.nl", "domain: example nl", "config.domain", "domain: example nl"),
    ("history.yaml", "through: G1", "through: G7", "config.unknown_in_history", "G7"),
    ("history.yaml", "activity: P1-12", "activity: P1-99", "config.unknown_in_history", "P1-99"),
    ("history.yaml", "document: begroting", "document: raci", "config.not_asked", "document: raci"),
    ("history.yaml", "criterion: organisaties", "criterion: visie", "config.not_asked", "criterion: visie"),
    ("history.yaml", "owner: contract_manager", "owner: contractmanager", "config.unknown_in_history", "contractmanager"),
    ("history.yaml", "probability: 4", "probability: 7", "config.at_most", "probability: 7"),
    ("history.yaml", "speaker: grd", "speaker: grt", "config.not_asked", "speaker: grt"),
    ("history.yaml", "position: agree,", "position: mee,", "config.choice", "position: mee"),
    ("history.yaml", "dossier: https", "dossier: ftp", "config.link", "ftp"),
]  # fmt: skip

# What else is said about these, because it is also true.
ECHOES = {
    "id: dordrecht": {
        "check.unknown_organisation",
        "check.no_wave",
        "config.unknown_in_history",
        "config.not_asked",
        "config.unknown_organisation",
    },
    "id: P1-02": {
        "check.unknown_step",
        "check.unknown_activity",
        "check.activity_without_goal",
        "config.unknown_in_history",
    },
    "\ngoals:": {"check.activity_without_goal"},
    "person: programmamanager": {"config.person_without_role"},
    "{id: controller,": {"config.person_without_role"},
    "  visie: {": {"check.no_raci"},
    "  uitgangspunten:": {"check.no_raci"},
    "decision_taken:": {"config.missing"},
    "    source: Instellingsbesluit": {"config.missing", "check.no_mandate"},
    "document: visie": {"config.not_asked"},
    "per_organisation: true": {"check.speaker_for_all"},
    "organisations: all": {"config.choice", "config.not_asked"},
}


def told(problems: list[Problem], folder: Folder) -> list[tuple[str, str, int]]:
    """The problems as code, file and line."""
    return [(each.reason.code, str(each.place.file.relative_to(folder.path)), each.place.line) for each in problems]


def test_the_example_has_no_errors_and_no_warnings() -> None:
    assert check(EXAMPLE) == []


@pytest.mark.parametrize(("file", "old", "new", "code", "anchor"), DAMAGES)
def test_a_damage_is_reported_at_its_file_and_line_in_both_languages(
    folder: Folder, file: str, old: str, new: str, code: str, anchor: str
) -> None:
    folder.change(file, old, new)

    problems = check(folder.path)

    found = told(problems, folder)
    where = folder.read(file).index(anchor)
    line = folder.read(file).count("\n", 0, where) + 1
    assert (code, file, line) in found
    assert {other for other, _, _ in found} - {code} <= ECHOES.get(old, set())
    for each in problems:
        assert say(each.located, "nl").startswith(f"{each.place.file}:{each.place.line}: ")
        assert say(each.located, "nl") != say(each.located, "en")


def codes(folder: Folder) -> list[str]:
    """What is said of a folder, in alphabetical order."""
    return sorted(each.reason.code for each in check(folder.path))


def test_three_damages_in_three_files_give_three_problems_at_once(folder: Folder) -> None:
    folder.change("organisations.yaml", "impact: 2", "impact: 4")
    folder.change("raci.yaml", "visie: {official_sponsor: A,", "visie: {official_sponsor: C,")
    folder.change(ONE, "owner: architect", "owner: architekt")

    assert told(check(folder.path), folder) == [
        ("config.at_most", "organisations.yaml", folder.line("organisations.yaml", "impact: 4")),
        ("check.unknown_role", ONE, folder.line(ONE, "architekt")),
        ("check.no_accountable", "raci.yaml", folder.line("raci.yaml", "visie: {")),
    ]


def test_an_unreadable_file_leaves_the_mistakes_in_the_others_visible(folder: Folder) -> None:
    folder.change("governance.yaml", "rhythm: maandelijks", 'rhythm: "maandelijks')
    folder.change(ONE, "term: 20", "term: twintig")

    codes = [code for code, _, _ in told(check(folder.path), folder)]

    assert codes == ["config.open_quote", "config.number"]


def test_a_part_that_could_not_be_read_is_not_also_called_unknown(folder: Folder) -> None:
    folder.change(ONE, "    term: 15\n", "    term: vijftien\n")

    assert [code for code, _, _ in told(check(folder.path), folder)] == ["config.number"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    owner: secretary\n", "", "config.missing"),
        ("term: 15\n    kind: policy", "term: vijftien\n    kind: policy", "config.number"),
        ("name: Besluitvormingslijnen en mandaten vastleggen", "name:", "config.empty"),
    ],
)
def test_what_lacks_something_is_checked_for_all_else(folder: Folder, old: str, new: str, code: str) -> None:
    folder.change(ONE, old, new)
    folder.change(ONE, "after: [P1-03]\n", "after: [P1-03, P1-05, P1-55]\n")
    folder.change(
        "raci.yaml",
        "besluitvormingslijnen: {official_sponsor: A, secretary: R",
        "besluitvormingslijnen: {official_sponsor: C",
    )

    assert codes(folder) == sorted(
        [code, "check.cycle", "check.no_accountable", "check.no_responsible", "check.unknown_step"]
    )


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("governance.yaml", ", person: privacy-officer", ""),
        ("organisations.yaml", ", offset: 80", ""),
        ("programme.yaml", "    name: Een gedragen verandering", "    # Een gedragen verandering"),
        ("history.yaml", "document: visie, ", ""),
        (ONE, "text: De visie is vastgesteld.", "text: "),
    ],
)
def test_what_is_missing_is_the_only_thing_that_is_said(folder: Folder, file: str, old: str, new: str) -> None:
    folder.change(file, old, new)

    assert [each.reason.code in {"config.missing", "config.empty"} for each in check(folder.path)] == [True]


def test_loading_a_plan_raises_every_error_with_its_place_and_passes_over_warnings(folder: Folder) -> None:
    folder.change("organisations.yaml", "impact: 2", "impact: 4")
    folder.change(ONE, "owner: architect", "owner: architekt")
    folder.change("calendar.yaml", "2027-05-07,", "2027-05-08,")

    with pytest.raises(PlanInvalid) as refused:
        load_plan(folder.path)

    assert [reason.values["place"] for reason in refused.value.reasons] == [
        f"{folder.path}/organisations.yaml:{folder.line('organisations.yaml', 'impact: 4')}",
        f"{folder.path}/{ONE}:{folder.line(ONE, 'architekt')}",
    ]


def test_a_warning_does_not_keep_a_plan_from_loading(folder: Folder) -> None:
    folder.change("calendar.yaml", "2027-05-07,", "2027-05-08,")

    assert load_plan(folder.path).programme.id == "KZA"


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "nergens")

    assert problem.reason.code == "config.no_folder"


@pytest.mark.parametrize(
    "file", ["programme.yaml", "governance.yaml", "raci.yaml", "people.yaml", "ladder.yaml", "channels.yaml"]
)
def test_a_missing_file_is_one_problem(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()

    assert told(check(folder.path), folder) == [("config.file_missing", file, 1)]


def test_an_own_programme_needs_no_history(folder: Folder) -> None:
    (folder.path / "history.yaml").unlink()

    assert check(folder.path) == []


def test_a_plan_needs_no_calendar_of_its_own(folder: Folder) -> None:
    (folder.path / "calendar.yaml").unlink()

    assert check(folder.path) == []
    assert load_plan(folder.path).calendar.closings == ()


def test_a_mistyped_file_name_is_noticed(folder: Folder) -> None:
    (folder.path / "calendar.yaml").rename(folder.path / "calender.yaml")

    (problem,) = check(folder.path)

    assert problem.severity == "warning"
    assert "“calendar.yaml”" in say(problem.reason)


def test_a_folder_without_phases_is_one_problem(folder: Folder) -> None:
    for file in (ONE, TWO, THREE):
        (folder.path / file).unlink()

    assert told(check(folder.path), folder) == [("config.no_phases", "phases", 1)]


def test_the_tenth_phase_comes_after_the_second(folder: Folder) -> None:
    (folder.path / THREE).rename(folder.path / "phases" / "10-borging.yaml")

    assert [phase.id for phase in load_plan(folder.path).phases] == ["basis-op-orde", "doorontwikkeling", "borging"]


def test_a_file_that_holds_no_parts_at_all_is_named_for_each_that_it_lacks(folder: Folder) -> None:
    folder.write("organisations.yaml", "- just\n- a list\n")

    found = [each for each in check(folder.path) if each.severity == "error"]

    assert "config.not_the_parts" in {each.reason.code for each in found}
    assert {str(each.place) for each in found} == {f"{folder.path / 'organisations.yaml'}:1"}

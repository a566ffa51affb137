"""How people are reached: one address, or a list; whatever is wrong is told with its place, and never with an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.config.check import check
from scd_workflow.config.invitations import Respondent, load_invitations, respondents
from scd_workflow.domain.ids import AudienceId, OrganisationId
from scd_workflow.texts import say
from tests.config.examples import Folder

STAFF, DORDT = AudienceId("medewerkers"), OrganisationId("dordrecht")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "config")


def told(folder: Folder, entry: str, listed: str | None = None) -> list[str]:
    """What is said of an entry for one organisation, and of the list that it names."""
    path = folder.path
    (path / "invitations.yaml").write_text(f"audiences:\n  medewerkers:\n    dordrecht: {entry}\n", "utf-8")
    if listed is not None:
        (path / "dordt.csv").write_text(listed, "utf-8")
    return [f"{each.place.file.name}:{each.place.line} {say(each.reason)}" for each in check(path)]


def test_a_list_is_read_with_or_without_languages_and_as_excel_writes_it(folder: Folder) -> None:
    assert (
        told(
            folder,
            "{list: dordt.csv, language: en}",
            "Naam;E-mail;Taal\r\nA;a@example.nl;NL\r\n;;\r\nB; b@example.nl ;\r\n",
        )
        == []
    )

    reached = load_invitations(folder.path).audiences[STAFF][DORDT]
    assert respondents(folder.path, reached) == (Respondent("a@example.nl", "nl"), Respondent("b@example.nl", "en"))


@pytest.mark.parametrize(
    ("entry", "listed", "place", "said"),
    [
        ("{}", None, "invitations.yaml:3", "een van beide"),
        ("{address: a@example.nl, list: dordt.csv}", "e-mail\n", "invitations.yaml:3", "een van beide"),
        ("{address: geen adres}", None, "invitations.yaml:3", "adres"),
        ("{list: ../dordt.csv}", None, "invitations.yaml:3", "zonder map ervoor"),
        ("{list: elders.csv}", None, "invitations.yaml:3", "elders.csv"),
        ("{list: dordt.csv}", "naam\nA\n", "dordt.csv:1", "geen kolom met adressen"),
        ("{list: dordt.csv}", "e-mail;leeftijd\na@example.nl;40\n", "dordt.csv:1", "Kies uit: adres, naam, taal."),
        ("{list: dordt.csv}", "e-mail\na@example.nl\nA@example.nl\n", "dordt.csv:3", "staat al op regel 2"),
        ("{list: dordt.csv}", "e-mail\na@example.nl, b@example.nl\n", "dordt.csv:2", "niet precies één mailadres"),
        ("{list: dordt.csv}", "e-mail;taal\na@example.nl;fr\n", "dordt.csv:2", "Kies nl of en"),
    ],
)
def test_whatever_is_wrong_is_told_with_its_place(
    folder: Folder, entry: str, listed: str | None, place: str, said: str
) -> None:
    (found,) = told(folder, entry, listed)

    assert found.startswith(f"{place} ")
    assert said in found
    assert "a@example.nl" not in found


def test_an_audience_or_organisation_that_the_plan_lacks_is_named(folder: Folder) -> None:
    (folder.path / "invitations.yaml").write_text(
        "audiences:\n  medewerker: {dordt: {address: a@example.nl}}\n", "utf-8"
    )

    assert [each.reason.code for each in check(folder.path)] == [
        "config.unknown_audience",
        "config.unknown_organisation",
    ]


def test_a_part_of_the_people_can_only_be_asked_by_a_list(folder: Folder) -> None:
    file = folder.path / "evaluations.yaml"
    file.write_text(file.read_text("utf-8").replace("rounds: 8", "rounds: 8\n    panels: 2"), "utf-8")

    assert {each.reason.code for each in check(folder.path)} == {"config.panels_need_list"}


def test_without_the_file_nobody_is_written_to(folder: Folder) -> None:
    (folder.path / "invitations.yaml").unlink()

    assert check(folder.path) == []
    assert load_invitations(folder.path).audiences == {}

"""Question sets, campaigns and import profiles: whatever is wrong with them is told with its file and line."""

from __future__ import annotations

import pytest

from scd_workflow.config.check import check
from scd_workflow.config.instruments import load_instrument
from scd_workflow.config.profiles import load_profile
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import InstrumentId
from scd_workflow.texts import say
from tests.config.examples import EXAMPLE, Folder

MATURITY, SCAN, PROFILE = "instruments/maturity.yaml", "instruments/users-scan.yaml", "imports/forms-nulmeting.yaml"
TWO = "phases/2-doorontwikkeling.yaml"

DAMAGES = [
    # file, what stood there, what stands there instead, what is said, a text of the line where it is said
    (MATURITY, "version: 1", "version: nul", "config.number", "version: nul"),
    (MATURITY, "id: maturity", "id: maturity\nlanguage: nl", "config.unknown_key", "language: nl"),
    (MATURITY, "      - id: VS2", "      - id: VS1", "check.duplicate", "      - id: VS1\n        text:\n          nl: Rollen"),
    (MATURITY, "  - id: KG\n", "  - id: VS\n", "check.duplicate", "  - id: VS\n    name: {nl: Klant"),
    (MATURITY, "  - {id: other,", "  - {id: execution,", "check.duplicate", "  - {id: execution, name: {nl: Overig"),
    (MATURITY, "  - {value: 3,", "  - {value: 4,", "check.answer_twice", "  - {value: 4, label: {nl: Overal"),
    (MATURITY, "  - {value: 3,", "  - {value: 4,", "check.answers_missing", "scale:"),
    (MATURITY, "label: {nl: Soms,", "label: {nl: Nee / ad hoc,", "check.label_twice", "label: {nl: Nee / ad hoc, en: Sometimes"),
    (MATURITY, "en: Sometimes}", "fr: Parfois}", "config.missing", "label: {nl: Soms"),
    (SCAN, "id: users-scan", "id: maturity", "check.instrument_twice", "id: maturity"),
    ("evaluations.yaml", "instrument: users-scan", "instrument: user-scan", "check.unknown_instrument", "user-scan"),
    ("evaluations.yaml", "audience: stakeholders", "audience: stakholders", "check.unknown_audience", "audience: stakholders"),
    ("evaluations.yaml", "owner: change_lead", "owner: change_leader", "check.unknown_role", "change_leader"),
    ("evaluations.yaml", "after: P1-16", "after: P1-61", "check.unknown_step", "P1-61"),
    ("evaluations.yaml", "after: P1-16", "after: P1-06", "check.campaign_after_local", "P1-06"),
    ("evaluations.yaml", "compared_with: nulmeting", "compared_with: nul", "check.unknown_campaign", "compared_with: nul"),
    ("evaluations.yaml", "compared_with: nulmeting", "compared_with: gebruikers-scan", "check.not_comparable", "compared_with: geb"),
    ("evaluations.yaml", "compared_with: nulmeting", "compared_with: eenmeting", "check.not_comparable", "compared_with: een"),
    ("evaluations.yaml", "kind: measurement", "kind: meting", "config.choice", "kind: meting"),
    ("evaluations.yaml", "works_council: not_needed", "works_council: obtained", "check.works_council_source", "works_council: obtained\n  - id: een"),
    ("evaluations.yaml", "works_council: not_needed", "smallest_group: 3", "config.at_least", "smallest_group: 3"),
    ("evaluations.yaml", "alblasserdam: 8", "alblaserdam: 8", "check.unknown_organisation", "alblaserdam: 8"),
    ("evaluations.yaml", "every: 13", "every: 8", "check.too_many_scans", "  - id: medewerkers"),
    ("evaluations.yaml", "after: P1-16", "organisation: dordt", "check.unknown_organisation", "organisation: dordt"),
    ("evaluations.yaml", "id: eenmeting", "id: nulmeting", "check.duplicate", "id: nulmeting\n    name: 1-meting"),
    (TWO, "campaign: gebruikers-scan", "campaign: gebruikerscan", "check.unknown_campaign", "campaign: gebruikerscan"),
    (TWO, "dimension: QB", "dimension: QX", "check.unknown_dimension", "dimension: QX"),
    (TWO, "        at_least: 3.0\n", "", "check.no_bounds", "kind: kpi_within"),
    (TWO, "at_least: 3.0", "at_least: 3.0\n        at_most: 2.0", "check.empty_bounds", "at_most: 2.0"),
    (TWO, "at_least: 3.0", "at_least: 6.0", "config.at_most", "at_least: 6.0"),
    (PROFILE, "instrument: maturity", "instrument: maturty", "check.unknown_instrument", "maturty"),
    (PROFILE, "GRD: grd", "GRD: gdr", "check.unknown_organisation", "GRD: gdr"),
    (PROFILE, "Weet niet: 0", "Weet niet: 9", "config.at_most", "Weet niet: 9"),
    ("history.yaml", "campaign: nulmeting", "campaign: nulmetng", "config.unknown_in_history", "nulmetng"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code", "anchor"), DAMAGES)
def test_a_damage_is_reported_at_its_file_and_line(
    folder: Folder, file: str, old: str, new: str, code: str, anchor: str
) -> None:
    folder.change(file, old, new)

    found = {
        (each.reason.code, str(each.place.file.relative_to(folder.path)), each.place.line)
        for each in check(folder.path)
    }

    line = folder.read(file).count("\n", 0, folder.read(file).index(anchor)) + 1
    assert (code, file, line) in found
    assert all(say(each.located, language) for each in check(folder.path) for language in ("nl", "en"))


def test_the_example_has_the_maturity_instrument_and_two_scans() -> None:
    found = {
        name: load_instrument(EXAMPLE, InstrumentId(name)) for name in ("maturity", "users-scan", "stakeholders-scan")
    }

    assert {name: (len(each.dimensions), len(each.items)) for name, each in found.items()} == {
        "maturity": (8, 24),
        "users-scan": (8, 8),
        "stakeholders-scan": (8, 8),
    }
    adkar = [each.measures for each in found["users-scan"].dimensions if each.measures]
    assert adkar == ["awareness", "desire", "knowledge", "ability", "reinforcement"]
    assert [name for name, each in found.items() if each.has_levels] == ["maturity"]
    assert load_profile(EXAMPLE, "forms-nulmeting").instrument == "maturity"


def test_every_change_of_a_question_set_gives_another_hash(folder: Folder) -> None:
    before = load_instrument(folder.path, InstrumentId("maturity")).hash
    folder.change(MATURITY, "Soms", "Soms wel")

    assert load_instrument(folder.path, InstrumentId("maturity")).hash != before


def test_what_is_not_there_is_named_with_what_looks_like_it(folder: Folder) -> None:
    with pytest.raises(PlanInvalid) as instrument:
        load_instrument(folder.path, InstrumentId("maturty"))
    with pytest.raises(PlanInvalid) as profile:
        load_profile(folder.path, "forms-nulmetng")

    assert "maturity" in say(instrument.value.reasons[0])
    assert "forms-nulmeting" in say(profile.value.reasons[0])


def test_without_the_file_of_evaluations_only_what_names_them_is_wrong(folder: Folder) -> None:
    (folder.path / "evaluations.yaml").unlink()

    codes = {each.reason.code for each in check(folder.path)}

    assert codes == {"check.unknown_campaign", "config.unknown_in_history", "config.unknown_audience"}

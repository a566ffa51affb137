"""Files as MS Forms, LimeSurvey, Excel and people make them, and the same answers out of each."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.import_profile import ImportProfile
from scd_workflow.domain.instruments import Instrument
from scd_workflow.intake.answers import Expected, Taken, take
from scd_workflow.intake.sheet import read_sheet
from tests.examples import CAST, DORDT, ZWIJND, codes
from tests.instruments import SMALL

NAMES = {name: each for each in CAST for name in (each, f"Gemeente {each.title()}")}
EXPECTED = Expected(SMALL, NAMES)
FORMS_NL = (
    "ID,Begintijd,Tijd van voltooien,E-mail,Naam,Organisatie,Rol,Vision 1 (nl),Vision 2 (nl) ,"
    '"Vision\u00a03\n(nl)",I manage (nl),What first? (nl)\n'
)
FORMS_ROWS = (
    '1,7/27/26 19:00:01,7/27/26 19:06:23,jan@example.nl,Jan Jansen,Gemeente Dordt,Execution (nl),Answer 3 (nl),Answer 4 (nl),N.v.t.,Answer 5 (nl),"Minder werk; meer rust"\n'
    "2,7/29/26 08:00:00,7/29/26 08:02:00,anonymous,,Gemeente Zwijnd,Manager (nl),answer 1 (NL),Answer 1 (nl),Answer 2 (nl),Answer 2 (nl),\n"
)
LIME = (
    '"id";"submitdate";"lastpage";"startlanguage";"seed";"token";"startdate";"datestamp";"ipaddr";"refurl";"organisatie";"rol";'
    '"Q1[VI1]";"Q1[VI2]";"Q1[VI3]";"QB";"open";"interviewtime"\r\n'
    '"1";"1980-01-01 00:00:00";"3";"nl";"99";"t0ken";"1980-01-01 00:00:00";"1980-01-01 00:00:00";"10.0.0.1";"";"dordt";"execution";"A3";"A4";;"A5";"Minder werk; meer rust";"61.5"\r\n'
    '"2";"";"1";"nl";"98";"t0ken";"";"";"";"";"dordt";;;;;;;"3.0"\r\n'
    '"3";"1980-01-01 00:00";"3";"nl";"97";"t0ken";"";"";"";"";"zwijnd";"management";"1";"1";"2";"2";"";"40"\r\n'
)
WANTED = [("dordt", "execution", "3405"), ("zwijnd", "management", "1122")]


def taken(tmp_path: Path, content: str | bytes, expected: Expected = EXPECTED, name: str = "export.csv") -> Taken:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return take(read_sheet(file), expected)


def said(found: Taken) -> list[tuple[str, str, str]]:
    return found.frame.select("organisation", "role", "answers").rows()


def refusal(tmp_path: Path, content: str | bytes, expected: Expected = EXPECTED, name: str = "export.csv") -> list[str]:
    with pytest.raises(Refused) as refused:
        taken(tmp_path, content, expected, name)
    return codes(refused.value)


def workbook(rows: list[list[object]]) -> bytes:
    """The smallest workbook with these rows: texts, numbers, and dates as numbers of days with a date format."""

    def cell(place: int, row: int, value: object) -> str:
        where = f"{chr(65 + place)}{row}"
        if isinstance(value, float):
            return f'<c r="{where}" s="1"><v>{value}</v></c>'
        if isinstance(value, int):
            return f'<c r="{where}"><v>{value}</v></c>'
        return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'

    lines = "".join(
        f'<row r="{number}">{"".join(cell(place, number, value) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


FORMS_XLSX = workbook(
    [
        [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "Organisation",
            "Role",
            "Vision 1 (en)",
            "Vision 2 (en)",
            "Vision 3 (en)",
            "I manage (en)",
            "What first? (en)",
        ],
        [
            1,
            46230.79,
            46230.795,
            "anonymous",
            "",
            "Gemeente Dordt",
            "Execution (en)",
            3,
            "Answer 4 (en)",
            "Not applicable",
            "5",
            "Minder werk; meer rust",
        ],
        # Excel keeps parts of a second.
        [
            2,
            46232.3,
            46232.3100001,
            "a@example.nl",
            "A",
            "zwijnd",
            "management",
            "Answer 1 (en)",
            1,
            2,
            "Answer 2 (en)",
            "",
        ],
    ]
)


@pytest.mark.parametrize(
    ("content", "name", "dropped"),
    [
        (FORMS_NL + FORMS_ROWS, "forms.csv", 2),
        (("\ufeff" + FORMS_NL + FORMS_ROWS).encode(), "forms-bom.csv", 2),
        ((FORMS_NL + FORMS_ROWS).replace(",", ";").replace('"Minder werk; meer', '"Minder werk; meer').encode("cp1252"), "excel.csv", 2),
        ("\ufeff" + LIME + "\r\n", "results-survey123456.csv", 3),
        (FORMS_XLSX, "forms.xlsx", 2),
        ("nummer;organisatie;rol;VI1;VI2;VI3;QB;open\n1;dordt;Execution (nl);3;4;;5;Minder werk, meer rust\n2;Gemeente Zwijnd;management;1;1;2;2;\n", "papier.csv", 0),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)  # fmt: skip
def test_whatever_wrote_the_file_the_answers_are_the_same(
    tmp_path: Path, content: str | bytes, name: str, dropped: int
) -> None:
    found = taken(tmp_path, content, name=name)

    assert said(found) == WANTED
    assert found.dropped == dropped
    assert found.frame["comment"][0].startswith("Minder werk")
    assert "Jan" not in str(found.frame.to_dict())


def test_what_was_never_sent_in_does_not_count(tmp_path: Path) -> None:
    assert taken(tmp_path, LIME).incomplete == 1


def test_a_moment_is_kept_as_its_week_and_an_anonymous_one_not_at_all(tmp_path: Path) -> None:
    assert taken(tmp_path, FORMS_NL + FORMS_ROWS).frame["week"].to_list() == [date(2026, 7, 27)] * 2
    assert taken(tmp_path, FORMS_XLSX, name="a.xlsx").frame["week"].to_list() == [date(2026, 7, 27)] * 2
    assert taken(tmp_path, LIME).frame["week"].to_list() == [None, None]


def test_a_profile_knows_what_a_survey_calls_things(tmp_path: Path) -> None:
    profile = ImportProfile.model_validate(
        {
            "id": "own", "instrument": "small",
            "columns": {"Waar werkt u?": "organisation", "Nr.": "number", "Eerste": "VI1", "Personeelsnummer": "identity", "Bron": "ignore"},
            "values": {"helemaal niet": 1, "enorm": 5},
            "organisations": {"De stad": DORDT},
        }
    )  # fmt: skip
    file = "Nr.,Waar werkt u?,Personeelsnummer,Bron,Eerste,VI2,VI3,QB\n7,de  STAD,1234,web,Enorm,helemaal niet,3,4\n"

    found = taken(tmp_path, file, Expected(SMALL, NAMES, profile))

    assert said(found) == [("dordt", "", "5134")]
    assert found.dropped == 1


def test_a_file_of_one_organisation_need_not_name_it(tmp_path: Path) -> None:
    file = "nummer;VI1;VI2;VI3;QB\n1;1;2;3;4\n"

    assert refusal(tmp_path, file) == ["intake.no_organisation", "intake.nothing_stored"]
    assert said(taken(tmp_path, file, Expected(SMALL, NAMES, organisation=ZWIJND))) == [("zwijnd", "", "1234")]


def test_a_repeated_title_of_a_form_is_told_with_its_column(tmp_path: Path) -> None:
    file = "nummer;organisatie;VI1;Vision 1 (nl) 2;VI2;VI3;QB\n1;dordt;1;1;2;3;4\n"

    with pytest.raises(Refused) as refused:
        taken(tmp_path, file)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.values["column"]) == ("intake.unknown_header", 4)


def test_all_mistakes_are_told_at_once_by_row_and_column(tmp_path: Path) -> None:
    file = "nummer;organisatie;VI1;VI2;VI3;QB\n1;dordt;9;1;1;1\n1;elders;1;1;1;1\n;;1;1;foei;1\n"

    with pytest.raises(Refused) as refused:
        taken(tmp_path, file)

    assert [(each.code, each.values.get("row"), each.values.get("column")) for each in refused.value.reasons] == [
        ("intake.unknown_value", 2, "C"),
        ("intake.unknown_organisation", 3, "B"),
        ("intake.number_twice", 3, None),
        ("intake.unknown_value", 4, "E"),
        ("intake.organisation_empty", 4, None),
        ("intake.number_empty", 4, None),
        ("intake.possible_value", None, None),
        ("intake.possible_organisation", None, None),
        ("intake.nothing_stored", None, None),
    ]
    could = {each.code: each.values["words"] for each in refused.value.reasons if "words" in each.values}
    assert could == {
        "intake.possible_value": "0, 1, 2, 3, 4, 5",
        "intake.possible_organisation": ", ".join(sorted(CAST)),
    }


def row_told(folder: Path, content: bytes, name: str) -> object:
    """The row of the one value that is not understood."""
    with pytest.raises(Refused) as refused:
        taken(folder, content, name=name)
    (wrong,) = (each for each in refused.value.reasons if each.code == "intake.unknown_value")
    return wrong.values["row"]


def test_of_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    file = "nummer;organisatie;VI1;VI2;VI3;QB\n" + "".join(f"{n};dordt;9;1;1;1\n" for n in range(80))

    wrong = ["intake.unknown_value"] * 50
    assert refusal(tmp_path, file) == [*wrong, "intake.more", "intake.possible_value", "intake.nothing_stored"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "a.csv", "intake.empty"),
        ("\n\n", "a.csv", "intake.empty"),
        ("a;b\n1;2\n".encode("utf-16"), "a.csv", "intake.utf16"),
        (b"\0\1\2;3", "a.csv", "intake.not_text"),
        ("nummer", "a.doc", "intake.unknown_format"),
        (b"PK\3\4rubbish", "a.xlsx", "intake.xlsx_unreadable"),
        (FORMS_XLSX[:-300], "a.xlsx", "intake.xlsx_unreadable"),
        (workbook([]), "a.xlsx", "intake.empty"),
        ("nummer;organisatie;VI1;VI2;VI3;QB\n1;dordt;1;2;3\n", "a.csv", "intake.row_length"),
        ('nummer;organisatie;VI1;VI2;VI3;QB\n1;dordt;1;2;3;"4\n', "a.csv", "intake.row_unreadable"),
        ('nummer;organisatie;VI1;VI2;VI3;QB\n1;"dordt;1";2;3;4\n', "a.csv", "intake.row_length"),
        (";".join("abcdefghij" * 101), "a.csv", "intake.too_many_columns"),
    ],
)
def test_a_file_that_is_no_export_is_told_so_in_one_sentence(
    tmp_path: Path, content: str | bytes, name: str, code: str
) -> None:
    assert refusal(tmp_path, content, name=name) == [code]


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(tmp_path / "none.csv")

    assert codes(refused.value) == ["intake.no_file"]


def test_a_folder_is_told_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(tmp_path)

    assert codes(refused.value) == ["intake.folder"]


def test_how_long_somebody_took_is_ignored_and_nothing_else_that_ends_in_time(tmp_path: Path) -> None:
    file = "nummer;organisatie;VI1;VI2;VI3;QB;interviewtime;groupTime12;QBTime\n1;dordt;1;2;3;4;60.1;20;3\n"

    assert said(taken(tmp_path, file)) == [("dordt", "", "1234")]
    assert refusal(tmp_path, file.replace("QBTime", "Spent overtime")) == ["intake.unknown_header"]


def test_a_file_without_numbers_is_told_so_apart_from_its_missing_questions(tmp_path: Path) -> None:
    assert refusal(tmp_path, "organisatie;VI1;VI2\ndordt;1;2\n") == ["intake.number_missing", "intake.columns_missing"]


def test_an_instrument_without_words_takes_a_file_without_them(tmp_path: Path) -> None:
    silent = Instrument.model_validate(SMALL.model_dump() | {"open": None, "roles": []})

    found = taken(tmp_path, "nummer;organisatie;VI1;VI2;VI3;QB\n1;dordt;1;2;3;4\n", Expected(silent, NAMES))

    assert found.frame["comment"].to_list() == [""]


def test_a_file_with_headers_only_holds_no_answers(tmp_path: Path) -> None:
    assert said(taken(tmp_path, "nummer;organisatie;VI1;VI2;VI3;QB\n")) == []


def test_words_may_hold_line_breaks_separators_and_quotes(tmp_path: Path) -> None:
    row = '1;dordt;1;2;3;4;"Eerst; dan ""straks""\nen later"\n'

    found = taken(tmp_path, "nummer;organisatie;VI1;VI2;VI3;QB;open\n" + row)

    assert found.frame["comment"].to_list() == ['Eerst; dan "straks"\nen later']


def test_a_number_is_the_same_however_it_is_spaced(tmp_path: Path) -> None:
    exact = taken(tmp_path, "nummer;organisatie;VI1;VI2;VI3;QB\n 7 ;dordt;1;2;3;4\n")
    spaced = taken(tmp_path, "nummer;organisatie;VI1;VI2;VI3;QB\n7; dordt ;1; 2;3; '4\n")

    assert exact.frame.equals(spaced.frame)


def test_a_ticked_box_is_no_answer(tmp_path: Path) -> None:
    book = workbook([["nummer", "organisatie", "VI1", "VI2", "VI3", "QB"], [1, "dordt", 1, 2, 3, "TRUE"]])

    wanted = ["intake.unknown_value", "intake.possible_value", "intake.nothing_stored"]
    assert refusal(tmp_path, book, name="a.xlsx") == wanted


@pytest.mark.parametrize("empty", ["", ";;;;;;", " ; ;;;;;"])
@pytest.mark.parametrize("words", ["", '"Eerst\nlater"'])
def test_an_empty_row_is_no_answer_and_the_others_keep_their_numbers(tmp_path: Path, empty: str, words: str) -> None:
    file = f"nummer;organisatie;VI1;VI2;VI3;QB;open\n1;dordt;1;2;3;4;{words}\n{empty}\n2;dordt;1;2;3;4;\n"

    assert said(taken(tmp_path, file)) == [("dordt", "", "1234")] * 2
    assert row_told(tmp_path, file.replace("2;dordt;1", "2;dordt;9").encode(), "a.csv") == 4


def test_an_empty_row_of_a_workbook_is_no_answer_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [["nummer", "organisatie", "VI1", "VI2", "VI3", "QB"], [1, "dordt", 1, 2, 3, 4], []]

    found = taken(tmp_path, workbook([*rows, [2, "dordt", 1, 2, 3, 4], []]), name="a.xlsx")

    assert said(found) == [("dordt", "", "1234")] * 2
    assert row_told(tmp_path, workbook([*rows, [2, "dordt", 1, 2, 3, 9], []]), "a.xlsx") == 4


def test_a_row_that_somebody_retyped_is_told_from_the_others_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scd_workflow.intake.sheet.PIECE", 20)
    rows = [f"{number};dordt;1;2;3;4\n" for number in range(1, 10)]
    retyped = [*rows[:5], "6; Gemeente DORDT;answer 1 (NL);'2;3;4\n", *rows[6:]]
    header = "nummer;organisatie;VI1;VI2;VI3;QB\n"

    with pytest.raises(Refused) as refused:
        taken(tmp_path, header + "".join([*retyped[:7], "8;dordt;1;2;6;4\n", rows[8]]))

    assert taken(tmp_path, header + "".join(retyped)).frame.equals(taken(tmp_path, header + "".join(rows)).frame)
    assert [(each.code, each.values.get("row")) for each in refused.value.reasons] == [
        ("intake.unknown_value", 9),
        ("intake.possible_value", None),
        ("intake.nothing_stored", None),
    ]

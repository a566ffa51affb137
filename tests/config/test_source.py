"""A file that is no good YAML gives one clear problem at the right line, never a traceback and never a wrong value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scd_workflow.config.source import LARGEST, read
from scd_workflow.texts import say

BROKEN: list[tuple[str, str, int]] = [
    ("", "config.empty_file", 1),
    ("# alleen een opmerking\n", "config.empty_file", 1),
    ("---\n", "config.empty_file", 1),
    ("a: 1\n---\nb: 2\n", "config.two_documents", 2),
    ("a:\n\tb: 1\n", "config.tab", 2),
    ("a: b\n\tc: d\n", "config.tab", 2),
    ("a: 1\nb: [1,\n   2\nc: 3\n", "config.open_bracket", 2),
    ("a: 1\nb: {c: 1\n", "config.open_bracket", 2),
    ('a: 1\nb: "open\nc: 2\n', "config.open_quote", 2),
    ("a: 1\nb: c: d\n", "config.colon", 2),
    ("a: 1\n- b\n", "config.yaml", 2),
    ("a: 1\nb: @c\n", "config.yaml", 2),
    ("a: 1\nb: 2\nafter", "config.yaml", 3),
    ("a: 1\nb: 'open", "config.open_quote", 2),
    ("a: 1\nb: {c: 1,", "config.yaml", 2),
    ("a: 1\nb: *c\n", "config.alias", 2),
    ("a: &x 1\nb: *x\n", "config.alias", 2),
    ("a: &x [*x]\n", "config.alias", 1),
    ("a: 1\nb: !!python/object:os.system x\n", "config.label", 2),
    ("a: 1\nb: !eigen x\n", "config.label", 2),
    ("? [1, 2]\n: 3\n", "config.key_not_text", 1),
    ("a: 1\nb: x\x07y\n", "config.control_character", 2),
    ("a: 1\nb: é\x00\n", "config.control_character", 2),
    ("%YAML 9.0\n---\na: 1\n", "config.yaml", 1),
    ("a: " + "[" * 100 + "]" * 100, "config.too_deep", 1),
    ("a: " + "[" * 100_000, "config.too_deep", 1),
    ('a: 1\nb: "\\ud800"\n', "config.yaml", 2),
]

SURPRISES: list[tuple[str, Any]] = [
    ("10", 10),
    ("-3", -3),
    ("010", "010"),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("0x1F", "0x1F"),
    ("9" * 19, "9" * 19),
    ("1.5", 1.5),
    (".nan", ".nan"),
    ("-.inf", "-.inf"),
    ("2027-01-11", "2027-01-11"),
    ("2027-06-31", "2027-06-31"),
    ("yes", True),
    ("'yes'", "yes"),
    ("~", None),
    ("=", "="),
    ("<<", "<<"),
]


def written(folder: Path, text: str | bytes) -> Path:
    """A file with a text."""
    file = folder / "bestand.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize(("text", "code", "line"), BROKEN)
def test_a_file_that_cannot_be_read_says_why_and_where(tmp_path: Path, text: str, code: str, line: int) -> None:
    source = read(written(tmp_path, text))

    assert [(each.reason.code, each.place.line) for each in source.problems] == [(code, line)]
    assert not source.readable


@pytest.mark.parametrize(("text", "value"), SURPRISES)
def test_a_value_means_what_it_looks_like(tmp_path: Path, text: str, value: object) -> None:
    source = read(written(tmp_path, f"a: {text}\n"))

    assert source.data == {"a": value}
    assert source.problems == ()


def test_every_part_knows_its_line(tmp_path: Path) -> None:
    source = read(written(tmp_path, "a: 1\nb:\n  - c: 2\n    d: [3,\n      4]\n"))

    lines = {trail: place.line for trail, place in source.lines.items()}

    assert lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "c"): 3,
        ("b", 0, "d"): 4,
        ("b", 0, "d", 0): 4,
        ("b", 0, "d", 1): 5,
    }
    assert source.place(("b", 0, "x", "y")).line == 3


def test_a_key_that_stands_twice_is_reported_with_both_lines_and_the_first_value_counts(tmp_path: Path) -> None:
    source = read(written(tmp_path, "a: 1\nb: 2\na: {c: 3}\n"))

    (problem,) = source.problems

    assert (problem.reason.code, problem.place.line, problem.reason.values["first"]) == ("config.duplicate_key", 3, 1)
    assert source.data == {"a": 1, "b": 2}


@pytest.mark.parametrize("key", ["on", "1", "2027-01-01", "~", "<<", "1.5"])
def test_a_key_that_yaml_does_not_take_for_text_is_reported_and_read_as_written(tmp_path: Path, key: str) -> None:
    source = read(written(tmp_path, f"a: 1\n{key}: 2\n"))

    assert [(each.reason.code, each.place.line) for each in source.problems] == [("config.key_not_text", 2)]
    assert source.data == {"a": 1, key: 2}


def test_an_escaped_control_character_is_reported_and_left_out(tmp_path: Path) -> None:
    source = read(written(tmp_path, 'a: "x\\x07y\\r\\nz"\n'))

    assert [each.reason.code for each in source.problems] == ["config.control_character"]
    assert source.data == {"a": "xy\nz"}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_told_at_the_line_where_it_shows(tmp_path: Path, encoding: str) -> None:
    source = read(written(tmp_path, "a: 1\nb: één\n".encode(encoding)))

    (problem,) = source.problems
    assert (problem.reason.code, problem.place.line) == ("config.encoding", 2 if encoding == "latin-1" else 1)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    source = read(written(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))

    assert source.data == {"a": 1, "b": 2}
    assert source.place(("b",)).line == 2


def test_what_is_no_file_is_told_without_reading_it(tmp_path: Path) -> None:
    folder, pipe, absent, circle = (tmp_path / name for name in ("map", "pijp", "afwezig", "kring"))
    folder.mkdir()
    os.mkfifo(pipe)
    circle.symlink_to(circle)

    told = [read(file).problems[0].reason.code for file in (folder, pipe, absent, circle)]

    assert told == ["config.no_file", "config.no_file", "config.file_missing", "config.file_unreadable"]


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "groot.yaml"
    with file.open("wb") as large:
        large.truncate(LARGEST + 1)

    (problem,) = read(file).problems

    assert problem.reason.code == "config.file_too_large"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=80),
        st.text(alphabet="ab:-[]{}&*!|>'\"#%@?,.~ \n\t0123é\0", max_size=80).map(str.encode),
    )
)
def test_whatever_a_file_holds_it_is_data_or_problems_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    source = read(written(tmp_path, content))

    assert source.readable or source.problems
    for problem in source.problems:
        assert 1 <= problem.place.line <= content.count(b"\n") + content.count(b"\r") + 2
        assert say(problem.located, "nl")
        assert say(problem.located, "en")

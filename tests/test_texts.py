"""Every sentence that the code can say is in the catalogue, in both languages, with the same values."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from scd_workflow.domain.reasons import because
from scd_workflow.texts import say

PACKAGE = Path(__file__).parents[1] / "scd_workflow"
TEXTS = PACKAGE / "texts"
FILES = sorted(file for file in PACKAGE.rglob("*.py"))
SPEAKERS = {"because", "tell", "error", "warning"}


def catalogue(language: str) -> dict[str, str]:
    """Every sentence of a language by its code."""
    return {
        f"{file.stem}.{key}": sentence
        for file in sorted((TEXTS / language).glob("*.toml"))
        for key, sentence in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def named(sentence: str) -> set[str]:
    """The values that a sentence names."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


NL, EN = catalogue("nl"), catalogue("en")
NOUNS = {code.partition(".")[0] for code in NL}


def known(code: str, sentences: dict[str, str]) -> bool:
    """Whether a catalogue has a code; one that ends in `_` is the beginning of several."""
    return code in sentences or (code.endswith("_") and any(other.startswith(code) for other in sentences))


def codes_in(file: Path) -> Iterator[tuple[str, int]]:
    """Every literal in a file that reads as a code: what a speaker is given, and what begins with a noun of the catalogue."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "because":
            yield from ((str(part.value), node.lineno) for part in node.args[:1] if isinstance(part, ast.Constant))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            noun, dot, key = node.value.partition(".")
            if dot and noun in NOUNS and key.isidentifier() and key not in {"yaml", "toml", "db"}:
                yield node.value, node.lineno


def said_in(file: Path) -> Iterator[tuple[str, int, set[str]]]:
    """Every code that is said with all its values in sight, with the names of those values."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
            values = {keyword.arg for keyword in node.keywords if keyword.arg}
            spread = len(values) < len(node.keywords)
            for part in node.args:
                if isinstance(part, ast.Constant) and part.value in NL and not spread:
                    yield str(part.value), node.lineno, values


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_code_in_the_source_is_in_both_catalogues(file: Path) -> None:
    missing = [(code, line) for code, line in codes_in(file) if not (known(code, NL) and known(code, EN))]

    assert missing == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_sentence_is_given_the_values_that_it_names(file: Path) -> None:
    lacking = [(code, line, named(NL[code]) - values) for code, line, values in said_in(file)]

    assert [each for each in lacking if each[2]] == []


def test_both_languages_have_the_same_codes_with_the_same_values() -> None:
    assert {code: named(sentence) for code, sentence in NL.items()} == {
        code: named(sentence) for code, sentence in EN.items()
    }


def test_no_sentence_is_empty_or_holds_a_loose_brace() -> None:
    for sentence in (*NL.values(), *EN.values()):
        assert sentence.strip()
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))


def test_a_date_is_written_out_and_a_reason_within_a_reason_is_spoken() -> None:
    inner = because("check.end_before_start", first=date(2027, 2, 1), last=date(2027, 1, 1))

    said = say(because("config.at", place="raci.yaml:3", what=inner))

    assert said.startswith("raci.yaml:3: Het einde (1 januari 2027)")

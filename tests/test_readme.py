"""What the documents tell people to type exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scd_workflow.cli import cli

ROOT = Path(__file__).parents[1]
TOLD = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
BINARY = re.compile(r"^(?:\S*/)?(scd|make)$")
BESIDE = frozenset({"sudo", "exec", "$", "#"})
"""What may stand before a command."""


def documents() -> list[Path]:
    """Every document that may name a command."""
    named = [ROOT / name for name in ("README.md", "DECISIONS.md", "CHANGELOG.md", "config/example.env")]
    return [*named, *sorted((ROOT / "deployments").rglob("*.md")), *sorted((ROOT / "deployments").rglob("*.service"))]


def lines_told(document: Path) -> Iterator[str]:
    """Every line that a document shows as code; of other files than Markdown every line with a program in it."""
    text = document.read_text(encoding="utf-8")
    if document.suffix != ".md":
        found = (line.partition("=")[2] for line in text.splitlines() if line.startswith("Exec"))
        yield from (*found, *re.findall(r"`([^`\n]+)`", text))
        return
    for block, span in TOLD.findall(text):
        yield from (block or span).splitlines()


def commands_told(document: Path) -> Iterator[tuple[str, list[str]]]:
    """Every `scd` or `make` that a document names, with its arguments."""
    for line in lines_told(document):
        for part in re.split(r"&&|\||;", line):
            words = _words(part)
            while words and (words[0] in BESIDE or re.match(r"[A-Z_]+=", words[0])):
                words = words[1:]
            program = BINARY.match(words[0]) if words else None
            if program:
                yield program[1], words[1:]


def wrong_with(program: str, arguments: list[str]) -> str | None:
    """Why a command does not exist, None when it does."""
    return _wrong_target(arguments) if program == "make" else _wrong_command(cli, arguments)


@pytest.mark.parametrize("document", documents(), ids=lambda each: str(each.relative_to(ROOT)))
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    told = list(commands_told(document))

    assert [(each, why) for each in told if (why := wrong_with(*each))] == []


def test_the_readme_names_the_commands_by_which_everything_starts() -> None:
    told = {(program, *arguments[:1]) for program, arguments in commands_told(ROOT / "README.md")}

    assert {("make", "run"), ("make", "test"), ("make", "check"), ("scd", "status"), ("scd", "check")} <= told


@pytest.mark.parametrize(
    "line",
    ["make tset", "scd stauts", "scd gate shw G1", "scd status --criticl", "scd plan adopt DATE"],
)
def test_a_command_that_does_not_exist_is_found(tmp_path: Path, line: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"First\n\n```console\n{line}  # a comment\n```\n", encoding="utf-8")

    (told,) = commands_told(page)

    assert wrong_with(*told)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _wrong_target(arguments: list[str]) -> str | None:
    known = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    elsewhere = [place + 1 for place, each in enumerate(arguments) if each == "-C"]
    named = [each for place, each in enumerate(arguments) if place not in elsewhere]
    asked = [each for each in named if "=" not in each and not each.startswith("-")]
    return next((f"make has no {each}" for each in asked if each not in known), None)


def _wrong_command(group: click.Group, arguments: list[str]) -> str | None:
    """Follow the groups to the command, and let it read its options; a group alone is a command that documents name."""
    context = click.Context(group)
    left = arguments
    while left and left[0].startswith("--"):
        left = left[2:]
    if not left:
        return None
    command = group.get_command(context, left[0])
    if command is None:
        return f"scd has no {left[0]}"
    if isinstance(command, click.Group):
        return _wrong_command(command, left[1:])
    return _wrong_arguments(command, left[1:])


def _wrong_arguments(command: click.Command, given: list[str]) -> str | None:
    """What is wrong with the options; a document may leave out what is required, as in `scd gate decide`."""
    parser = command.make_parser(click.Context(command, help_option_names=["-h", "--help"]))
    try:
        _, left, _ = parser.parse_args(args=[*given, ""] if _ends_with_option(command, given) else list(given))
    except click.UsageError as error:
        return error.format_message()
    return f"{left} does not belong there" if left else None


def _ends_with_option(command: click.Command, given: list[str]) -> bool:
    """Whether the last word is an option that wants a value, as where a sentence names the option."""
    wanting = (each for each in command.params if isinstance(each, click.Option) and not each.is_flag)
    return bool(given) and any(given[-1] in each.opts for each in wanting)

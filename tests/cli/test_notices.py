"""What the notices say to whoever works with `scd` alone, and what was said when."""

from __future__ import annotations

import json
import re
import shlex
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.conftest import TODAY, Scd


def command_in_letter(var: Path) -> str:
    (file,) = (var / "mail").glob("*.eml")
    body = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"^scd gate decide .*", body.get_content(), re.MULTILINE)
    assert found is not None
    return found.group()


def test_the_command_in_a_letter_decides_once_the_reader_has_filled_it_in(running: Scd, var: Path) -> None:
    assert running("notices", "send").code == 0
    _, *words = shlex.split(command_in_letter(var))
    choices = words[words.index("--outcome") + 1]

    as_it_stands = running(*words)
    filled_in = running(*(each.replace(choices, "go").replace("TEKST", "Alles is er.") for each in words))

    assert as_it_stands.code == 2
    assert "go, conditional_go, no_go, deferred" in as_it_stands.err
    assert choices == "go|conditional_go|no_go|deferred"
    assert filled_in.code == 0


def test_a_notice_of_today_was_not_there_yesterday(running: Scd) -> None:
    running("notices", "send")

    yesterday = running("notices", "list", "--at", (TODAY - timedelta(days=1)).isoformat(), "--json")
    tomorrow = running("notices", "list", "--at", (TODAY + timedelta(days=2)).isoformat())

    assert json.loads(yesterday.out) == []
    assert len(json.loads(running("notices", "list", "--json").out)) == 1
    assert (tomorrow.code, "moet nog komen" in tomorrow.err) == (1, True)


def test_a_preview_for_somebody_who_is_not_there_says_so(running: Scd) -> None:
    nobody = running("notices", "preview", "--person", "voorziter-stuurgroep")
    quiet = running("notices", "preview", "--person", "leverancier")

    assert (nobody.code, nobody.out) == (1, "")
    assert "voorzitter-stuurgroep" in nobody.err
    assert (quiet.code, quiet.err) == (0, "")


def test_the_page_with_letters_to_come_can_be_read_by_its_owner_alone(
    running: Scd, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)

    running("notices", "preview", "--open")

    (page,) = map(Path, opened)
    assert page.stat().st_mode & 0o777 == 0o600
    assert "</html>" in page.read_text(encoding="utf-8")

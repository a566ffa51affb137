"""Three hundred damaged exports: each is refused in sentences, or holds what can be told to be whole; nothing is kept by halves."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from scd_workflow.app import evaluations
from scd_workflow.app.importing import Import, import_answers
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import Refused
from scd_workflow.intake.answers import Taken
from scd_workflow.store.engine import reading
from scd_workflow.texts import Language, say
from tests.evaluations import BASE, MONDAY, by_liv, measuring
from tests.examples import at
from tests.intake.test_layouts import FORMS_NL, FORMS_ROWS, FORMS_XLSX, LIME, taken

SOUND = {
    "forms.csv": ("\ufeff" + FORMS_NL + FORMS_ROWS).encode(),
    "results-survey1.csv": ("\ufeff" + LIME + "\r\n").encode(),
    "forms.xlsx": FORMS_XLSX,
}
DAMAGES = 100
LANGUAGES: tuple[Language, ...] = ("nl", "en")
VALUES = {"0", "1", "2", "3", "4", "5"}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with one thing wrong: cut off, a piece lost, doubled or moved, or some bytes that are others."""
    first, last = sorted(chance.sample(range(len(content)), 2))
    match chance.randrange(5):
        case 0:
            return content[:first]
        case 1:
            return content[:first] + content[last:]
        case 2:
            return content[:last] + content[first:]
        case 3:
            return content[last:] + content[:first] + content[first:last]
        case _:
            noise = bytes(chance.randrange(256) for _ in range(min(last - first, 8)))
            return content[:first] + noise + content[first + len(noise) :]


def outcome(tmp_path: Path, content: bytes, name: str) -> Taken | Refused:
    try:
        return taken(tmp_path, content, name=name)
    except Refused as refusal:
        return refusal


@pytest.mark.parametrize("name", SOUND)
def test_a_damaged_export_is_refused_in_sentences_or_read_as_it_stands(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - the same damages each time
    found = [outcome(tmp_path, damaged(SOUND[name], chance), name) for _ in range(DAMAGES)]
    refusals = [each for each in found if isinstance(each, Refused)]

    assert len(refusals) > DAMAGES / 2
    assert all(say(reason, spoken) for each in refusals for reason in each.reasons for spoken in LANGUAGES)
    for each in found:
        if isinstance(each, Taken):
            assert all(len(given) == 4 and set(given) <= VALUES for given in each.frame["answers"])
            assert each.frame["organisation"].null_count() == each.frame["number"].null_count() == 0


def stored(office: Office) -> list[int]:
    """How many rows each table has in which a file leaves something."""
    tables = ("response", "comment", "role_count", "import_source")
    with reading(office.engine) as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {each}")).scalar_one() for each in tables]  # noqa: S608 - our own names


@pytest.mark.parametrize("name", SOUND)
def test_of_a_damaged_export_that_is_refused_nothing_is_stored_and_of_another_all(tmp_path: Path, name: str) -> None:
    office, chance = measuring(tmp_path / "office"), random.Random(name)  # noqa: S311 - the same damages each time
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    file, refused = tmp_path / name, 0
    for _ in range(DAMAGES):
        file.write_bytes(damaged(SOUND[name], chance))
        before = stored(office)
        try:
            found = import_answers(office, Import(BASE, file), at(MONDAY, 10))
        except Refused:
            refused += 1
            assert stored(office) == before
        else:
            assert stored(office)[0] == before[0] + found.new

    assert refused > DAMAGES / 2

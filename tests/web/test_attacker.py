"""The attacker has all that an administrator has: every table at every moment, where rows lie, the logs, the files, the results."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.domain import tickets
from scd_workflow.store import responses
from scd_workflow.store.engine import reading
from scd_workflow.store.schema import metadata
from tests.evaluations import BASE, MONDAY, by_liv, measuring
from tests.examples import DORDT, REGIO, ZWIJND, at, day
from tests.web.respondents import answer, listed, opened, own_path, reached
from tests.web.served import served

SMALLEST = 5
PEOPLE = {
    DORDT: [f"d{number}@dordt.example" for number in range(12)],
    ZWIJND: [f"z{number}@zwijnd.example" for number in range(4)],
    REGIO: [f"r{number}@regio.example" for number in range(8)],
}


class Stored(NamedTuple):
    key: str
    organisation: str
    answers: str


@dataclass(frozen=True)
class Copy:
    """A backup: which answers and words there were by key, how many people of each kind of work, and who was through.

    The attacker can tell people by the secret.
    """

    answers: frozenset[Stored]
    used: frozenset[tuple[str, str]]
    roles: Counter[str]
    words: frozenset[str]


@dataclass
class Crime:
    """A round in which everybody answered, with a copy of the database after each answer, and what was said meanwhile."""

    office: Office
    secret: bytes = b""
    copies: list[Copy] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    log: str = ""
    transactions: list[frozenset[str]] = field(default_factory=list)
    """Into which tables each wrote, as a journal of the database shows it."""

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with reading(self.office.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def everything(self) -> str:
        """All that stands in any table."""
        with reading(self.office.engine) as connection:
            tables = [connection.execute(table.select()).all() for table in metadata.sorted_tables]
        return repr(tables)

    def copy(self) -> None:
        links = {tickets.hash_of(self.secret, path.rpartition("/")[2]): person for person, path in self.paths.items()}
        used = self.rows("SELECT hash, organisation FROM invitation WHERE used")
        answers = frozenset(
            Stored(*map(str, row)) for row in self.rows("SELECT key, organisation, answers FROM response")
        )
        through = frozenset((str(where), links[str(digest)]) for digest, where in used)
        people = {str(role): int(str(count)) for role, count in self.rows("SELECT role, people FROM role_count")}
        words = frozenset(str(key) for (key,) in self.rows("SELECT key FROM comment"))
        self.copies.append(Copy(answers, through, Counter(people), words))


def various(person: str) -> str:
    """What somebody answers: each another thing, but in one organisation the first six agree on one question."""
    place = int(person[1:].partition("@")[0])
    ability = 4 if person.startswith("r") and place < 6 else place % 5 + 1
    return f"{place % 5 + 1}{place * 2 % 5 + 1}{place * 3 % 5 + 1}{ability}"


def work_of(person: str) -> str:
    """What somebody does: in each organisation one manages, and one does not say."""
    return {"2": "management", "3": ""}.get(person[1:].partition("@")[0], "execution")


def watched(office: Office) -> list[frozenset[str]]:
    """Into which tables each transaction writes from here on; the list grows while it is looked at."""
    found: list[frozenset[str]] = []
    under_way: defaultdict[Connection, set[str]] = defaultdict(set)

    @event.listens_for(office.engine, "before_cursor_execute")
    def write(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if into := re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement):
            under_way[connection].add(into[1])

    @event.listens_for(office.engine, "commit")
    def end(connection: Connection) -> None:
        found.append(frozenset(under_way.pop(connection, ())))

    return found


@pytest.fixture
def commit(
    tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> Callable[[Callable[[str], str]], Crime]:
    """A round in which each of the people answers what the one who asks says."""

    def round_of(answers: Callable[[str], str]) -> Crime:
        office = measuring(tmp_path / "office", database_url=database_url)
        places: dict[str, object] = {where: listed(office, f"{where}.csv", people) for where, people in PEOPLE.items()}
        reached(office, places, remind="silent")
        opened(office)
        caplog.set_level(logging.DEBUG)
        send_notices(office, clock=lambda: at(MONDAY, 10))
        found = Crime(office)
        with reading(office.engine) as connection:
            found.secret = responses.secret_of(connection, responses.RoundOf(office.programme, f"{BASE}/1"))
        found.paths = {each: own_path(office, where, each) for where, people in PEOPLE.items() for each in people}
        found.transactions = watched(office)
        with served(office, lambda: at(MONDAY, 11)) as client:
            found.copy()
            # By number first, so that the organisations answer all at one time.
            for person in sorted(found.paths, key=lambda each: each[1:]):
                said = {"rol": work_of(person), "open": f"remark {len(found.copies)}"}
                answer(client, found.paths[person], answers(person), **said)
                found.copy()
        # What the client says of itself is the business of whoever answers.
        ours = (each for each in caplog.records if not each.name.startswith("http"))
        found.log = "\n".join(each.getMessage() for each in ours)
        return found

    return round_of


@pytest.fixture
def crime(commit: Callable[[Callable[[str], str]], Crime]) -> Crime:
    """Such a round of people who differ."""
    return commit(various)


def test_while_people_answer_nothing_shows_whose_an_answer_is(crime: Crime) -> None:
    successive_copies_match_groups_with_groups(crime)
    nobodys_work_stands_beside_an_answer(crime)
    words_come_in_groups_and_none_is_lost(crime)
    no_key_can_be_made_of_what_is_known(crime)
    no_row_lies_beside_its_reader(crime)
    nobody_and_nothing_is_named(crime)


def test_after_closing_nobody_can_tell_even_who_answered(crime: Crime) -> None:
    marks = [*crime.paths, *(path.rpartition("/")[2] for path in crime.paths.values())]
    marks += [str(digest) for (digest,) in crime.rows("SELECT hash FROM invitation")]
    marks += [tickets.reference(crime.secret, person) for person in crime.paths]
    evaluations.close_round(crime.office, by_liv(BASE), at(day(1, 18), 9))

    left = crime.everything()
    assert [mark for mark in marks if mark in left] == []
    if crime.office.engine.dialect.name == "sqlite":
        file = Path(str(crime.office.engine.url.database))
        content = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        assert [mark for mark in marks if mark.encode() in content] == []
        assert crime.secret not in content
    else:
        for rows in (
            crime.rows("SELECT key, xmin::text FROM response ORDER BY ctid"),
            crime.rows("SELECT key, xmin::text FROM comment ORDER BY ctid"),
        ):
            assert len({transaction for _, transaction in rows}) == 1
            assert rows == sorted(rows, key=str)
    evaluations.publish(crime.office, by_liv(BASE), at(day(1, 20), 9))
    results = evaluations.published(crime.office, BASE, at(day(1, 20), 10)).published.results
    assert [results.score(dimension, ZWIJND) for dimension in ("VI", "QB")] == [None, None]


def test_where_all_answer_alike_a_copy_does_not_even_tell_who_did(
    commit: Callable[[Callable[[str], str]], Crime],
) -> None:
    crime = commit(lambda _: "3345")

    assert {each.used for each in crime.copies} == {frozenset()}
    assert [each.roles for each in crime.copies if each.roles] == []
    assert {each.words for each in crime.copies} == {frozenset()}
    assert crime.rows("SELECT count(*) FROM comment") == [(24,)], "which were written down at the end"


def successive_copies_match_groups_with_groups(crime: Crime) -> None:
    """Assert that whoever compares copies learns of each answer only in which group of people its giver is.

    And that no such group agrees on any question, for then one would know what each of them answered to it.
    """
    given: defaultdict[str, list[str]] = defaultdict(list)
    for before, after in pairwise(crime.copies):
        (new,) = after.answers - before.answers
        given[new.organisation].append(new.answers)
        through = after.used - before.used
        if not through:
            continue
        ((where, _), *others) = through
        assert {each for each, _ in others} == {where}
        assert len(given[where]) == len(through) >= SMALLEST
        assert [question for question in zip(*given[where], strict=True) if len(set(question)) == 1] == []
        del given[where]
    assert Counter(where for where, _ in crime.copies[-1].used) == {DORDT: 10, REGIO: 7}


def nobodys_work_stands_beside_an_answer(crime: Crime) -> None:
    """Assert that what people do is only counted: with the group that is through, and of all of it at once."""
    assert not {"management", "execution"} & {str(each) for row in crime.rows("SELECT * FROM response") for each in row}
    for before, after in pairwise(crime.copies):
        through = {person for _, person in after.used - before.used}
        assert after.roles - before.roles == Counter(map(work_of, through))
        assert before.roles <= after.roles
    assert crime.copies[-1].roles == {"management": 2, "": 2, "execution": 13}


def words_come_in_groups_and_none_is_lost(crime: Crime) -> None:
    """Assert that whoever compares copies learns of no words with which answer they were given."""
    given: list[str] = []
    for before, after in pairwise(crime.copies):
        (new,) = after.answers - before.answers
        given.append(new.answers)
        if after.words == before.words:
            continue
        assert len(given) == len(after.words - before.words) >= SMALLEST
        assert [question for question in zip(*given, strict=True) if len(set(question)) == 1] == []
        given.clear()
    assert crime.rows("SELECT count(*) FROM comment") == [(24,)]


def no_key_can_be_made_of_what_is_known(crime: Crime) -> None:
    """Assert that the secret of the round and all that is stored or numbered make no key of an answer."""
    known = {str(digest) for (digest,) in crime.rows("SELECT hash FROM invitation")}
    known |= set(crime.paths) | {path.rpartition("/")[2] for path in crime.paths.values()}
    known |= {tickets.reference(crime.secret, person) for person in crime.paths}
    known |= {str(number) for number in range(200)}
    made = {responses.key_of(crime.secret, source, each) for each in known for source in ("page", "comment/page", "/")}

    assert not made & {each.key for each in crime.copies[-1].answers}


def no_row_lies_beside_its_reader(crime: Crime) -> None:
    """Assert that there are no row numbers, and that no transaction wrote an answer and anything else."""
    assert Counter(tables for tables in crime.transactions if "response" in tables) == {frozenset({"response"}): 24}
    if crime.office.engine.dialect.name == "sqlite":
        tables = "'response', 'comment', 'invitation', 'role_count'"
        made = crime.rows(f"SELECT sql FROM sqlite_master WHERE name IN ({tables})")  # noqa: S608 - our own names
        assert ["WITHOUT ROWID" in str(each) for each in made if "CREATE TABLE" in str(each)] == [True] * 4
        return
    used = Counter(each for (each,) in crime.rows("SELECT xmin::text FROM invitation WHERE used"))
    assert min(used.values()) >= SMALLEST
    others = crime.rows("SELECT xmin::text FROM role_count UNION SELECT xmin::text FROM comment")
    assert not {*used, *(each for (each,) in others)} & {
        each for (each,) in crime.rows("SELECT xmin::text FROM response")
    }


def nobody_and_nothing_is_named(crime: Crime) -> None:
    """Assert that no event and no line of a log names a person, and that no message as it is kept holds a link."""
    events = repr(crime.rows("SELECT body FROM event"))
    both = "outbox LEFT JOIN outbox_body ON outbox_body.message = outbox.id"
    rows = crime.rows(f"SELECT key, recipient, subject, outcome_text, mime FROM {both}")  # noqa: S608 - our own names
    ledger = repr(rows).replace("=\\r\\n", "")
    for person, path in crime.paths.items():
        assert person not in events + crime.log
        assert path.rpartition("/")[2] not in events + crime.log + ledger
    assert "remark" not in events + crime.log + ledger
    assert "127.0.0.1" not in crime.everything()

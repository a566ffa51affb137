"""The decision list as a page: whole, readable without sight, printable, and nothing in it that runs or is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scd_workflow.domain.events import VoteCast
from scd_workflow.render.decision_list import page
from scd_workflow.report.decisions import record, tables
from scd_workflow.texts import Language
from tests.examples import PLAN, SARA, adopted, day
from tests.render.decisions import EVENTS, HEAD, listed

VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})


class Reading(HTMLParser):
    """What a page holds: its text, its tags in order, and where tags do not close as they opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


def test_the_page_says_in_which_language_it_is_and_what_it_is(language: Language) -> None:
    read = Reading(page(listed(), language))

    assert read.all("html") == [{"lang": language}]
    assert len(read.all("title")) == len(read.all("h1")) == len(read.all("main")) == 1
    assert read.open == []


def test_headings_go_down_one_step_at_a_time_and_every_part_is_named_by_one(language: Language) -> None:
    read = Reading(page(listed(), language))
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(set(ids)) == len(ids)
    assert all(each["aria-labelledby"] in ids for each in (*read.all("section"), *read.all("article")))


def test_every_column_of_a_table_has_its_heading(language: Language) -> None:
    read = Reading(page(listed(), language))

    assert len(read.all("table")) == len(read.all("thead")) == 4
    assert all(each.get("scope") == "col" for each in read.all("th"))


def test_nothing_in_it_runs_or_comes_from_elsewhere_and_what_people_wrote_is_text(language: Language) -> None:
    html = page(listed(), language)

    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in Reading(html).tags}
    assert not re.search(r"\bon\w+=|url\(|@import|javascript:", html)
    assert "The &lt;privacy&gt; check is done" in html
    assert "approved &amp; signed" in html


def test_everything_that_a_decision_rests_on_can_be_read() -> None:
    text = " ".join(Reading(page(listed(), "nl")).text.split())

    for said in (
        "G1 Gate G1 · ronde 1", "go onder voorwaarden (2 van 3 voor)", "20 januari 2027",
        "Chair of the steering committee (stef)", "M-chair: Founding meeting", "Good enough to begin",
        "The council meets tomorrow", "vervuld: 28 januari 2027, Programme manager (pam). https://example.nl/check",
        "opgeheven: 3 februari 2027, Chair of the steering committee (stef). Already in the budget of last year",
        "te laat", "dina namens stef", "G2a Gate G2a · Dordt · ronde 1", "22 februari 2027", "B2 (Dordt)",
        "geldt niet meer Heropend op 15 maart 2027: The figures were wrong", "aanvraag ingetrokken", "Asked too early",
        "geen mandaat om over", HEAD,
    ):  # fmt: skip
        assert said in text, said


def test_a_vote_on_other_papers_than_the_decision_says_so_on_the_page_in_the_table_and_to_a_program() -> None:
    (index,) = (place for place, each in enumerate(EVENTS) if isinstance(each, VoteCast) and each.by == SARA)
    before = EVENTS[index].model_copy(update={"briefing": "a"})
    events = (*EVENTS[:index], before, *EVENTS[index + 1 :])
    found = listed(*events)

    html, (table, *_) = page(found, "nl"), tables(found, "nl")
    assert html.count("op eerdere stukken") == 1
    assert 'no-go <span class="mark">op eerdere stukken</span>' in html
    assert "sara: no-go (op eerdere stukken); dina namens stef: go" in table.rows[0]
    taken: list[dict[str, Any]] = record(found)["decisions"]  # type: ignore[assignment]
    assert [each["on_earlier_papers"] for each in taken[0]["votes"]] == [True, False]
    assert "op eerdere stukken" not in page(listed(), "nl")


def test_an_empty_period_says_so_under_each_heading(language: Language) -> None:
    read = Reading(page(listed(adopted(PLAN.digest, on=day(1, 4))), language))

    assert (read.all("article"), read.all("table")) == ([], [])
    assert len(read.all("h2")) == 3


def test_the_template_is_part_of_the_package() -> None:
    from scd_workflow import render  # noqa: PLC0415

    assert (Path(render.__file__).parent / "decision_list.html.j2").is_file()

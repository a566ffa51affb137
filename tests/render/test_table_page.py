"""What a page of tables owes its readers."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.render.table_page import Beside, Link, page

Shown = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
MAY: Shown = ("mei 2027", ("Op", "Titel"), [("4 mei 2027", "Nieuwsbrief"), ("11 mei 2027", "Lunch")])
JUNE: Shown = ("juni 2027", ("Op", "Titel"), [("1 juni 2027", "Nieuwsbrief")])


class Page(HTMLParser):
    """The tags of a page with what they say of themselves, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [said for name, said in self.tags if name == tag]


def shown(*tables: Shown) -> Page:
    return Page(page("Kalender", ["Zoals het stond."], tables, contents="Maanden", language="nl"))


def test_a_page_says_its_language_title_and_width() -> None:
    found = shown(MAY)

    assert found.all("html") == [{"lang": "nl"}]
    assert len(found.all("h1")) == len(found.all("title")) == len(found.all("main")) == 1
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in found.all("meta")


def test_every_table_has_a_caption_and_every_head_says_what_it_heads() -> None:
    found = shown(MAY, JUNE)

    assert len(found.all("caption")) == len(found.all("table")) == 2
    assert [head["scope"] for head in found.all("th")].count("col") == 4
    assert [head["scope"] for head in found.all("th")].count("row") == 3


def test_a_wide_table_scrolls_by_itself_and_from_the_keyboard() -> None:
    (region,) = (each for each in shown(MAY).all("div") if each.get("class") == "wide")

    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "mei 2027")


def test_a_row_that_is_laid_out_as_a_block_still_says_what_its_cells_are() -> None:
    found = shown(("mei 2027", ("Op", "Titel", "Kanaal"), [("4 mei 2027", "Nieuwsbrief", "")]))

    assert [each["role"] for each in found.all("tr")] == ["row", "row"]
    assert [each["role"] for each in found.all("td")] == ["cell", "cell"]
    assert [each.get("class") for each in found.all("td")] == [None, "none"]
    assert "Titel: Nieuwsbrief" in found.text
    assert {each["aria-hidden"] for each in found.all("span")} == {"true"}


def test_a_picture_says_what_it_shows_and_can_be_opened_by_itself() -> None:
    beside = Beside("a&b.svg", "Alles", "Open", (Link("2026", "x"), Link("2028", "y")), "Andere jaren")
    found = Page(page("Kalender", [], [MAY], contents="Maanden", language="nl", beside=beside))

    assert [(each["src"], each["alt"]) for each in found.all("img")] == [("a&b.svg", "Alles")]
    assert [each["href"] for each in found.all("a")] == ["x", "y", "a&b.svg"]
    assert [each["aria-label"] for each in found.all("nav")] == ["Andere jaren"]


def test_every_link_leads_to_a_table_that_is_there() -> None:
    found = shown(MAY, JUNE)

    targets = {f"#{each['id']}" for each in found.all("div")}
    assert {each["href"] for each in found.all("a")} == targets
    assert shown(MAY).all("a") == []


@given(st.text(max_size=60))
def test_no_text_becomes_a_tag(text: str) -> None:
    plain, odd = shown(MAY), shown((text or "-", ("Op", "Titel"), [(text, text), ("b", "c")]))

    assert [tag for tag, _ in odd.tags] == [tag for tag, _ in plain.tags]

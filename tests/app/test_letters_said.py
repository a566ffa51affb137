"""How what the communication calendar says looks in a letter."""

from __future__ import annotations

import pytest

from tests.app.newsletters import (
    Opening,
)


def test_a_text_is_read_as_markdown_and_none_of_its_html_is_taken_over(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()

    letter = place.letters()[0]
    html, text = (letter.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    assert "<h2>News</h2>" in html
    assert '<a href="https://example.nl/1">Ann</a>' in html
    assert "<script>" not in html
    assert "Read *this*" in text


def test_a_text_may_bring_its_own_title(opened: Opening) -> None:
    place = opened()
    (place.config / "content" / "text.md").write_text("# Item news of March\n\nNothing changes.\n", "utf-8")
    place.approved()
    place.send()

    letter = place.letters()[0]
    assert str(letter["Subject"]) == "Item news of March"
    assert letter.get_body(("html",)).get_content().count("<h1>") == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("named", "holds"), [("https://example.nl/text", "https://example.nl/text"), ("news.pdf", "news.pdf")]
)
def test_a_link_stands_in_the_letter_and_another_file_goes_with_it(opened: Opening, named: str, holds: str) -> None:
    place = opened()
    (place.config / "content" / "news.pdf").write_bytes(b"%PDF")
    place.approved(named)
    place.send()

    letter = place.letters()[0]
    assert holds in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [each.get_content() for each in letter.iter_attachments()] == ([b"%PDF"] if named == "news.pdf" else [])

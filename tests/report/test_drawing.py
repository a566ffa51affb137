"""Pictures of results, for who sees no colours as well."""

from __future__ import annotations

import re

from scd_workflow.report.drawing import Bar, Series, bars, trend


def test_eight_lines_are_told_apart_by_their_dashes_alone() -> None:
    drawn = trend("Scan", ["1", "2"], [Series(f"line {place}", (1.0, 2.0)) for place in range(8)])

    dashes = re.findall(r'<polyline [^>]*stroke-dasharray="([^"]*)"', drawn)
    # Each stands in the picture and in the legend.
    assert len(dashes) == 16
    assert len(set(dashes)) == 8


def test_of_pictures_side_by_side_each_says_in_itself_what_it_shows() -> None:
    drawn = bars("VI Vision", [Bar("Dordt", 1.0, 0.5, 1.5)])

    assert re.search("<text [^>]*>VI Vision</text>", drawn)

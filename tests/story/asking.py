"""What of the letters of a story asks people something, and how often they hear of it."""

from __future__ import annotations

import re
from collections import Counter
from email.message import EmailMessage
from typing import TYPE_CHECKING

from scd_workflow.domain.invitations import REMINDERS

if TYPE_CHECKING:
    from tests.story.laws import Story

ASKED = re.compile(r"/v/([\w-]+/\d+)/")
"""The round in the link of a letter that asks something."""


def asks(letter: EmailMessage) -> str | None:
    """The round that a letter asks somebody about, None when it asks no questions."""
    body = letter.get_body(("plain",))
    found = ASKED.search(body.get_content()) if body else None
    return found[1] if found else None


def nobody_was_asked_too_often(story: Story) -> None:
    """Everybody who is asked hears of a round three times at most: an invitation and two reminders."""
    heard = Counter((letter["To"], asked) for letter in story.letters if (asked := asks(letter)) is not None)
    assert max(heard.values(), default=0) <= 1 + len(REMINDERS)

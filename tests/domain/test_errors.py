"""What the system refuses is said in words of ours where it is common."""

from __future__ import annotations

import errno
import socket

import pytest

from scd_workflow.domain.errors import COMMON, said_by_system
from scd_workflow.domain.reasons import Reason
from scd_workflow.texts import say


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "daar luistert niemand"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "dat bestaat niet"),
        (FileExistsError(errno.EEXIST, "File exists"), "er staat al een bestand met die naam"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "die naam is niet bekend"),
        (TimeoutError("timed out"), "er kwam op tijd geen antwoord"),
    ],
)
def test_what_is_common_is_told_in_the_language_of_the_reader(error: OSError, told: str) -> None:
    why = said_by_system(error)

    assert isinstance(why, Reason)
    assert say(why) == told


def test_every_common_refusal_has_words_in_both_languages() -> None:
    for number in COMMON:
        why = said_by_system(OSError(number, "English"))
        assert isinstance(why, Reason)
        assert say(why, "nl") != say(why, "en")


def test_what_is_rare_stays_in_the_words_of_the_system() -> None:
    assert said_by_system(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert said_by_system(OSError(errno.EXDEV, "x"), "[Errno 18] x") == "[Errno 18] x"
    assert said_by_system(OSError("odd")) == "OSError"

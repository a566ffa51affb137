import hashlib
import hmac
from datetime import timedelta

import pytest

from scd_workflow.domain.codes import ALPHABET, LASTS, PLACEHOLDER, Subject, code, is_right, is_void_after, normalised
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, ProgrammeId
from tests.examples import DORDT, STEF, at, day

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
SUBJECT = Subject(ProgrammeId("p"), GateId("G1"), None, 1, STEF, 0)
NOON = at(day(1, 20))


def by_hand(key: bytes, message: str) -> str:
    """The first 60 bits of an HMAC-SHA-256, five at a time, each a sign of Crockford's alphabet."""
    bits = "".join(f"{byte:08b}" for byte in hmac.new(key, message.encode(), hashlib.sha256).digest())
    signs = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[at : at + 5], 2)] for at in range(0, 60, 5)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:8])}-{''.join(signs[8:])}"


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        (SUBJECT, '["p", "G1", null, 1, "stef", 0]'),
        (SUBJECT._replace(organisation=DORDT, attempt=12), '["p", "G1", "dordt", 12, "stef", 0]'),
        (SUBJECT._replace(counter=3), '["p", "G1", null, 1, "stef", 3]'),
    ],
)
def test_a_code_is_sixty_bits_of_an_hmac_in_three_groups(subject: Subject, message: str) -> None:
    assert code(KEY, subject) == by_hand(KEY, message)


def test_every_part_of_its_subject_makes_another_code() -> None:
    others = (
        SUBJECT,
        SUBJECT._replace(programme=ProgrammeId("q")),
        SUBJECT._replace(gate=GateId("G2")),
        SUBJECT._replace(organisation=OrganisationId("None")),
        SUBJECT._replace(attempt=2),
        SUBJECT._replace(person=PersonId("pam")),
        SUBJECT._replace(counter=1),
    )

    assert len({code(key, each) for each in others for key in (KEY, OTHER_KEY)}) == 14


def test_the_alphabet_has_no_signs_that_look_alike() -> None:
    assert len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert normalised(ALPHABET) == ALPHABET


@pytest.mark.parametrize(
    "typed",
    ["k7qx-m2pd-90t1", " K7QXM2PD9OTI ", "K7QX M2PD 9otl", "K7QX\u2013M2PD\u201490T1", "K7QX\u2011M2PD\u00a0\uff190T1"],
)
def test_case_spaces_dashes_and_look_alikes_do_not_matter(typed: str) -> None:
    assert normalised(typed) == "K7QXM2PD90T1"


def test_only_the_code_of_the_subject_is_right() -> None:
    assert is_right((KEY,), SUBJECT, code(KEY, SUBJECT).lower())
    assert not is_right((KEY,), SUBJECT._replace(attempt=2), code(KEY, SUBJECT))
    for typed in ("", "-", PLACEHOLDER, code(KEY, SUBJECT)[:-1], code(KEY, SUBJECT) + "0", "é", "\ud800"):
        assert not is_right((KEY,), SUBJECT, typed)


def test_a_code_of_any_key_of_the_ring_is_right_and_of_no_other() -> None:
    older = code(OTHER_KEY, SUBJECT)

    assert is_right((KEY, OTHER_KEY), SUBJECT, older)
    assert not is_right((KEY,), SUBJECT, older)
    assert not is_right((), SUBJECT, older)


def test_nobody_can_take_a_code_away_within_an_hour_of_its_going_out() -> None:
    soon = NOON + LASTS - timedelta(seconds=1)

    assert not any(is_void_after(wrong, NOON, soon) for wrong in range(1000))
    assert [wrong for wrong in range(1, 8) if is_void_after(wrong, NOON, NOON + LASTS)] == [5, 6, 7]
    assert is_void_after(5, None, NOON)

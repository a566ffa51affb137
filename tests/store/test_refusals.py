from __future__ import annotations

from sqlalchemy.engine import Engine

from scd_workflow.store import refusals
from scd_workflow.store.engine import reading, writing
from tests.store.examples import NINE, PROGRAMME


def test_the_secret_of_readers_is_made_once(engine: Engine) -> None:
    with writing(engine) as connection:
        made = [refusals.begin(connection, PROGRAMME, fresh) for fresh in (b"one", b"two")]

    assert made == [b"one", b"one"]


def test_a_refusal_is_kept_once_and_belongs_to_its_programme(engine: Engine) -> None:
    with writing(engine) as connection:
        for _ in range(2):
            refusals.refuse(connection, PROGRAMME, "ab" * 16, NINE)

    with reading(engine) as connection:
        assert refusals.all_refused(connection, PROGRAMME) == {"ab" * 16}
        assert refusals.all_refused(connection, type(PROGRAMME)("other")) == frozenset()

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store import links, plans
from scd_workflow.store.engine import reading, writing
from scd_workflow.texts import say
from tests.store.examples import OTHER, PROGRAMME

PLAN = '{"naam": "Klant-, Zaak- en Archiefgericht Werken", "thema": "één loket"}'
DIGEST = sha256(PLAN.encode()).hexdigest()


def test_a_plan_is_found_by_its_digest(engine: Engine) -> None:
    with writing(engine) as connection:
        plans.keep(connection, PLAN, DIGEST)

    with reading(engine) as connection:
        assert plans.text_of(connection, DIGEST) == PLAN


def test_a_plan_may_be_kept_again(engine: Engine) -> None:
    for _ in range(2):
        with writing(engine) as connection:
            plans.keep(connection, PLAN, DIGEST)

    with reading(engine) as connection:
        assert plans.text_of(connection, DIGEST) == PLAN


def test_a_plan_that_was_never_kept_is_named(engine: Engine) -> None:
    with pytest.raises(StoreUnavailable) as refusal, reading(engine) as connection:
        plans.text_of(connection, DIGEST)

    assert DIGEST in say(refusal.value.reasons[0])


def test_a_plan_that_is_not_what_its_digest_says_is_refused(engine: Engine) -> None:
    with writing(engine) as connection:
        plans.keep(connection, PLAN.replace("loket", "balie"), DIGEST)

    with pytest.raises(StoreUnavailable) as refusal, reading(engine) as connection:
        plans.text_of(connection, DIGEST)

    assert [reason.code for reason in refusal.value.reasons] == ["store.plan_damaged"]


def test_a_form_is_found_where_it_was_last_deployed(engine: Engine) -> None:
    with writing(engine) as connection:
        links.register(connection, PROGRAMME, {"decide-gate": "http://one", "open-gate": "http://two"})
        links.register(connection, PROGRAMME, {"decide-gate": "http://three"})
        links.register(connection, PROGRAMME, {})

    with reading(engine) as connection:
        assert links.links(connection, PROGRAMME) == {"decide-gate": "http://three", "open-gate": "http://two"}
        assert links.links(connection, OTHER) == {}

"""Several organisations are decided for on the briefings that were chosen in the form, or for none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.app import acts
from scd_workflow.app.answers import Outdated, refused
from scd_workflow.app.fields import Fields
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.together_form import JointForm, decided_together
from scd_workflow.domain.activities import Report
from scd_workflow.domain.ids import ActivityId
from tests.app.test_together import NOW, codes_of, decisions, office
from tests.examples import DORDT, PAM, STEF, ZWIJND

__all__ = ["office"]


def filled_in(office: Office) -> JointForm:
    """The form as the chair fills it in: everything that can be chosen, as the list shows it now."""
    progress = look(office, NOW).progress
    (gates,) = (each for each in Fields(progress, office.people, "nl").of("together") if each.name == "gates")
    return JointForm(gates.choices or (), STEF, codes_of(office, DORDT, ZWIJND), "go", "All is well")


def moved_on(office: Office) -> None:
    """Something happens in one of the organisations."""
    acts.report(office, Report("reopen", ActivityId("A"), ZWIJND, PAM, "A page is missing"), NOW)


def test_as_long_as_nothing_changes_the_choices_of_the_form_are_decided_on(office: Office) -> None:
    decided_together(office, NOW, "run-1", form=filled_in(office))

    assert decisions(office) == [DORDT, ZWIJND]


def test_when_a_fact_of_one_organisation_moved_none_is_decided_and_it_is_shown_what_changed(office: Office) -> None:
    form = filled_in(office)
    moved_on(office)

    with pytest.raises(Outdated) as stale:
        decided_together(office, NOW, "run-1", form=form)

    told = {
        (str(each.values["organisation"]), getattr(each.values["what"], "code", "")) for each in stale.value.reasons
    }
    assert (ZWIJND, "briefing.changed") in told
    assert (DORDT, "briefing.changed") not in told
    page = refused(stale.value, "nl").page
    assert "**Zwijnd**" in page
    assert "**Dordt**" not in page
    assert "Wat er veranderd is" in page
    assert decisions(office) == []


def test_a_choice_without_a_mark_is_refused(office: Office) -> None:
    with pytest.raises(Outdated) as stale:
        decided_together(office, NOW, "run-1", form=replace(filled_in(office), gates=("G@dordt", "G@zwijnd")))

    assert {getattr(each.values["what"], "code", "") for each in stale.value.reasons} == {"briefing.not_seen"}


def test_with_the_choices_as_they_are_now_it_is_decided(office: Office) -> None:
    moved_on(office)
    acts.report(office, Report("done", ActivityId("A"), ZWIJND, PAM), NOW)

    decided_together(office, NOW, "run-1", form=filled_in(office))

    assert decisions(office) == [DORDT, ZWIJND]

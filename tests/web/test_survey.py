"""Answering on the page: what is asked, kept, refused, and what stays of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.reception import Asked, Given, Reception
from scd_workflow.store.engine import reading
from tests.evaluations import BASE, MONDAY, by_liv, campaign, measuring, plan
from tests.examples import DORDT, ZWIJND, at, day
from tests.web.respondents import answer, form, listed, opened, own_path, path_of, reached
from tests.web.served import served

PEOPLE = [f"m{number}@example.nl" for number in range(7)]
ANSWERS = ["1235", "2345", "3455", "4515", "5125", "1234", "3345"]
"""What they answer; until the sixth all agree on the last question."""


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    return measuring(tmp_path / "office", database_url=database_url)


@pytest.fixture
def listing(office: Office) -> Office:
    """An office that knows the people of one organisation, who were invited."""
    reached(office, {DORDT: listed(office, "dordt.csv", PEOPLE)})
    opened(office)
    send_notices(office, clock=lambda: at(MONDAY, 10))
    return office


def rows(office: Office, query: str) -> list[tuple[object, ...]]:
    with reading(office.engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def kept(office: Office) -> list[tuple[object, ...]]:
    return rows(office, "SELECT organisation, answers FROM response ORDER BY answers")


def test_an_answer_is_kept_and_thanked_for(office: Office) -> None:
    opened(office)
    with served(office, lambda: at(day(1, 7), 10)) as client:
        sent = answer(client, path_of(office, DORDT), "3345", rol="execution", open=" Minder\r\nklikken ")
        thanks = client.get(sent.headers["location"])

    assert (sent.status_code, thanks.status_code) == (303, 200)
    assert "Dank u wel" in thanks.text
    assert kept(office) == [(DORDT, "3345")]
    assert [str(week) for (week,) in rows(office, "SELECT week FROM response")] == ["2027-01-04"]
    assert rows(office, "SELECT text FROM comment") == [("Minder\nklikken",)]


def test_within_one_organisation_nobody_is_asked_for_words(tmp_path: Path) -> None:
    office = measuring(tmp_path, plan(campaigns=[campaign("base", organisation=DORDT)]))
    opened(office)
    with served(office, lambda: at(MONDAY, 10)) as client:
        shown = client.get(path_of(office, DORDT))
        sent = answer(client, path_of(office, DORDT), open="Minder klikken")

    assert "Vision 1" in shown.text
    assert "What first?" not in shown.text
    assert sent.status_code == 303
    assert len(kept(office)) == 1
    assert rows(office, "SELECT text FROM comment") == []


def test_the_same_form_twice_is_one_answer_and_thanked_twice(listing: Office) -> None:
    with served(listing, lambda: at(MONDAY, 10)) as client:
        for path in (path_of(listing, ZWIJND), own_path(listing, DORDT, PEOPLE[0])):
            filled = form(client, path)
            assert [client.post(path, data=filled).status_code for _ in range(2)] == [303, 303]

    assert len(kept(listing)) == 2


def test_everybody_of_an_organisation_answers_by_the_open_link(office: Office) -> None:
    opened(office)
    with served(office, lambda: at(MONDAY, 10)) as client:
        for _ in range(3):
            answer(client, path_of(office, DORDT))

    assert len(kept(office)) == 3


def test_what_people_do_is_counted_when_five_of_an_organisation_have_answered_in_different_ways(office: Office) -> None:
    opened(office)
    found = []
    with served(office, lambda: at(MONDAY, 10)) as client:
        for role, given in zip(["management", "", *["execution"] * 5], ANSWERS, strict=True):
            filled = form(client, path_of(office, DORDT), given, rol=role)
            for _ in range(2):
                client.post(path_of(office, DORDT), data=filled)
            answer(client, path_of(office, ZWIJND), "3345", rol="management")
            found.append(rows(office, "SELECT role, people FROM role_count ORDER BY role"))

    assert found == [[]] * 5 + [[("", 1), ("execution", 4), ("management", 1)]] * 2


def test_a_personal_link_works_once(listing: Office) -> None:
    path = own_path(listing, DORDT, PEOPLE[0])
    with served(listing, lambda: at(MONDAY, 10)) as client:
        second = form(client, path, "1111")
        assert answer(client, path).status_code == 303
        again, late = client.get(path), client.post(path, data=second)

    assert "U hebt al geantwoord" in again.text
    assert "U hebt al geantwoord" in late.text
    assert len(kept(listing)) == 1


def test_where_there_is_a_list_there_is_no_link_for_everybody(listing: Office) -> None:
    with pytest.raises(KeyError):
        path_of(listing, DORDT)


def test_used_links_are_recorded_only_when_five_of_an_organisation_are_who_differ_in_every_answer(
    listing: Office,
) -> None:
    used = "SELECT count(*) FROM invitation WHERE used"
    with served(listing, lambda: at(MONDAY, 10)) as client:
        for count, (person, given) in enumerate(zip(PEOPLE, ANSWERS, strict=True), start=1):
            answer(client, own_path(listing, DORDT, person), given)
            assert rows(listing, used) == [(6 if count >= 6 else 0,)]

    with served(listing, lambda: at(MONDAY, 11)) as after_a_restart:
        assert "U hebt al geantwoord" in after_a_restart.get(own_path(listing, DORDT, PEOPLE[4])).text
        assert after_a_restart.get(own_path(listing, DORDT, PEOPLE[6])).text.count("<fieldset") == 5


def test_until_its_people_differ_a_link_works_once_all_the_same(listing: Office) -> None:
    with served(listing, lambda: at(MONDAY, 10)) as client:
        for person in PEOPLE:
            answer(client, own_path(listing, DORDT, person), "3345")
        told = [client.get(own_path(listing, DORDT, each)).text for each in PEOPLE]

    assert ["U hebt al geantwoord" in each for each in told] == [True] * 7
    assert rows(listing, "SELECT count(*) FROM invitation WHERE used") == [(0,)]


def test_after_a_crash_somebody_may_answer_twice_and_no_answer_is_lost(listing: Office) -> None:
    path = own_path(listing, DORDT, PEOPLE[0])
    with served(listing, lambda: at(MONDAY, 10)) as client:
        first = form(client, path, "5555")
        assert client.post(path, data=first).status_code == 303

    with served(listing, lambda: at(MONDAY, 11)) as restarted:
        assert restarted.get(path).text.count("<fieldset") == 5
        assert restarted.post(path, data=first).status_code == 303
        assert [each for *_, each in kept(listing)] == ["5555"]
        assert "U hebt al geantwoord" in restarted.get(path).text


def heard(office: Office) -> list[object]:
    return [said for (said,) in rows(office, "SELECT text FROM comment ORDER BY text")]


def test_words_are_stored_when_five_people_wrote_who_differ_in_every_answer_and_otherwise_at_the_end(
    office: Office,
) -> None:
    opened(office)
    found = []
    with served(office, lambda: at(MONDAY, 10)) as client:
        for number, given in enumerate(ANSWERS):
            # Of any organisation: words do not say from which they are.
            path = path_of(office, DORDT if number % 2 else ZWIJND)
            answer(client, path)
            filled = form(client, path, given, open=f"Wens {number}")
            for _ in range(2):
                client.post(path, data=filled)
            found.append(len(heard(office)))

    assert found == [0] * 5 + [6] * 2
    assert heard(office) == [f"Wens {number}" for number in range(7)]


def test_after_a_crash_the_same_form_brings_its_words_once_more(listing: Office) -> None:
    personal, shared = own_path(listing, DORDT, PEOPLE[0]), path_of(listing, ZWIJND)
    with served(listing, lambda: at(MONDAY, 10), dies=True) as client:
        forms = {path: form(client, path, open=f"Wens in {path[:7]}") for path in (personal, shared)}
        for path, filled in forms.items():
            client.post(path, data=filled)
    assert heard(listing) == []

    for _ in range(2):
        with served(listing, lambda: at(MONDAY, 11)) as client:
            assert [client.post(path, data=filled).status_code for path, filled in forms.items()] == [303, 303]

    assert heard(listing) == ["Wens in /v/base"] * 2
    assert len(kept(listing)) == 2


@pytest.mark.parametrize("how", ["closed", "over"])
def test_words_wait_for_nobody_once_no_more_answers_come(office: Office, how: str) -> None:
    opened(office)
    reception = Reception(office)
    asked = reception.ask(BASE, 1, path_of(office, DORDT).rpartition("/")[2], at(MONDAY, 10))
    assert isinstance(asked, Asked)
    given = Given("3345", "", "Minder klikken", asked.number, asked.seal)
    reception.take(BASE, 1, path_of(office, DORDT).rpartition("/")[2], given, at(MONDAY, 10))

    reception.settle(at(MONDAY, 12))
    assert heard(office) == []
    if how == "closed":
        evaluations.close_round(office, by_liv(BASE), at(MONDAY, 12))
    reception.settle(at(day(2, 1), 10) if how == "over" else at(MONDAY, 12))

    assert heard(office) == ["Minder klikken"]


def test_what_is_missing_is_named_and_what_was_filled_in_stays(office: Office) -> None:
    opened(office)
    path = path_of(office, DORDT)
    with served(office, lambda: at(MONDAY, 10)) as client:
        filled = form(client, path, rol="management", open="x" * 301)
        del filled["VI2"]
        refused = client.post(path, data=filled)
        corrected = client.post(path, data=filled | {"VI2": "5", "open": "x"})

    assert refused.status_code == 422
    assert '<a href="#VI2">Vision 2 (nl)</a>' in refused.text
    assert 'id="VI2-fout"' in refused.text
    assert 'id="open-fout"' in refused.text
    assert refused.text.count(" checked") == 4
    assert "x" * 301 in refused.text
    assert corrected.status_code == 303
    assert kept(office) == [(DORDT, "3545")]


def test_what_people_write_is_shown_as_they_wrote_it_and_nothing_more(office: Office) -> None:
    opened(office)
    path = path_of(office, DORDT)
    with served(office, lambda: at(MONDAY, 10)) as client:
        filled = form(client, path, open="</textarea><b>dik</b>")
        refused = client.post(path, data=filled | {"VI1": '7"><i>'})

    assert "<b>" not in refused.text
    assert "<i>" not in refused.text


@pytest.mark.parametrize("changed", [{"zegel": "0" * 28}, {"nummer": "ab"}, {"zegel": "é"}])
def test_a_form_that_we_did_not_give_out_is_refused(office: Office, changed: dict[str, str]) -> None:
    opened(office)
    path = path_of(office, DORDT)
    with served(office, lambda: at(MONDAY, 10)) as client:
        assert client.post(path, data=form(client, path) | changed).status_code == 404

    assert kept(office) == []


@pytest.mark.parametrize("said", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}])
def test_a_form_that_another_site_has_a_browser_send_is_refused(office: Office, said: dict[str, str]) -> None:
    opened(office)
    path = path_of(office, DORDT)
    with served(office, lambda: at(MONDAY, 10)) as client:
        assert client.post(path, data=form(client, path), headers=said).status_code == 403

    assert kept(office) == []


def test_a_link_that_is_none_of_ours_leads_nowhere(office: Office) -> None:
    opened(office)
    with served(office, lambda: at(MONDAY, 10)) as client:
        wrong = (f"/v/{BASE}/1/{'0' * 28}", "/v/other/1/x", f"/v/{BASE}/2/x", f"/v/{BASE}/1/é")
        assert {client.get(each).status_code for each in wrong} == {404}
        assert client.post(path_of(office, DORDT), content=b"\xff").status_code == 400


def test_after_its_last_day_and_after_closing_it_says_so(office: Office) -> None:
    opened(office)
    path = path_of(office, DORDT)
    with served(office, lambda: at(MONDAY, 10)) as client:
        filled = form(client, path)
    with served(office, lambda: at(day(2, 1), 10)) as late:
        assert late.get(path).status_code == 410
    evaluations.close_round(office, by_liv(BASE), at(day(1, 18), 9))
    with served(office, lambda: at(MONDAY, 10)) as client:
        shown, sent = client.get(f"{path}?taal=en"), client.post(path, data=filled)

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "This question set is closed" in shown.text
    assert "gesloten" in sent.text
    assert kept(office) == []


def test_the_page_speaks_the_language_that_is_asked(office: Office) -> None:
    opened(office)
    with served(office, lambda: at(MONDAY, 10)) as client:
        english = client.get(f"{path_of(office, DORDT)}?taal=en").text

    assert '<html lang="en">' in english
    assert "Vision 1 (en)" in english
    assert 'href="?taal=nl"' in english


def test_under_a_path_every_link_stays_under_it(office: Office) -> None:
    under = replace(office, settings=replace(office.settings, web_url="https://kza.example.nl/vragen"))
    opened(under)
    with served(under, lambda: at(MONDAY, 10)) as client:
        sent = answer(client, f"/vragen{path_of(under, DORDT)}")
        assert client.get(sent.headers["location"]).status_code == 200

    assert sent.headers["location"].startswith("/vragen/v/dank")

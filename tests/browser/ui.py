"""What a person does with Prefect's two user interfaces: fills in a form, chooses from a list, presses the button."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.waiting import until


class V2:
    """The interface that opens by default."""

    prefix = "/v2"

    @staticmethod
    def run_form(page: Page) -> Locator:
        """The form of a deployment, once its fields are there."""
        form = page.locator("form")
        form.locator("fieldset").first.wait_for()
        return form

    @staticmethod
    def resume_form(page: Page) -> Locator:
        """The form of a suspended run, opened through the menu of its page."""
        page.get_by_role("button", name="Open menu").click()
        page.get_by_role("menuitem", name="Resume").click()
        dialog = page.get_by_role("dialog")
        dialog.locator("fieldset").first.wait_for()
        return dialog

    @staticmethod
    def fill(form: Locator, title: str, text: str) -> None:
        """Type into the field with this title."""
        form.get_by_label(re.compile(rf"^{re.escape(title)}( \(Optional\))?$")).fill(text)

    @staticmethod
    def typed(form: Locator, title: str) -> str:
        """What stands in the field with this title."""
        return form.get_by_label(re.compile(rf"^{re.escape(title)}( \(Optional\))?$")).input_value()

    @classmethod
    def choose(cls, form: Locator, title: str, choice: str) -> None:
        """Choose one from the list with this title."""
        page, button = form.page, cls._list(form, title)
        button.click()
        page.get_by_role("option", name=choice, exact=True).click()
        # The closing list takes the focus: a next click that comes too soon is lost.
        expect(page.get_by_role("option")).to_have_count(0)
        expect(button).to_have_text(choice)

    @classmethod
    def chosen(cls, form: Locator, title: str) -> str:
        """What is chosen from the list with this title."""
        return cls._list(form, title).inner_text()

    @classmethod
    def choices(cls, form: Locator, title: str) -> list[str]:
        """What can be chosen from the list with this title."""
        options = form.page.get_by_role("option")
        cls._list(form, title).click()
        options.first.wait_for()
        found = options.all_inner_texts()
        form.page.keyboard.press("Escape")
        expect(options).to_have_count(0)
        return found

    @staticmethod
    def submit_resume(form: Locator) -> None:
        """Hand in the form of a suspended run, and wait until it was taken."""
        _press_until_gone(form, "Resume")

    @staticmethod
    def submit_run(page: Page) -> str:
        """Hand in the form of a deployment; gives the id of its run.

        After a refused try the page only checks the form at the first press and makes the run at the second.
        """
        return _press_until_made(page)

    @staticmethod
    def open_tab(page: Page, name: str) -> None:
        """Open a tab of the page of a run."""
        page.get_by_role("tab", name=name, exact=True).click()

    @classmethod
    def message(cls, page: Page) -> str:
        """What the page of a run says of its state, in full."""
        cls.open_tab(page, "Details")
        return page.get_by_text("State Message", exact=True).locator("xpath=following-sibling::*[1]").inner_text()

    @classmethod
    def open_artifact(cls, page: Page, key: str) -> None:
        """Open the newest page of Markdown of a run under a key, from the page of that run."""
        run = page.url.partition("/flow-run/")[2].partition("?")[0]
        cls.open_tab(page, "Artifacts")
        page.get_by_text(key, exact=True).first.click()
        page.wait_for_url("**/artifacts/key/**")
        # Other runs have pages under the same key; below the link to each stands one to its run.
        its_own = f"[following::a[contains(@href, '/runs/flow-run/')][1][contains(@href, '{run}')]]"
        page.locator(f"xpath=//main//a[contains(@href, '/artifacts/artifact/')]{its_own}").first.click()
        page.wait_for_url("**/artifacts/artifact/**")

    @staticmethod
    def _list(form: Locator, title: str) -> Locator:
        return form.get_by_role("button", name=f"Select {title}", exact=True)


class V1:
    """The older interface, which links without `/v2` open."""

    prefix = ""

    @staticmethod
    def run_form(page: Page) -> Locator:
        """The form of a deployment, once its fields are there."""
        form = page.locator("form")
        form.locator(".schema-form-property").first.wait_for()
        return form

    @staticmethod
    def resume_form(page: Page) -> Locator:
        """The form of a suspended run, opened by the button on its page."""
        page.get_by_role("button", name="Resume", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.locator(".schema-form-property").first.wait_for()
        return dialog

    @staticmethod
    def field(form: Locator, title: str) -> Locator:
        """Everything of the field with this title."""
        exact = re.compile(rf"^{re.escape(title)}( \(Optional\))?$")
        label = form.locator(".schema-form-property__label").filter(has_text=exact)
        return label.locator("xpath=ancestor::div[contains(concat(' ',@class,' '),' p-label ')][1]")

    @classmethod
    def fill(cls, form: Locator, title: str, text: str) -> None:
        """Type into the field with this title."""
        cls._box(form, title).fill(text)

    @classmethod
    def typed(cls, form: Locator, title: str) -> str:
        """What stands in the field with this title."""
        return cls._box(form, title).input_value()

    @classmethod
    def choose(cls, form: Locator, title: str, choice: str) -> None:
        """Choose one from the list with this title; only its arrow opens it, a click in the box opens and closes it."""
        cls.field(form, title).locator(".p-select-button__icon").click()
        form.page.locator(".p-select-option", has_text=re.compile(rf"^\s*{re.escape(choice)}\s*$")).click()

    @classmethod
    def chosen(cls, form: Locator, title: str) -> str:
        """What is chosen from the list with this title."""
        return cls.field(form, title).locator(".p-select-button__value").inner_text()

    @classmethod
    def choices(cls, form: Locator, title: str) -> list[str]:
        """What can be chosen from a list in which something is; picking that again closes it."""
        options = form.page.locator(".p-select-option")
        cls.field(form, title).locator(".p-select-button__icon").click()
        options.first.wait_for()
        found = [each.strip() for each in options.all_inner_texts()]
        options.filter(has_text=cls.chosen(form, title)).click()
        expect(options).to_have_count(0)
        return found

    @staticmethod
    def submit_resume(form: Locator) -> None:
        """Hand in the form of a suspended run, and wait until it was taken."""
        _let_it_sink_in(form.page)
        _press_until_gone(form, "Submit")

    @staticmethod
    def submit_run(page: Page) -> str:
        """Hand in the form of a deployment; gives the id of its run."""
        _let_it_sink_in(page)
        return _press_until_made(page)

    @staticmethod
    def open_tab(page: Page, name: str) -> None:
        """Open a tab of the page of a run."""
        page.get_by_role("tablist").get_by_text(name, exact=True).click()

    @classmethod
    def message(cls, page: Page) -> str:
        """What the page of a run says of its state, in full."""
        cls.open_tab(page, "Details")
        said = page.get_by_text("State Message", exact=True).locator("xpath=following-sibling::*[1]")
        said.wait_for()
        more = said.get_by_text("See More")
        if more.count():
            more.click()
        return said.inner_text().removesuffix("See Less").rstrip()

    @classmethod
    def open_artifact(cls, page: Page, key: str) -> None:
        """Open the newest page of Markdown of a run under a key, from the page of that run."""
        cls.open_tab(page, "Artifacts")
        page.get_by_text(key, exact=True).first.click()
        page.wait_for_url("**/artifacts/artifact/**")

    @classmethod
    def _box(cls, form: Locator, title: str) -> Locator:
        return cls.field(form, title).locator("textarea, input").first


UI = type[V1] | type[V2]
Told = dict[str, Any]


def _let_it_sink_in(page: Page) -> None:
    """Let the older interface take over what was typed last: it does so by a timer of 10 ms, and nobody types so fast.

    A later timer of the same page, with a longer time, ends after that one on whatever machine.
    """
    page.evaluate("() => new Promise(done => setTimeout(done, 20))")


def _press_until_gone(form: Locator, button: str) -> None:
    """Press a button until the form is gone: a server that is busy writing refuses, and the person presses again.

    The form goes also when a press was taken of which a busy server told that it was not; what it leaves cannot be clicked on.
    """
    pressed, said = form.get_by_role("button", name=button, exact=True), list[int]()

    def is_gone() -> bool:
        if not form.is_visible():
            form.page.reload()
            return True
        told = _answer(form.page, pressed, r"/resume$", lambda told: _is_accepted(told) or _is_resumed(told), said)
        if told is not None and not _is_accepted(told):
            form.page.keyboard.press("Escape")
        if told is not None:
            form.wait_for(state="hidden")
        return told is not None

    until(is_gone)


def _press_until_made(page: Page) -> str:
    """Press the button of a deployment's form until its run is made, for the same reason; gives the id of that."""
    button = page.get_by_role("button", name="Submit", exact=True)
    return str(_press_until_taken(page, button, r"/create_flow_run$", _is_accepted)["id"])


def _is_accepted(told: Told) -> bool:
    """Whether a yes means yes: a form that is brought up to date at this moment is turned away with a yes that says no."""
    return bool(told.get("status", "ACCEPT") == "ACCEPT")


def _is_resumed(told: Told) -> bool:
    """Whether an earlier press was taken after all, though a busy server told that it was not."""
    return "not paused" in str(told["details"].get("reason"))


def _press_until_taken(page: Page, button: Locator, asked: str, taken: Callable[[Told], bool]) -> Told:
    said: list[int] = []
    with suppress(AssertionError):
        return until(lambda: _answer(page, button, asked, taken, said))
    seen = f"answers of the server: {said or 'none'}\n{page.inner_text('body')}"
    raise AssertionError(seen)


def _answer(page: Page, button: Locator, asked: str, taken: Callable[[Told], bool], said: list[int]) -> Told | None:
    """What the server answers to a press of the button that it takes; the status of any answer goes into `said`."""
    with suppress(TookTooLong):
        with page.expect_response(re.compile(asked), timeout=10_000) as answer:
            # Not a click: a message about an earlier try may lie over the button.
            button.press("Enter", timeout=10_000)
        said.append(answer.value.status)
        told: Told = answer.value.json() if answer.value.ok else {}
        if told and taken(told):
            return told
    return None

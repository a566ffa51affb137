"""What a person does with Prefect's two user interfaces: fills in a form, chooses from a list, presses the button."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong


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
    def choose(form: Locator, title: str, choice: str) -> None:
        """Choose one from the list with this title."""
        page, button = form.page, form.get_by_role("button", name=f"Select {title}", exact=True)
        button.click()
        page.get_by_role("option", name=choice, exact=True).click()
        # The closing list takes the focus: a next click that comes too soon is lost.
        expect(page.get_by_role("option")).to_have_count(0)
        expect(button).to_have_text(choice)

    @staticmethod
    def chosen(form: Locator, title: str) -> str:
        """What is chosen from the list with this title."""
        return form.get_by_role("button", name=f"Select {title}", exact=True).inner_text()

    @staticmethod
    def submit_resume(form: Locator) -> None:
        """Hand in the form of a suspended run, and wait until it was taken."""
        _press_until_gone(form, "Resume")

    @staticmethod
    def submit_run(page: Page) -> None:
        """Hand in the form of a deployment, and wait until its run was made.

        After a refused try the page only checks the form at the first press and makes the run at the second.
        """
        for _ in range(3):
            # Enter, because a message about an earlier try may lie over the button.
            page.get_by_role("button", name="Submit", exact=True).press("Enter")
            with suppress(TookTooLong):
                page.wait_for_url(lambda url: "/run?" not in url, timeout=10_000)
                return
        raise AssertionError(page.inner_text("body"))


class V1:
    """The older interface, which links without `/v2` open."""

    prefix = ""

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
        cls.field(form, title).locator("textarea, input").first.fill(text)

    @classmethod
    def choose(cls, form: Locator, title: str, choice: str) -> None:
        """Choose one from the list with this title; only its arrow opens it, a click in the box opens and closes it."""
        cls.field(form, title).locator(".p-select-button__icon").click()
        form.page.locator(".p-select-option", has_text=re.compile(rf"^\s*{re.escape(choice)}\s*$")).click()

    @staticmethod
    def submit_resume(form: Locator) -> None:
        """Hand in the form of a suspended run, and wait until it was taken."""
        _press_until_gone(form, "Submit")


def _press_until_gone(form: Locator, button: str) -> None:
    """Press a button until the form is gone: a server that is busy writing refuses, and the person presses again."""
    for _ in range(4):
        # Enter, because a message about an earlier try may lie over the button.
        form.get_by_role("button", name=button, exact=True).press("Enter")
        with suppress(TookTooLong):
            form.wait_for(state="hidden", timeout=10_000)
            return
    raise AssertionError(form.page.inner_text("body"))

"""What a page must not do: say something on the console, ask, run into an error, request anything but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def opened_quietly(page: Page, address: str, noise: list[str]) -> None:
    """Opens a page of one file; what it does that it must not is added to ``noise``, now and later."""
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.on("request", lambda request: None if request.url == address else noise.append(request.url))
    page.goto(address)

"""A real Chromium for tests, through Playwright: the one Debian ships, so nothing is downloaded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--no-sandbox",  # the sandbox refuses to run as root, and tests may
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--lang=zh-CN",
)


def chromium() -> str | None:
    """Where Chromium is, or None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


PATIENCE_MS = 30_000
"""What Playwright itself waits for an element or an answer; its expectations would give up after five seconds."""


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()

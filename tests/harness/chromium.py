"""Find a Chromium: the system's, else the one that the browser library has fetched."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root needs no sandbox; the rest keeps the browser from talking to anybody but us.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(RuntimeError):
    """No Chromium was found."""


def find_chromium() -> Path:
    """Return the browser's program. :raises NoBrowser: if there is none."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    from playwright.sync_api import sync_playwright  # slow import

    with sync_playwright() as playwright:
        fetched = Path(playwright.chromium.executable_path)
    if fetched.exists():
        return fetched
    raise NoBrowser("No Chromium: run scripts/need chromium")


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoBrowser as error:
        sys.exit(str(error))

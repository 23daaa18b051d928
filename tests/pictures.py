"""Pictures that tests keep of pages, in the folder that GREENGATE_TEST_PICTURES names or beside their own files."""

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = os.environ.get("GREENGATE_TEST_PICTURES")
COLOURS = 160


def keep(page: Page, name: str, tmp_path: Path) -> None:
    """A picture of the page in few colours."""
    page.wait_for_timeout(300)  # pictures that are being loaded
    page.screenshot(path=tmp_path / "page.png")
    with Image.open(tmp_path / "page.png") as shot:
        few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(Path(FOLDER or tmp_path) / f"{name}.png", optimize=True)

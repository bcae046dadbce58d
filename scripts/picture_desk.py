#!/usr/bin/env python3
"""Save pictures of the agent's desk: an offer, two tickets, no line, an expired sign-in, a clash.

usage: python -m scripts.picture_desk FOLDER

A made-up hotline in one process and headless Chromium; every picture is taken in both languages
of the pages. Nothing is kept but the pictures.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page

from scripts.picture_chats import open_stage, save
from tests.browser.people import Stage

SECOND = "+8613700001111"
NOTES = {"bo": "རྩྭ་ཁའི་ས་མཚམས།", "zh": "草场边界纠纷，"}
SESSION = "hotline_session"


def main() -> int:
    """Take the pictures, print their names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("bo", "zh"):
        with open_stage() as stage:
            picture_desk(stage, folder, language)
    return 0


def picture_desk(stage: Stage, folder: Path, language: str) -> None:
    """One agent's morning, with everything that goes wrong at a desk."""
    page = stage.sign_in("drolma", language=language)
    page.click("#ready")
    stage.hotline.call()
    page.wait_for_selector(".offer.rings")
    save(page, folder / f"offer-{language}.png")
    accept(stage, page, "139****5678", "#open-1")
    page.locator("#notes").press_sequentially(NOTES[language])
    page.click("#end-contact")
    stage.hotline.wait(2)
    page.click("#end-wrap-up")
    stage.hotline.call(SECOND)
    accept(stage, page, "137****1111", "#open-2[aria-current]")
    save(page, folder / f"two-tickets-{language}.png")
    picture_clash(stage, page, folder / f"clash-{language}.png", NOTES[language])
    page.context.set_offline(True)
    page.locator("#notes").press_sequentially(NOTES[language])
    page.evaluate("scrollTo(0, 0)")  # what sticks to the top is pictured there
    save(page, folder / f"no-line-{language}.png")
    page.context.set_offline(False)
    page.wait_for_selector("#line-gone", state="hidden")
    page.context.clear_cookies(name=SESSION)
    page.locator("#notes").press_sequentially(NOTES[language])
    page.wait_for_selector("#sign-in-layer [name=password]")
    page.evaluate("scrollTo(0, 0)")
    save(page, folder / f"signed-out-{language}.png")


def accept(stage: Stage, page: Page, caller: str, tab: str) -> None:
    """Take what rings; the world moves on only when the page has heard of it."""
    page.click(".offer .accept")
    page.get_by_role("heading", name=caller).wait_for()
    stage.hotline.wait(5)
    page.wait_for_selector(tab)


def picture_clash(stage: Stage, page: Page, path: Path, words: str) -> None:
    """Another window writes while this one could not save."""
    page.route("**/ticket", lambda route: route.abort())
    page.fill("#notes", words)
    address = f"{stage.address}/console/contacts/2/ticket"
    page.request.post(address, form={"notes": words * 2, "seen": "0"})
    page.unroute("**/ticket")
    page.wait_for_selector(".clash:not([hidden])")
    page.evaluate("scrollTo(0, 0)")
    save(page, path)
    page.click(".clash [data-choice=theirs]")


if __name__ == "__main__":
    raise SystemExit(main())

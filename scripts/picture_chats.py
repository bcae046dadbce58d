#!/usr/bin/env python3
"""Save pictures of chats in Tibetan, mixed and of danger, the caller's side and the agent's.

usage: python -m scripts.picture_chats FOLDER

A made-up hotline in one process and headless Chromium; every picture is taken in both languages
of the pages. Nothing is kept but the pictures.
"""

import argparse
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from app.hotline.answers.actions import seed_articles
from tests.browser.people import DESK, PHONE, Backstage, Stage

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHATS = {
    "tibetan": "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན་གང་འདྲ་བྱེད་དགོས།",
    "mixed": "老板不发工资 ངས་གང་བྱེད་དགོས།",
}
DANGER = {
    "danger-chinese": "老公喝了酒就打我，好怕",
    "danger-tibetan": "ང་ལ་གསོན་འདོད་མི་འདུག",
}
CHOICES = {
    "zh": ("choose-chinese", "我爸欠了很多钱去世了"),
    "bo": ("choose-tibetan", "ང་གྲྭ་པ་ཡིན། ཨ་ཕ་གྲོངས་ན་ང་ལ་ཤུལ་ནོར་ཐོབ་བམ།"),
}
"""Questions that more than one article may answer, by the language of the page."""
SETTLED_MS = 900


def main() -> int:
    """Take the pictures, print their names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with open_stage() as stage:
        for language in ("bo", "zh"):
            for name, question in CHATS.items():
                picture_chat(stage, folder, f"{name}-{language}", language, question)
            for name, words in DANGER.items():
                picture_danger(stage, folder, f"{name}-{language}", language, words)
        for language, (name, question) in CHOICES.items():
            picture_choice(stage, folder, name, language, question)
        if stage.problems:
            print(*stage.problems, sep="\n")
    return int(bool(stage.problems))


def picture_chat(stage: Stage, folder: Path, name: str, language: str, question: str) -> None:
    """One conversation from the question to the agent's answer by one click."""
    agent = stage.sign_in("drolma", language=language, size=DESK)
    if agent.locator("#ready").count():
        agent.click("#ready")
    caller = stage.open_page("/chat", language=language, size=PHONE)
    caller.fill("#text", question)
    caller.click("main button[type=submit]")
    agent.click(".offer button.good")
    agent.wait_for_selector("#chat-suggestions .suggestion")
    save(agent, folder / f"{name}-agent.png")
    agent.eval_on_selector("#chat-suggestions details", "each => each.open = true")
    agent.click("#chat-suggestions .send-answer >> nth=0")
    caller.wait_for_selector(".from-agent")
    save(caller, folder / f"{name}-caller.png")
    agent.click("#end-contact")
    agent.select_option("#topic", "05")
    agent.click("#close-ticket")
    agent.wait_for_selector(".work-empty")


def picture_danger(stage: Stage, folder: Path, name: str, language: str, words: str) -> None:
    """Somebody in danger: what they read at once, what the agent sees while it rings and after."""
    agent = stage.sign_in("drolma", language=language, size=DESK)
    if agent.locator("#ready").count():
        agent.click("#ready")
    caller = stage.open_page("/chat", language=language, size=PHONE)
    caller.fill("#text", words)
    caller.click("main button[type=submit]")
    caller.wait_for_selector(".from-hotline")
    save(caller, folder / f"{name}-caller.png")
    agent.wait_for_selector(".offer .danger-alarm")
    save(agent, folder / f"{name}-offer.png")
    agent.click(".offer button.good")
    agent.wait_for_selector("#head .danger-steps")
    save(agent, folder / f"{name}-agent.png")
    agent.click("#head .danger-alarm button")
    agent.wait_for_selector("#head .danger-alarm", state="detached")
    agent.click("#end-contact")
    agent.select_option("#topic", "05")
    agent.click("#close-ticket")
    agent.wait_for_selector(".work-empty")


def picture_choice(stage: Stage, folder: Path, name: str, language: str, question: str) -> None:
    """A caller who is asked which question is meant, touches one, and gets its answer."""
    caller = stage.open_page("/chat", language=language, size=PHONE)
    caller.fill("#text", question)
    caller.click("main button[type=submit]")
    caller.wait_for_selector("#choices")
    save(caller, folder / f"{name}-caller-offered.png")
    caller.click("#choices button >> nth=0")
    caller.wait_for_selector("#about-answer")
    save(caller, folder / f"{name}-caller-answered.png")
    agent = stage.sign_in("drolma", language=language, size=DESK)
    if agent.locator("#ready").count():
        agent.click("#ready")
    agent.click(".offer button.good")
    agent.wait_for_selector("#offered")
    save(agent, folder / f"{name}-agent.png")
    agent.click("#end-contact")
    agent.select_option("#topic", "05")
    agent.click("#close-ticket")
    agent.wait_for_selector(".work-empty")


def save(page: Page, path: Path) -> None:
    """Write what the page shows once fonts and live parts have settled."""
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=path, full_page=True)
    print(path)


@contextmanager
def open_stage() -> Iterator[Stage]:
    """A hotline with its articles and one agent, behind a real port, and a browser."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listening:
        backstage = Backstage(Path(folder))
        with backstage.hotline.world.services.store.write() as uow:
            seed_articles(uow)
        backstage.hire("drolma", "bo", "zh")
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(backstage.hotline.app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            stage = Stage(backstage, browser, f"http://127.0.0.1:{listening.getsockname()[1]}")
            yield stage
            stage.leave()
            browser.close()
        backstage.hotline.app.state.broker.close()
        server.should_exit = True
        thread.join(timeout=10)
        backstage.close()


if __name__ == "__main__":
    raise SystemExit(main())

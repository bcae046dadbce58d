"""Every address of the house, asked by the second hotline's people with the first one's ids:
nothing is there, nothing is shown, nothing changes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from tests.hotlines.two import STRANGERS, Ledger, find_crossings, open_house
from tests.web.asking import NO, NOT_FOUND, Address, Answer, Asking
from tests.web.everybody import Everybody
from tests.web.who_may import read_table

TABLE = read_table()
NAMES_A_ROW = re.compile(r"\{(\w+_id|token)\}")
THE_PUBLICS = ("/sign-in", "/chat", "/api/chat")
"""Whoever signs in or writes there is somebody else: at this host, of the first hotline."""
NOBODYS = "2000000000"


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    everybody = open_house(tmp_path_factory.mktemp("two"))
    yield everybody
    everybody.close()


def ask_everything(everybody: Everybody) -> Iterator[tuple[Address, str, Answer, list[str]]]:
    """Address, who, the answer and what was wrong with what it left behind."""
    database = sqlite3.connect(everybody.database)
    before = Ledger.read(database)
    for row in TABLE.values():
        for who in STRANGERS:
            version = database.execute("PRAGMA data_version").fetchone()
            answer = Asking(everybody, who)._send(*row.address)
            left: list[str] = []
            if database.execute("PRAGMA data_version").fetchone() != version:
                left = [*before.list_changed(Ledger.read(database)), *find_crossings(database)]
                everybody.restore()
            yield row.address, who, answer, left
    database.close()


def ask_for_nobodys(everybody: Everybody, who: str, address: Address) -> Answer:
    """The same with a number that nothing has."""
    method, path = address
    asking = Asking(everybody, who)
    nobodys = path.replace("{article_id}", "t-none")
    for name in re.findall(r"\{(\w+_id)\}", nobodys):
        nobodys = nobodys.replace(f"{{{name}}}", NOBODYS)
    return asking.ask(method, nobodys)


def test_what_is_another_hotlines_is_not_there_for_anybody(everybody: Everybody) -> None:
    wrong = []
    for address, who, answer, left in ask_everything(everybody):
        name = f"{' '.join(address)}: {who}"
        if left and not address[1].startswith(THE_PUBLICS):
            wrong.append(f"{name} changes {left}")
        if shown := answer.list_shown():
            wrong.append(f"{name} sees {sorted(shown)}")
        if NAMES_A_ROW.search(address[1]) and answer.word not in (NO, NOT_FOUND):
            of_nobody = ask_for_nobodys(everybody, who, address)
            if answer.status != of_nobody.status:
                wrong.append(f"{name} gets {answer.status}, of nobody's {of_nobody.status}")
        if answer.status >= 500:
            wrong.append(f"{name} breaks it ({answer.status})")
    assert not wrong, "\n".join(wrong)

"""`docs/twilio.md` tells all that we say to the carrier and all that it says to us."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.doors.webhooks import messages, pages
from app.gateway.core.conferences import end_conference
from tests.journeys.cast import BO, Hotline, caller
from tests.journeys.protocol_page import Row, find_breaches, read_rows

HERE = Path(__file__).parent
APP = HERE.parents[1] / "app"
ROUTES = [*pages.router.routes, *messages.router.routes]
_CASE = re.compile(r'case "([\w-]+)"')
_METHOD = re.compile(r"^    def ([a-z]\w+)\(self", re.MULTILINE)


def list_routes() -> set[str]:
    """Every route of the door; those for many verbs with each verb that they know."""
    source = (APP / "doors" / "webhooks" / "pages.py").read_text(encoding="utf-8")
    functions = {
        node.name: ast.get_source_segment(source, node) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    found = set()
    for route in ROUTES:
        path = str(getattr(route, "path", "")).rstrip("/")
        verbs = _CASE.findall(functions.get(str(getattr(route, "name", "")), ""))
        is_open = path.endswith("{verb}")
        found |= {path.replace("{verb}", verb) for verb in verbs} if is_open else {path}
    return found


def test_every_route_of_the_door_is_told() -> None:
    told = {row.kind.removeprefix("POST ") for row in read_rows() if row.kind[:6] == "POST /"}
    assert told == list_routes()


def test_every_request_of_the_client_is_told() -> None:
    source = (APP / "telephony" / "twilio" / "client.py").read_text(encoding="utf-8")
    carrier = source[source.index("class TwilioCarrier") :]
    told = {row.handler for row in read_rows() if " /" not in row.kind}
    assert told == set(_METHOD.findall(carrier))


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row.kind)
def test_handler_and_test_exist(row: Row) -> None:
    file, _, name = row.test.partition("::")
    assert f"def {name}(" in (HERE / file).read_text(encoding="utf-8")
    module, _, function = row.handler.rpartition(".")
    if module:
        inside = module.replace(".", "/") if "." in module else f"hotline/calls/**/{module}"
        (home,) = APP.glob(f"**/{inside}.py")
        assert f"def {function}(" in home.read_text(encoding="utf-8")


def test_what_is_missing_in_the_tables_is_found() -> None:
    row = read_rows()[0]
    assert find_breaches({"POST Faxes To": set()}, "")
    assert find_breaches({}, row.test)
    assert find_breaches({each.kind: set() for each in read_rows()}, row.test)


def test_a_room_that_the_carrier_ends_ends_the_talk(hotline: Hotline) -> None:
    """Both are still on the line: the caller is told goodbye, the agent let go."""
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=600))
    hotline.run(30)
    exchange = hotline.world.gateway.carrier.exchange
    (room,) = exchange.live_conferences.values()
    end_conference(exchange, room, "a fault of this test", None, "")
    hotline.run(20)
    assert hotline.contact().outcome == "answered"
    assert hotline.contact().state in {"wrapping_up", "ended"}
    assert hotline.open_calls() == []
    assert hotline.breaches() == []

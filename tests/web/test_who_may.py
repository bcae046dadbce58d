"""Every address of the house, tried by everybody: who may what is a table (`who_may.csv`), and the
running application does as it says.  No number typed into an address is an error of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.doors.bridge12345.authentication import SignedRequest
from app.doors.webhooks import authentication as carrier_authentication
from app.doors.webhooks.authentication import CarrierRequest
from app.doors.webhooks.route import CarrierRoute
from app.hotline.accounts.guard import find_cookie_holder
from app.hotline.accounts.queries import SignedIn
from app.hotline.accounts.roles import Role
from app.kit.storage.event_log import Event
from app.run.main import make_app
from tests.web.asking import FORM, NO, NOT_FOUND, YES, Address, Answer, Asking, list_addresses
from tests.web.everybody import Everybody, settle_in
from tests.web.who_may import OWN, PAGE, WHO, Row, read_table, write_page

TABLE = read_table()
ADMINS_MAY_SEE = {"masked number"}
EDITORS_MAY_SEE = {"chat", "gap"}
"""The questions that nothing fitted: callers' own words, without their numbers."""
OPENED_ONE_BY_ONE = (".wav", "/files/{file_id}")
CONSOLE = ("GET", "/console")
"""Shows the present talk; a card that is opened on it is logged (tests/console)."""
SIGN_IN, SESSION = "/sign-in", "find_standing_of"
ANYBODY = SignedIn(5, "pema", "Pema", Role.SUPERVISOR, 5, None, has_factor=False)
OPENED: dict[str, Callable[[], Any]] = {
    "check_role": lambda: ANYBODY,
    "find_onlooker": lambda: ANYBODY,
    SESSION: lambda: SimpleNamespace(account=ANYBODY, is_idle=False),
    "app.doors.webhooks.authentication.admit": lambda: CarrierRequest("/twilio/voice", {}),
    "app.doors.bridge12345.authentication.admit": lambda: SignedRequest("x", "x", b"{}"),
}
"""Every guard by its name, and what stands there once it is taken off."""


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everybody]:
    everybody = settle_in(tmp_path_factory.mktemp("who"))
    yield everybody
    everybody.close()


@pytest.fixture(scope="module")
def answers(everybody: Everybody) -> dict[tuple[Address, str], Answer]:
    """What everybody gets, at every address."""
    return {
        (row.address, who): Asking(everybody, who).ask(*row.address)
        for row in TABLE.values()
        for who in list_askers(row)
    }


def list_askers(row: Row) -> list[str]:
    """A caller is somebody only in the chat; colleagues are asked where something is one's own."""
    askers = [who for who in WHO if who != "caller" or "chat" in row.path]
    askers += [f"{who}'s colleague" for who in WHO if row.may[who] == OWN]
    return [*askers, row.signed_by] if row.signed_by else askers


def tell_expected(row: Row, who: str) -> set[str]:
    """What the table lets come of it."""
    if who == row.signed_by:
        return {YES}
    if who not in WHO:
        return {NO, NOT_FOUND}
    return {YES if row.may[who] == OWN else row.may[who]}


def compare(addresses: set[Address], rows: set[Address]) -> list[str]:
    """Addresses without a row and rows without an address, by name."""
    lacking = [f"no row in who_may.csv: {' '.join(each)}" for each in sorted(addresses - rows)]
    return lacking + [f"a row of nothing: {' '.join(each)}" for each in sorted(rows - addresses)]


def test_every_address_has_a_row_and_every_row_an_address(everybody: Everybody) -> None:
    assert compare(set(list_addresses(everybody.hotline.app.routes)), set(TABLE)) == []


def test_a_new_address_without_a_row_is_named(everybody: Everybody) -> None:
    app, router = make_app(everybody.hotline.world.services), APIRouter()
    router.add_api_route("/new", lambda: None, methods=["POST"])
    app.include_router(router)
    rows = set(TABLE) | {("GET", "/old")}
    told = ["no row in who_may.csv: POST /new", "a row of nothing: GET /old"]
    assert compare(set(list_addresses(app.routes)), rows) == told


def test_everybody_gets_what_the_table_says(
    answers: dict[tuple[Address, str], Answer],
) -> None:
    wrong = [
        f"{' '.join(address)}: {who} gets {answer.word!r} ({answer.status})"
        for (address, who), answer in answers.items()
        if answer.word not in tell_expected(TABLE[address], who)
    ]
    assert wrong == []


def test_a_caller_is_nobody_outside_the_chat() -> None:
    different = [r.address for r in TABLE.values() if r.may["caller"] != r.may["nobody"]]
    assert all("chat" in path for _, path in different)


def test_no_page_shows_more_of_callers_than_its_row_says(
    answers: dict[tuple[Address, str], Answer],
) -> None:
    shown = {address: set[str]() for address in TABLE}
    for (address, _), answer in answers.items():
        shown[address] |= answer.list_shown()
    assert {a: s for a, s in shown.items() if s != TABLE[a].shows} == {}


@pytest.mark.parametrize(
    ("who", "may_see"), [("admin", ADMINS_MAY_SEE), ("editor", EDITORS_MAY_SEE)]
)
def test_who_has_no_cases_reads_none(
    answers: dict[tuple[Address, str], Answer], who: str, may_see: set[str]
) -> None:
    for (address, asker), answer in answers.items():
        if asker == who:
            assert answer.list_shown() <= may_see, address


def test_law_9_who_reads_what_hangs_on_no_talk_of_theirs_is_in_the_log(
    answers: dict[tuple[Address, str], Answer],
) -> None:
    """What agents see of their own contacts is logged when the card is opened."""
    unlogged = [
        f"{' '.join(address)}: {who} reads {sorted(answer.list_shown())}"
        for (address, who), answer in answers.items()
        if answer.list_shown() - ADMINS_MAY_SEE
        and (TABLE[address].may.get(who) == YES or address[1].endswith(OPENED_ONE_BY_ONE))
        and who != "caller"
        and address != CONSOLE
        and not answer.looks
    ]
    assert unlogged == []


def list_guards(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """The guards of a route, however deep."""
    for each in dependant.dependencies:
        call = each.call
        if call is not None and find_name(call) in OPENED:
            yield call
        yield from list_guards(each)


def find_name(call: Callable[..., Any]) -> str:
    name: str = call.__name__
    return f"{call.__module__}.{name}" if name == "admit" else name


def list_routes(routes: Any) -> Iterator[APIRoute]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_routes(route.original_router.routes)
        elif isinstance(route, APIRoute):
            yield route


def list_guarded(app: FastAPI) -> dict[Address, list[Callable[..., Any]]]:
    """Every address with its guards, but for those that `run.main` puts before a router."""
    return {
        (method, route.path): [carrier_authentication.admit]
        if isinstance(route, CarrierRoute)
        else list(list_guards(route.dependant))
        for route in list_routes(app.routes)
        for method in route.methods - {"HEAD"}
    }


def take_off(guards: list[Callable[..., Any]]) -> dict[Callable[..., Any], Callable[..., Any]]:
    """The guards of one address replaced by nothing; the session itself only where it is the only
    guard."""
    named = {each: find_name(each) for each in guards}
    own = {each: OPENED[name] for each, name in named.items() if name != SESSION}
    return (own or dict.fromkeys(named, OPENED[SESSION])) | {find_cookie_holder: lambda: None}


async def admit_anybody(request: Request) -> CarrierRequest:
    """At the door that the carrier's routes ask themselves, past FastAPI's overrides."""
    return CarrierRequest(request.url.path, {})


def test_what_is_closed_to_nobody_is_closed_by_a_guard_and_open_without_it(
    everybody: Everybody, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = everybody.hotline.app
    guarded = list_guarded(app)
    monkeypatch.setattr("app.doors.webhooks.route.admit", admit_anybody)
    closed = [row for row in TABLE.values() if row.may["nobody"] == NO]
    closed = [row for row in closed if not row.path.startswith(SIGN_IN)]
    unnoticed = []
    for row in closed:
        guards = guarded[row.address]
        app.dependency_overrides = take_off(guards)
        taken_off = Asking(everybody, "nobody").ask(*row.address)
        if taken_off.status in (401, 403):
            unnoticed.append(f"{' '.join(row.address)} ({len(guards)} guards)")
    app.dependency_overrides = {}
    assert not unnoticed, unnoticed


def test_the_page_is_written_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "python -m tests.web.who_may"


def test_nothing_describes_the_interface_to_strangers(everybody: Everybody) -> None:
    for path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"):
        assert everybody.browsers["admin"].get(path).status_code == 404


def test_who_is_sent_away_from_a_colleagues_card_leaves_no_look_in_the_log(
    everybody: Everybody,
) -> None:
    before, contact = count_looks(everybody), everybody.own["agent"]
    seen = everybody.browsers["expert"].get("/console", params={"contact": str(contact)})
    assert seen.status_code == 404
    assert count_looks(everybody) == before


def count_looks(everybody: Everybody) -> int:
    with everybody.hotline.world.services.store.read() as session:
        return session.query(Event).where(Event.kind == "contact_opened").count()


def test_two_roles_reach_everything_that_staff_may_do() -> None:
    of_staff = [row.may for row in TABLE.values() if {*row.may.values()} & {YES, OWN}]
    assert all({may["agent"], may["supervisor"], may["caller"]} & {YES, OWN} for may in of_staff)


@pytest.mark.parametrize("who", ["agent", "supervisor"])
@pytest.mark.parametrize("number", ["9" * 30, str(2**31), "-1", "999999"])
def test_a_number_that_nothing_has_is_no_error_of_ours(
    everybody: Everybody, who: str, number: str
) -> None:
    asking, form = Asking(everybody, who), FORM | dict.fromkeys(("shift", "version"), number)
    browser, failed = everybody.browsers[who], []
    for method, path in TABLE:
        if "_id}" in path or path in {"/line/rota/drop", "/line/rules/restore"}:
            answer = browser.request(method, asking.fill(path, number), data=form)
            if answer.status_code >= 500:
                failed.append((method, path, answer.status_code))
    everybody.restore()
    assert failed == []
    assert browser.get("/console", params={"contact": number}).status_code < 500


@pytest.mark.parametrize("who", ["caller", "agent", "supervisor"])
def test_a_form_with_half_characters_is_no_error_of_ours(everybody: Everybody, who: str) -> None:
    """In a form that names its own encoding, in every field that any form of ours has."""
    services = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n\\ud83d\\0\r\n'
        for name in FORM
    )
    headers = {"content-type": "multipart/form-data; boundary=x; charset=unicode_escape"}
    asking, taken = Asking(everybody, who), []
    for method, path in TABLE:
        if method == "POST" and not path.startswith(("/twilio", "/api/")):
            answer = everybody.browsers[who].post(
                asking.fill(path), content=f"{services}--x--\r\n", headers=headers
            )
            if answer.status_code >= 500:
                taken.append((path, answer.status_code))
            everybody.restore()
    assert taken == []

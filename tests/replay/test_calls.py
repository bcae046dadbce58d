"""The bench of calls: it runs whole, loses nobody, and its figures are of what it measured."""

from __future__ import annotations

from pathlib import Path

import httpx

from app.rehearsal.replay.calls.bench import Load
from app.rehearsal.replay.calls.comparing import compare_with_floor
from app.rehearsal.replay.calls.consoles import ConsoleFigures, Part, join_addresses, list_parts
from app.rehearsal.replay.calls.floor_app import Recipe
from app.rehearsal.replay.calls.timing import sum_up


def test_every_call_is_done_once_and_every_figure_is_there(tmp_path: Path) -> None:
    load = Load(rate=2.0, seconds=3.0, agents=4, seed=3, consoles=2)
    compared = compare_with_floor(tmp_path, "", load)
    measured, floor = compared.ours, compared.floor
    assert measured.is_well, (measured.findings, measured.breaches)
    assert measured.calls == measured.done == measured.trigger_to_ring.count > 2
    assert 0 < measured.trigger_to_ring.p50 <= measured.trigger_to_ring.p99
    assert 0 < measured.webhook.p50 <= measured.webhook.p99
    assert measured.webhook.count == round(measured.webhooks_per_call * measured.calls)
    assert measured.statements_per_call > measured.commits_per_call > 1
    assert measured.fragment.count > 2 * measured.calls
    assert measured.desks_broken == {}
    assert measured.processor_ms_per_call["web"] > 0
    assert (floor.calls, floor.failed) == (measured.calls, 0)
    assert floor.webhooks == floor.calls * floor.recipe.webhooks == floor.webhook.count
    assert measured.bytes_per_call["events"] > 0
    assert measured.rows_per_call > measured.commits_per_call
    assert compared.ratio["web ms of processor per call"] > 0


def test_the_floor_writes_all_rows_of_a_call_in_all_its_transactions() -> None:
    recipe = Recipe(webhooks=18, commits=25, rows=102)
    shares = [recipe.share_rows(step) for step in range(1, 19)]
    assert sum(map(len, shares)) == 25
    assert sum(map(sum, shares)) == 102


def test_what_broke_at_a_desk_is_told_by_its_reason() -> None:
    told = ConsoleFigures()
    told.note("fragment", httpx.ReadTimeout(""))
    told.note("stream", httpx.RemoteProtocolError(""))
    told.note("fragment", httpx.ConnectError(""))
    told.note_status("fragment", httpx.Response(503))
    told.note_status("fragment", httpx.Response(503))
    assert told.broken == {
        "fragment: timeout": 1,
        "stream: connection closed": 1,
        "fragment: connection refused": 1,
        "fragment: status 503": 2,
    }


def test_quantiles_are_by_rank_and_in_milliseconds() -> None:
    found = sum_up([each / 1000 for each in range(100, 0, -1)])
    assert (found.count, found.p50, found.p95, found.p99, found.most) == (100, 51, 96, 100, 100)
    assert sum_up([]).count == 0


def test_a_desk_asks_for_what_the_page_itself_names() -> None:
    page = """<nav data-live="agent:1 queue" hx-get="/console?part=tabs" hx-trigger="live"></nav>
    <div id="carrier" data-live="carrier" hx-get="/carrier" hx-trigger="load, live"></div>
    <a hx-get="/console?part=work&amp;contact=2">by hand</a>"""
    assert list(list_parts(page)) == [
        Part("/console?part=tabs", frozenset({"agent:1", "queue"}), loads=False),
        Part("/carrier", frozenset({"carrier"}), loads=True),
    ]


def test_parts_of_one_page_are_asked_for_together_as_the_page_does() -> None:
    desk, head = "/console?part=desk", "/console?part=head&contact=7"
    assert join_addresses([desk, head]) == "/console?part=desk&part=head&contact=7"
    assert join_addresses([head, desk]) == "/console?part=head&contact=7&part=desk"
    assert join_addresses(["/carrier"]) == "/carrier"

"""The bench of calls: it runs whole, loses nobody, and its figures are of what it measured."""

from __future__ import annotations

from pathlib import Path

from app.replay.calls.bench import Load, measure_calls
from app.replay.calls.consoles import Part, list_parts
from app.replay.calls.timing import sum_up


def test_every_call_is_done_once_and_every_figure_is_there(tmp_path: Path) -> None:
    measured = measure_calls(
        tmp_path, "", Load(rate=2.0, seconds=3.0, agents=4, seed=3, consoles=2)
    )
    assert measured.is_well, (measured.findings, measured.breaches)
    assert measured.calls == measured.done == measured.trigger_to_ring.count > 2
    assert 0 < measured.trigger_to_ring.p50 <= measured.trigger_to_ring.p99
    assert 0 < measured.webhook.p50 <= measured.webhook.p99
    assert measured.webhook.count == round(measured.webhooks_per_call * measured.calls)
    assert measured.statements_per_call > measured.commits_per_call > 1
    assert measured.fragment.count > 2 * measured.calls
    assert measured.fragments_broken == 0
    assert measured.processor_ms_per_call["web"] > 0


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

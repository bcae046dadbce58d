"""Queues and their members."""

from __future__ import annotations

from app.gateway.core.exchange import Exchange
from app.gateway.core.queue_records import Queue
from app.gateway.core.queues import find_queue, open_queue
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.errors import bad_param, not_found
from app.gateway.rest.forms import Form


def create_queue(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    name = form.text("FriendlyName")
    size = form.whole("MaxSize", exchange.account.queue_size, 1, 5000)
    form.finish()
    if not 1 <= len(name) <= 64:
        raise bad_param(22001, "FriendlyName must have 1 to 64 characters")
    if find_queue(exchange, name) is not None:
        raise bad_param(22003, f"A queue named {name} exists already")
    return RestAnswer(201, _show_queue(exchange, open_queue(exchange, name, size)))


def fetch_queue(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    return RestAnswer(200, _show_queue(exchange, find_queue_by_sid(exchange, args)))


def list_queues(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    page = read_page(form)
    form.finish()
    shown = page.show(list(exchange.queues.values()), lambda queue: _show_queue(exchange, queue))
    return answer_page("queues", shown, f"{account_path(exchange)}/Queues.json")


def update_queue(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    queue = find_queue_by_sid(exchange, args)
    queue.max_size = form.whole("MaxSize", queue.max_size, 1, 5000)
    form.finish("FriendlyName")
    queue.updated_at = exchange.now
    return RestAnswer(200, _show_queue(exchange, queue))


def find_queue_by_sid(exchange: Exchange, args: dict[str, str]) -> Queue:
    queue = exchange.queues.get(args["queue"])
    if queue is None:
        raise not_found(f"Queue {args['queue']}")
    return queue


def _show_queue(exchange: Exchange, queue: Queue) -> Json:
    path = f"{account_path(exchange)}/Queues/{queue.sid}"
    return {
        "sid": queue.sid,
        "account_sid": exchange.account.sid,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "max_size": queue.max_size,
        "average_wait_time": queue.average_wait_s(exchange.now),
        "date_created": write_instant(queue.created_at),
        "date_updated": write_instant(queue.updated_at),
        "uri": f"{path}.json",
    }

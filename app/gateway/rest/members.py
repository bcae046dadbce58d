"""Members of a queue: who waits where, and taking them out."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.exchange import Exchange
from app.gateway.core.queue_records import Member, Queue
from app.gateway.core.queues import dequeue
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
from app.gateway.rest.queues import find_queue_by_sid


def list_members(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    queue = find_queue_by_sid(exchange, args)
    page = read_page(form)
    form.finish()
    shown = page.show(queue.members, lambda member: _show_member(exchange, queue, member))
    path = f"{account_path(exchange)}/Queues/{queue.sid}/Members.json"
    return answer_page("queue_members", shown, path)


def fetch_member(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    queue = find_queue_by_sid(exchange, args)
    return RestAnswer(200, _show_member(exchange, queue, _find_member(queue, args["member"])))


def update_member(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Dequeue: the waiting call goes to the document at Url."""
    queue = find_queue_by_sid(exchange, args)
    member = _find_member(queue, args["member"])
    url = form.url("Url")
    method = form.method("Method")
    form.finish()
    if url is None:
        raise bad_param(21205, "Url parameter is required")
    shown = _show_member(exchange, queue, member)
    dequeue(queue, member, Source(url, method))
    return RestAnswer(200, shown)


def _find_member(queue: Queue, key: str) -> Member:
    if key == "Front" and queue.members:
        return queue.members[0]
    for member in queue.members:
        if member.call.sid == key:
            return member
    raise not_found(f"Queues/{queue.sid}/Members/{key}")


def _show_member(exchange: Exchange, queue: Queue, member: Member) -> Json:
    path = f"{account_path(exchange)}/Queues/{queue.sid}/Members/{member.call.sid}.json"
    return {
        "queue_sid": queue.sid,
        "call_sid": member.call.sid,
        "date_enqueued": write_instant(member.joined_at),
        "position": queue.members.index(member) + 1,
        "wait_time": round((exchange.now - member.joined_at).total_seconds()),
        "uri": path,
    }

"""Queues of waiting calls: found or made by name, joined at the end, left in any order."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.calls import divert_call
from app.gateway.core.exchange import Exchange
from app.gateway.core.queue_records import Member, Queue
from app.gateway.core.records import Call


def open_queue(exchange: Exchange, name: str, max_size: int) -> Queue:
    """A new queue; the caller has made sure that the name is free."""
    queue = Queue(exchange.sids.make_sid("QU"), name, max_size, exchange.now, exchange.now)
    exchange.queues[queue.sid] = queue
    return queue


def find_queue(exchange: Exchange, name: str) -> Queue | None:
    return next((queue for queue in exchange.queues.values() if queue.name == name), None)


def join_queue(exchange: Exchange, queue: Queue, call: Call) -> Member:
    member = Member(call, exchange.now)
    queue.members.append(member)
    return member


def leave_queue(queue: Queue, member: Member) -> None:
    """Take the member out; nothing happens if it was dequeued before."""
    if member in queue.members:
        queue.members.remove(member)


def dequeue(queue: Queue, member: Member, source: Source) -> None:
    """Send a waiting call to another document."""
    leave_queue(queue, member)
    divert_call(member.call, source)

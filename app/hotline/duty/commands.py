"""`hotline duty plan|list`: the rota of on-call experts."""

from __future__ import annotations

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `duty` and its verbs."""
    parser = subparsers.add_parser("duty", help="who is on call when")
    verbs = parser.add_subparsers(dest="verb", required=True)
    plan = verbs.add_parser("plan", help="put an on-call person on the rota (local time)")
    plan.add_argument("agent_id", type=int)
    plan.add_argument("starts", help="2026-11-23T08:30")
    plan.add_argument("ends", help="2026-11-23T18:00")
    plan.add_argument("--county", default="")
    plan.set_defaults(run=plan_from_arguments)
    verbs.add_parser("list", help="shifts that run or are to come").set_defaults(run=print_shifts)


def plan_from_arguments(arguments: argparse.Namespace) -> int:
    """Plan one shift; prints its number."""
    from app.hotline.duty.actions import plan_shift
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    starts, ends = _read_local(arguments.starts), _read_local(arguments.ends)
    with open_store(read_settings()).write() as uow:
        print(plan_shift(uow, arguments.agent_id, starts, ends, arguments.county).id)
    return 0


def print_shifts(_: argparse.Namespace) -> int:
    """Print one line a shift."""
    from app.hotline.duty.queries import list_shifts
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    store = open_store(read_settings())
    with store.read() as session:
        for shift in list_shifts(session, store.clock.now()):
            print(shift.id, shift.agent_id, shift.starts_at, shift.ends_at, shift.county)
    return 0


def _read_local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))

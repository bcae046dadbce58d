"""`hotline verify`: proves laws 1–3 over the database; exit code 1 names what breaks one.
`hotline rebuild facts`: makes the facts of the figures again from the log alone."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app.desks.reports import figures_commands
from app.kit.subcommands import join_group

if TYPE_CHECKING:
    from app.desks.reports.verify import Verdict

SHOWN = 50


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify`."""
    parser = subparsers.add_parser("verify", help="prove that nobody was lost: laws 1 to 3")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    parser.set_defaults(run=verify_from_arguments)
    rebuilds = join_group(subparsers, "rebuild", "make again from the log alone")
    facts = rebuilds.add_parser("facts", help="what the figures are computed from, by contact")
    facts.set_defaults(run=rebuild_from_arguments)
    figures_commands.register(subparsers)


def verify_from_arguments(arguments: argparse.Namespace) -> int:
    """Check the database of the environment; 0 when every law holds."""
    from app.desks.reports.verify import verify
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    store = open_store(read_settings())
    with store.read_snapshot() as session:
        verdict = verify(session, store.clock.now())
    store.engine.dispose()
    print(json.dumps(write_verdict(verdict)) if arguments.json else describe(verdict))
    return 1 if verdict.breaches else 0


def rebuild_from_arguments(arguments: argparse.Namespace) -> int:
    """Take in all of the log, then go through it again contact by contact, while others work."""
    from app.desks.reports.following import follow_to_the_end
    from app.desks.reports.rebuilding import rebuild_facts
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    store = open_store(read_settings())
    follow_to_the_end(store)
    found = rebuild_facts(store)
    store.engine.dispose()
    print(f"{found.contacts} contacts; {found.differing} were not as the log tells them")
    return 0


def describe(verdict: Verdict) -> str:
    """The verdict for a person at a terminal."""
    lines = [
        f"events   {verdict.events}",
        f"offers   {verdict.offers}",
        f"agents   {verdict.agents}",
        f"arrived  {verdict.contacts}",
        *(f"  {name:<20} {count}" for name, count in verdict.classes.items()),
        f"lost     {verdict.lost}",
    ]
    if not verdict.breaches:
        return "\n".join([*lines, f"laws 1-3 hold in all {len(verdict.balances)} half-hours"])
    shown = [str(breach) for breach in verdict.breaches[:SHOWN]]
    more = len(verdict.breaches) - len(shown)
    return "\n".join([*lines, *shown, *([f"and {more} more"] if more else [])])


def write_verdict(verdict: Verdict) -> dict[str, object]:
    """The verdict as JSON; instants are ISO 8601, UTC."""
    return {
        "holds": not verdict.breaches,
        "events": verdict.events,
        "arrived": verdict.contacts,
        "offers": verdict.offers,
        "agents": verdict.agents,
        "lost": verdict.lost,
        "classes": verdict.classes,
        "intervals": [
            {"begins_at": b.begins_at.isoformat(), "arrived": b.arrived, "classes": b.classes}
            for b in verdict.balances
        ],
        "breaches": [
            {
                "law": b.law,
                "code": b.code,
                "subject": b.subject,
                "id": b.subject_id,
                "detail": b.detail,
            }
            for b in verdict.breaches
        ],
    }

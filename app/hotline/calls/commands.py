"""`hotline topic-keys`: the optional second question, and how often its answer is right."""

from __future__ import annotations

import argparse

from app.kit.subcommands import Subparsers


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `topic-keys`."""
    keys = subparsers.add_parser("topic-keys", help="ask callers what about, by a second key")
    keys.add_argument("keys", nargs="*", metavar="KEY=TOPIC", help="1=03 2=04 …, at most five")
    keys.add_argument("--off", action="store_true", help="ask no more")
    keys.set_defaults(run=run_topic_keys)


def run_topic_keys(arguments: argparse.Namespace) -> int:
    """Set the keys if any are given; always say what is asked and how often it was right."""
    from app.hotline.calls.waiting.topic_actions import set_topic_keys
    from app.hotline.calls.waiting.topic_queries import count_keyed_topics
    from app.hotline.dispatch.router import Router
    from app.hotline.dispatch.setup_actions import prepare_hotline
    from app.hotline.opening.actions import DEFAULT_HOURS
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    store = open_store(read_settings())
    keys = dict(pair.partition("=")[::2] for pair in arguments.keys)
    with store.write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
    with Router(store).write() as work:
        if keys or arguments.off:
            set_topic_keys(work, keys)
        present = dict(work.hotline.topic_keys)
    with store.read() as session:
        found = count_keyed_topics(session)
    asked = " ".join(f"{key}={topic}" for key, topic in sorted(present.items())) or "not asked"
    print(
        f"second key: {asked} · pressed {found.pressed} of {found.asked}"
        f" · right {found.right} of {found.compared}: {_tell_share(found.right_share.value)}"
    )
    return 0


def _tell_share(percent: float | None) -> str:
    return "-" if percent is None else f"{percent:.0f} %"

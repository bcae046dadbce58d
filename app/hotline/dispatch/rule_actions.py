"""Use cases of the rule: saving another one, going back to an earlier one.

Every process reads its state anew; no start of waiting, no timer and no counter is touched,
so nobody who waits, talks or is rung is lost (B73).  Each save is a version with who and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.hotline.dispatch.facts import RULES_CHANGED
from app.hotline.dispatch.models import RuleVersion
from app.hotline.dispatch.queries import read_topic_seats
from app.hotline.dispatch.router import RoutingWork
from app.hotline.dispatch.rules import read_rules, write_rules
from app.kit.errors import BadSetting, NotFound, Refused
from routing.topics import DEFAULT_TOPIC_SEATS, check_topic_seats

RULES_MOVED = "rules_moved"


def save_rules(
    work: RoutingWork,
    rules: Mapping[str, Any],
    topic_seats: Mapping[str, str],
    *,
    account_id: int | None = None,
    based_on: int | None = None,
) -> bool:
    """Put another rule in force; whether anything differs from the present one.

    `based_on` is the version that the reader saw: raises Refused when somebody else has saved
    since.  Raises BadSetting with the place of the first value refused (B13).
    """
    if based_on is not None and based_on != find_version(work):
        raise Refused(RULES_MOVED)
    settings = read_rules(rules)
    problems = check_topic_seats(topic_seats, settings.seats)
    if problems:
        raise BadSetting(place=problems[0].place, reason=problems[0].code)
    kept = write_rules(settings)
    own = {
        code: seat for code, seat in topic_seats.items() if DEFAULT_TOPIC_SEATS.get(code) != seat
    }
    hotline = work.hotline
    if (kept, own) == (write_rules(read_rules(hotline.settings)), hotline.topic_seats):
        return False
    if not find_version(work):
        _keep_version(work, hotline.settings, hotline.topic_seats, None)
    hotline.settings, hotline.topic_seats = kept, own
    version = _keep_version(work, kept, own, account_id)
    work.rules_changed = True
    work.uow.record(RULES_CHANGED, rules=kept, version=version, account_id=account_id)
    work.uow.topics.add("queue")
    return True


def restore_rules(work: RoutingWork, version_id: int, account_id: int) -> bool:
    """Put an earlier version in force again, as a version of its own; raises NotFound."""
    version = work.uow.session.get(RuleVersion, version_id)
    if version is None:
        raise NotFound(what="rule version", id=version_id)
    seats = {**DEFAULT_TOPIC_SEATS, **version.topic_seats}
    return save_rules(work, version.settings, seats, account_id=account_id)


def save_setting(work: RoutingWork, account_id: int | None = None, **values: Any) -> bool:
    """Change single settings, the rest as it is."""
    rules = {**work.hotline.settings, **values}
    return save_rules(work, rules, read_topic_seats(work.hotline), account_id=account_id)


def find_version(work: RoutingWork) -> int:
    """The version in force; 0 while nobody has saved any."""
    return work.uow.session.scalar(select(func.max(RuleVersion.id))) or 0


def _keep_version(
    work: RoutingWork,
    settings: Mapping[str, Any],
    topic_seats: Mapping[str, Any],
    account_id: int | None,
) -> int:
    row = RuleVersion(
        account_id=account_id,
        saved_at=work.uow.now,
        settings=dict(settings),
        topic_seats=dict(topic_seats),
    )
    work.uow.session.add(row)
    work.uow.session.flush()
    return row.id

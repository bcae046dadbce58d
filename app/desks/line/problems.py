"""Says which setting was refused and why: place and reason in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.kit.i18n import N_
from app.kit.web.words import find_word

PLACES = {
    "week": N_("Shifts"),
    "holiday_spans": N_("Shifts on holidays"),
    "exceptions": N_("Exceptional hours"),
    "make_up_days": N_("Days worked instead"),
    "day": N_("Day"),
    "hours": N_("Opening hours"),
    "announcement": N_("Announcement"),
    "starts_at": N_("Begin"),
    "ends_at": N_("End"),
    "agent": N_("Person"),
    "number": N_("Number"),
    "county": N_("County"),
    "target": N_("Outside line"),
    "phone": N_("Phone"),
}
REASONS = {
    "not_a_shift": N_("please write it like 08:30-12:00, 14:00-18:00"),
    "closes_the_last_minute": N_("closed from 23:59; please write 24:00 for midnight"),
    "not_a_time": N_("there is no such time of day"),
    "not_a_date": N_("this is no day or time"),
    "not_a_number": N_("please enter a number"),
    "ends_before_it_starts": N_("it ends before it begins"),
    "overlaps_or_out_of_order": N_("it overlaps another one or stands out of order"),
    "also_a_holiday": N_("this day is a holiday too"),
    "no_such_weekday": N_("there is no such weekday"),
    "not configured": N_("at least one shift is needed, or nobody knows when the line is open"),
    "shorter_than_ring_s": N_("shorter than an agent's phone rings"),
    "unknown_seat": N_("there is no such kind of seat"),
    "unknown_language": N_("there is no such language"),
    "is_common_language": N_("this language needs no interpreter"),
    "before_the_start": N_("it ends before it begins"),
    "not_on_call": N_("this person is not on call"),
    "overlaps": N_("this person is on the rota at that time already"),
    "not_a_phone": N_("please enter a phone number, or an address that begins with sip:"),
    "not_a_phone_number": N_("please enter a phone number of this country"),
    "not_a_county": N_("there is no such county"),
}
_INDEXED = re.compile(r"(\w+)\[(\d+)\](?:\[(\d+)\])?")
_RANGE = re.compile(r"outside_([\d.]+)_([\d.]+)")


def tell_problem(gettext: Callable[..., str], place: str, reason: str) -> str:
    """One sentence: where, and what is wrong there."""
    return f"{tell_place(gettext, place)}: {tell_reason(gettext, reason)}"


def tell_place(gettext: Callable[..., str], place: str) -> str:
    """The name of a field; one of a list is counted from 1, as people do."""
    found = _INDEXED.fullmatch(place)
    if found and found[1] == "week":
        day = gettext(find_word("weekday", found[2]))
        return f"{day} · {int(found[3]) + 1}" if found[3] else day
    if found:
        return f"{gettext(PLACES.get(found[1], found[1]))} · {int(found[2]) + 1}"
    head, _, code = place.partition(".")
    if head in ("head_starts", "topics") and code:
        return f"{gettext(find_word('setting', head))} · {tell_code(gettext, code)}"
    known = PLACES.get(place)
    return gettext(known or find_word("setting", place))


def tell_code(gettext: Callable[..., str], code: str) -> str:
    """What a row of the head starts or of the topics is about: "group:minor", "03"."""
    kind, _, value = code.rpartition(":")
    if kind in ("group", "language"):
        return gettext(find_word(kind, value))
    if kind == "topic" or (not kind and value.isdigit()):
        return f"{value} {gettext(find_word('topic', value))}"
    return gettext(find_word("head_start", code))


def tell_reason(gettext: Callable[..., str], reason: str) -> str:
    """Why a value was refused."""
    found = _RANGE.fullmatch(reason)
    if found:
        return gettext(
            N_("it must be between %(least)s and %(most)s"), least=found[1], most=found[2]
        )
    return gettext(REASONS.get(reason, reason))

"""Reading a scenario from JSON; a bad file is refused with the path of the field at fault.

Answers for every value being present, of its kind and in range. Unknown fields are left alone.
"""

import json
from argparse import Namespace
from pathlib import Path

from app.desks.planning.checking import Checker
from app.desks.planning.refusals import FileRefusedError
from knowledge.decoding import decode_file
from routing.simulation.crowd import make_larger, with_crowd
from routing.simulation.scenario import (
    BOTH_DIALECTS,
    COMMON,
    DIALECTS,
    SCARCE,
    Arrivals,
    CallbackHabits,
    CallerPatience,
    Faq,
    Retry,
    Rona,
    Scenario,
    SeatSpec,
    Service,
)


def load_scenario(path: Path) -> Scenario:
    """Read and check a scenario file. Raises FileRefusedError with the field's path."""
    try:
        text = decode_file(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefusedError(str(path), "unreadable", str(error)) from error
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise FileRefusedError(place, "not_json", error.msg) from error
    except (ValueError, RecursionError) as error:  # a number without end, brackets
        raise FileRefusedError(str(path), "not_json", type(error).__name__) from error
    return read_scenario(raw)


def load_line(args: Namespace) -> Scenario:
    """The scenario that a command names, as large and as crowded as its options say."""
    line = make_larger(load_scenario(args.scenario), args.times)
    if args.calls is not None:
        line = line.with_calls(args.calls)
    return with_crowd(line) if args.crowd else line


def read_scenario(raw: object) -> Scenario:
    """Check a parsed scenario and return its values. Unknown fields are left alone."""
    top = Checker(raw, "")
    topics = _read_topics(top)
    mix = top.child("lang_mix")
    topic_mix = top.child("topic_mix")
    intake = top.child("intake")
    return Scenario(
        name=top.text("name"),
        seed_base=top.whole("seed_base", least=0),
        seats=_read_seats(top, topics),
        topics=topics,
        bo_share=mix.share("bo"),
        kham_share=mix.share("kham_share_of_bo"),
        topic_mix={lang: topic_mix.weights(lang, len(topics)) for lang in (COMMON, SCARCE)},
        arrivals=_read_arrivals(top.child("arrivals")),
        service=_read_service(top.child("service"), topics),
        patience=_read_patience(top.child("patience")),
        retry=_read_retry(top.child("retry")),
        topic_acc=intake.share("topic_acc"),
        lang_acc=intake.share("lang_acc"),
        rona=_read_rona(top.child("rona")),
        faq=_read_faq(top.child("faq"), topics),
        callback=_read_callback(top.child("callback")),
        replications=top.whole("replications", least=1, default=60),
    )


def _read_topics(top: Checker) -> tuple[str, ...]:
    topics = top.texts("topics")
    if not topics:
        raise FileRefusedError("topics", "empty", "[]")
    if len(set(topics)) != len(topics):
        raise FileRefusedError("topics", "repeated", ", ".join(topics))
    languages = top.texts("languages")
    for language in (COMMON, SCARCE):
        if language not in languages:
            raise FileRefusedError("languages", "missing", language)
    return topics


def _read_seats(top: Checker, topics: tuple[str, ...]) -> tuple[SeatSpec, ...]:
    seats = tuple(_read_seat(each, topics) for each in top.children("seats"))
    seen: set[str] = set()
    for index, seat in enumerate(seats):
        if seat.id in seen:
            raise FileRefusedError(f"seats[{index}].id", "repeated", seat.id)
        seen.add(seat.id)
    return seats


def _read_seat(raw: Checker, topics: tuple[str, ...]) -> SeatSpec:
    languages = raw.texts("langs")
    for index, language in enumerate(languages):
        raw.require(language in (COMMON, SCARCE), f"langs[{index}]", "unknown_language", language)
    raw.require(bool(languages), "langs", "empty", "[]")
    dialect = raw.text("dialect", default="")
    raw.require(dialect in ("", BOTH_DIALECTS, *DIALECTS), "dialect", "unknown_dialect", dialect)
    primary = raw.text("primary")
    raw.require(primary in topics, "primary", "unknown_topic", primary)
    secondary = raw.texts("secondary")
    for index, topic in enumerate(secondary):
        known = topic in topics and topic != primary
        raw.require(known, f"secondary[{index}]", "unknown_or_repeated_topic", topic)
    raw.require(len(set(secondary)) == len(secondary), "secondary", "repeated", str(secondary))
    blocks = raw.blocks("blocks")
    optimised = raw.blocks("blocks_optimised") if raw.has("blocks_optimised") else blocks
    return SeatSpec(
        id=raw.text("id"),
        languages=languages,
        dialect=dialect,
        primary=primary,
        secondary=secondary,
        blocks=blocks,
        blocks_optimised=optimised,
        on_call=raw.flag("on_call"),
        group=raw.text("group", default=""),
    )


def _read_arrivals(raw: Checker) -> Arrivals:
    return Arrivals(
        calls_per_day=raw.number("calls_per_day", least=0.0),
        weights=raw.weights("weights_per_half_hour", 48),
        day_cv=raw.number("day_cv", least=0.0, most=5.0),
    )


def _read_service(raw: Checker, topics: tuple[str, ...]) -> Service:
    return Service(
        mean_s=raw.child("mean_s").numbers(topics, least=0.001),
        sigma=raw.number("sigma", least=0.0, most=5.0),
        bo_mult=raw.number("bo_mult", least=0.01),
        secondary_mult=raw.number("secondary_mult", least=0.01),
        dialect_mult=raw.number("dialect_mult", least=0.01),
        wrap_s=raw.number("wrap_s", least=0.0),
        triage_s=raw.number("triage_s", least=0.0),
        transfer_wrap_s=raw.number("transfer_wrap_s", least=0.0),
    )


def _read_patience(raw: Checker) -> CallerPatience:
    dist = raw.text("dist", default="weibull")
    raw.require(dist == "weibull", "dist", "unknown_distribution", dist)
    means = raw.child("mean_s").numbers((COMMON, SCARCE), least=0.001)
    return CallerPatience(shape=raw.number("shape", least=0.05, most=50.0), mean_s=means)


def _read_retry(raw: Checker) -> Retry:
    most = raw.whole("max", least=0)
    raw.require(most <= 2, "max", "above_2", str(most))
    return Retry(raw.share("p"), raw.number("gap_mean_s", least=0.0), most)


def _read_rona(raw: Checker) -> Rona:
    p, answer_s = raw.share("p"), raw.number("answer_s", least=0.0)
    return Rona(
        p=p,
        answer_s=answer_s,
        away_mean_s=raw.number("away_mean_s", least=0.0),
        p_on_call=raw.share("p_on_call", default=p),
        answer_on_call_s=raw.number("answer_on_call_s", least=0.0, default=answer_s),
    )


def _read_faq(raw: Checker, topics: tuple[str, ...]) -> Faq:
    return Faq(raw.child("topic_weight").numbers(topics, least=0.0), raw.share("reask_p"))


def _read_callback(raw: Checker) -> CallbackHabits:
    return CallbackHabits(
        offer_after_s=raw.number("offer_after_s", least=0.0),
        accept=raw.share("accept"),
        dial_s=raw.number("dial_s", least=0.0),
        noans_s=raw.number("noans_s", least=0.0),
        reach1=raw.share("reach1"),
        reach2=raw.share("reach2"),
        retry_s=raw.number("retry_s", least=0.0),
        promise_s=raw.number("promise_s", least=1.0),
        count_within_s=raw.number("count_within_s", least=0.0),
        live_first_until=raw.share("live_first_until"),
    )

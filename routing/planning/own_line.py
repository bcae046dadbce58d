"""The real line as a scenario: its people, and what its own events say of its callers.

What the events cannot say yet is taken from a default line; `Knowledge` says which
is which, and the page and the command repeat it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from routing.planning.call_log import CallLog
from routing.planning.fit import Fitted, learn_habits
from routing.planning.fitted_line import log_sd
from routing.planning.own_log import PRIORITIES
from routing.planning.redials import Redials, find_redials, without_redials
from routing.settings import Settings
from routing.simulation.scenario import SCARCE

ENOUGH_DAYS, ENOUGH_CALLS = 14, 150
ENOUGH_TALKS = ENOUGH_ABANDONED = 20
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the line's events say: over how many days and calls; `is_enough` to forecast from."""

    days: int
    calls: int
    fitted: Fitted | None
    redials: Redials
    log: CallLog

    @property
    def is_enough(self) -> bool:
        """Whether arrivals are the line's own; talk and patience need counts of their own."""
        return self.days >= ENOUGH_DAYS and self.calls >= ENOUGH_CALLS


def learn_line(log: CallLog) -> Knowledge:
    """What a log of the line says; persons are counted once, their redials apart."""
    redials, positions = find_redials(log)
    persons = CallLog(without_redials(log.calls, positions), log.left_out, log.covered)
    fitted = learn_habits(persons) if persons.calls else None
    return Knowledge(len(log.days()), len(log.calls), fitted, redials, log)


def make_line(default: Json, name: str, knowledge: Knowledge, seats: list[Json]) -> Json:
    """The scenario as JSON: the line's own seats (the default's when there are none)."""
    line = copy.deepcopy(default)
    line["name"] = name
    if seats:
        line["seats"] = seats
    if knowledge.fitted is not None:
        if knowledge.is_enough:
            _use_arrivals(line, knowledge, knowledge.fitted)
        _use_talks(line, knowledge.fitted)
        _use_patience(line, knowledge)
    if knowledge.redials.abandoned >= ENOUGH_ABANDONED:
        line["retry"]["p"] = round(knowledge.redials.p, 3)
        line["retry"]["gap_mean_s"] = round(knowledge.redials.gap_mean_s, 1)
    return line


def use_rules(line: Json, rules: Settings) -> None:
    """Let the line work by its own rule: wrap-up, and when and how call-backs are made."""
    service, callback = line["service"], line["callback"]
    service["wrap_s"] = rules.wrap_up_s
    service["transfer_wrap_s"] = rules.transfer_wrap_up_s
    if rules.callback_offer_after_s is not None:
        callback["offer_after_s"] = rules.callback_offer_after_s
    callback["promise_s"] = rules.callback_promise_s
    if rules.callback_overtakes_after_s is not None:
        callback["live_first_until"] = min(
            1.0, rules.callback_overtakes_after_s / rules.callback_promise_s
        )


def _use_arrivals(line: Json, knowledge: Knowledge, fitted: Fitted) -> None:
    rows = list(fitted.calls_per_half_hour.values())
    weights = [fmean(column) for column in zip(*rows, strict=True)]
    line["arrivals"] = {
        "calls_per_day": round(sum(weights), 2),
        "weights_per_half_hour": [round(weight, 4) for weight in weights],
        "day_cv": round(fitted.day_cv, 3),
    }
    calls = knowledge.log.calls
    known = [call for call in calls if call.language in PRIORITIES]
    if known:
        share = sum(call.language == SCARCE for call in known) / len(known)
        line["lang_mix"]["bo"] = round(share, 4)
    for language, default in line["topic_mix"].items():
        asked = [call.kind for call in known if call.language == language]
        if len(asked) >= ENOUGH_CALLS:
            counts = [float(asked.count(topic)) for topic in line["topics"]]
            line["topic_mix"][language] = counts if sum(counts) else default


def _use_talks(line: Json, fitted: Fitted) -> None:
    """Means of kinds with enough talks; the default's longer Tibetan talks are taken out."""
    service = line["service"]
    longer = 1.0 + line["lang_mix"]["bo"] * (service["bo_mult"] - 1.0)
    talks = {kind: t for kind, t in fitted.talk_s.items() if len(t) >= ENOUGH_TALKS}
    for topic in service["mean_s"]:
        if topic in talks:
            service["mean_s"][topic] = round(max(1.0, fmean(talks[topic]) / longer), 1)
    if talks:
        service["sigma"] = min(5.0, log_sd(talks))


def _use_patience(line: Json, knowledge: Knowledge) -> None:
    fitted = knowledge.fitted
    assert fitted is not None
    for language, priority in PRIORITIES.items():
        curve = fitted.patience.get(priority)
        gave_up = sum(c.priority == priority and not c.is_answered for c in knowledge.log.calls)
        if curve is not None and gave_up >= ENOUGH_ABANDONED:
            line["patience"]["mean_s"][language] = round(max(1.0, curve.mean_s), 1)


def describe_sources(default: Json, knowledge: Knowledge, line: Json) -> Mapping[str, bool]:
    """Which parts of the line are its own (True) and which the default's."""
    return {
        "seats": line["seats"] != default["seats"],
        "arrivals": line["arrivals"] != default["arrivals"],
        "talks": line["service"]["mean_s"] != default["service"]["mean_s"],
        "patience": line["patience"] != default["patience"],
        "redials": knowledge.redials.abandoned >= ENOUGH_ABANDONED,
    }

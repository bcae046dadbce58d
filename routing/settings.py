"""The few settings of the rule, and the check that refuses bad ones with their place.

There is no rule language: a head-start table, eligibility rows and these numbers.
Never reads a file or the environment; the shell stores and loads the values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

RULE_VERSION = "least-flexible-first/1"
LANGUAGE_PREFIX = "language:"
MAX_HEAD_START_S = 24 * 3600.0
GUARD_SHARE = 0.25
"""Of the seats on duty that must be free for an interpreted call: one in four keeps all that
guards of 0 to 2 gain on six seats and what a guard of 5 gains on forty (`docs/planning.md`)."""
LEAST_GUARD = 2
"""An interpreted call takes two."""
CALLBACK_GUARD_SHARE = 0.25
"""Of the seats on duty that must be free before a call-back is rung, so that whoever calls while
it is talked to finds a seat all the same (`docs/planning.md`)."""
LEAST_CALLBACK_GUARD = 1
OVERDUE_SHARE = 0.05
"""Of the seats on duty, the most that call-backs hold which waited in vain for a quiet moment:
those on the line feel nothing of it, and it ends (`docs/planning.md`)."""
USUAL_TALK_S = 420.0
"""Talk and wrap-up, for that share."""
BEFORE_CLOSING_S = 3600.0
"""A promise that is due is kept on the day: so long before the line closes turns begin."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One refused value: its place (field path), a stable code and the value's text."""

    place: str
    code: str
    value: str


class SettingsRefusedError(ValueError):
    """Settings that are out of range or contradict each other; nothing was changed."""

    def __init__(self, problems: tuple[SettingProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.place}: {p.code} ({p.value})" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class InterpretedSettings:
    """When an interpreted call is tried: after a wait, and only while enough seats idle.

    `guard_seats`: how many; None: a share of those on duty (`GUARD_SHARE`), so that a line of six
    is not held to what was measured on forty.
    """

    enabled: bool = True
    after_s: float = 15.0
    guard_seats: int | None = None
    language: str = "bo"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the rule can be told. Durations in seconds.

    `callback_guard_seats`: how many seats must be free before a call-back is rung; None: a share
    of those on duty (`CALLBACK_GUARD_SHARE`). `callback_patience_s`: so long after its promise it
    takes its turn on a line that never falls quiet, at most one seat in twenty (`OVERDUE_SHARE`);
    None: never. `callback_overtakes_after_s`: from when, counted from its booking, every one goes
    by its place among those on the line; None: never. With it neither guard nor patience counts:
    a call-back goes after those on the line at first, before them later. `callback_tries`: how
    often the line rings somebody by itself, each time for `callback_ring_s`, `callback_retry_s`
    apart and within its hours; then it is for people. `callback_missed_after_s`: how soon somebody
    is called whom we missed, between `calling_from_s` and `calling_until_s` (seconds of the local
    day; later, in the morning). `message_answer_within_s`: of the next opening, for a message.
    `follow_up_within_s`: for somebody who was not content.
    """

    languages: tuple[str, ...] = ("zh", "bo")
    common_language: str = "zh"
    seats: tuple[str, ...] = ("general", "lawyer", "notary", "mediator", "legal_aid", "complaint")
    default_seat: str = "general"
    ring_s: float = 10.0
    on_call_ring_s: float = 10.0
    ring_together: int = 1
    wrap_up_s: float = 60.0
    transfer_wrap_up_s: float = 20.0
    interpreter_wrap_up_s: float = 20.0
    chat_wrap_up_s: float = 0.0
    misses_to_break: int = 3
    longest_wait_s: float | None = 900.0
    short_abandon_s: float = 5.0
    place_kept_s: float = 600.0
    on_call_after_s: float = 0.0
    callback_offer_after_s: float | None = 10.0
    callback_promise_s: float = 1200.0
    callback_guard_seats: int | None = None
    callback_patience_s: float | None = 3600.0
    callback_overtakes_after_s: float | None = None
    callback_tries: int = 3
    callback_retry_s: float = 600.0
    callback_ring_s: float = 30.0
    callback_missed_after_s: float = 600.0
    calling_from_s: float = 30_600.0
    calling_until_s: float = 75_600.0
    message_answer_within_s: float = 3600.0
    follow_up_within_s: float = 86_400.0
    head_starts: Mapping[str, float] = field(
        default_factory=lambda: {
            "language:bo": 60.0,
            "green_channel": 60.0,
            "called_again": 60.0,
            "group:minor": 60.0,
            "group:elderly": 60.0,
            "group:disabled": 60.0,
            "group:woman_in_danger": 120.0,
            "group:migrant_wages": 60.0,
            "group:veteran": 60.0,
        }
    )
    interpreted: InterpretedSettings = InterpretedSettings()


def find_guard(rule: InterpretedSettings, on_duty: int) -> int:
    """How many seats must be free for an interpreted call, with so many on duty."""
    wanted = round(GUARD_SHARE * on_duty) if rule.guard_seats is None else rule.guard_seats
    return max(LEAST_GUARD, wanted)


def find_callback_guard(settings: Settings, on_duty: int) -> int:
    """How many seats must be free for a call-back, with so many on duty."""
    set_to = settings.callback_guard_seats
    wanted = round(CALLBACK_GUARD_SHARE * on_duty) if set_to is None else set_to
    return max(LEAST_CALLBACK_GUARD, wanted)


def find_turn_spacing_s(on_duty: int) -> float:
    """How far apart overdue call-backs take their turns, so that they hold no more than
    `OVERDUE_SHARE` of so many seats."""
    return USUAL_TALK_S / (OVERDUE_SHARE * max(1, on_duty))


def check_settings(settings: Settings) -> list[SettingProblem]:
    """Every value that is out of range, contradictory, or leaves a contact without a seat."""
    return [
        *_check_durations(settings),
        *_check_counts(settings),
        *_check_names(settings),
        *_check_head_starts(settings),
        *_check_interpreted(settings),
    ]


def require_valid(settings: Settings) -> Settings:
    """Return the settings, or raise SettingsRefusedError with every problem."""
    problems = check_settings(settings)
    if problems:
        raise SettingsRefusedError(tuple(problems))
    return settings


_DURATIONS = {  # name: (least, most), seconds
    "ring_s": (1.0, 120.0),
    "on_call_ring_s": (1.0, 120.0),
    "wrap_up_s": (0.0, 3600.0),
    "transfer_wrap_up_s": (0.0, 3600.0),
    "interpreter_wrap_up_s": (0.0, 3600.0),
    "chat_wrap_up_s": (0.0, 3600.0),
    "longest_wait_s": (1.0, 86400.0),
    "short_abandon_s": (0.0, 60.0),
    "place_kept_s": (0.0, 3600.0),
    "on_call_after_s": (0.0, 3600.0),
    "callback_offer_after_s": (0.0, 3600.0),
    "callback_promise_s": (1.0, 7 * 86400.0),
    "callback_patience_s": (0.0, 7 * 86400.0),
    "callback_overtakes_after_s": (0.0, 7 * 86400.0),
    "callback_retry_s": (60.0, 7 * 86400.0),
    "callback_ring_s": (5.0, 60.0),
    "callback_missed_after_s": (0.0, 7 * 86400.0),
    "calling_from_s": (0.0, 86400.0),
    "calling_until_s": (0.0, 86400.0),
    "message_answer_within_s": (60.0, 7 * 86400.0),
    "follow_up_within_s": (60.0, 30 * 86400.0),
}


def _check_durations(settings: Settings) -> list[SettingProblem]:
    problems = []
    for name, (least, most) in _DURATIONS.items():
        value = getattr(settings, name)
        if value is not None and not least <= value <= most:
            problems.append(SettingProblem(name, f"outside_{least:g}_{most:g}", str(value)))
    longest = settings.longest_wait_s
    if longest is not None and longest < settings.ring_s:
        problems.append(SettingProblem("longest_wait_s", "shorter_than_ring_s", str(longest)))
    if settings.calling_until_s <= settings.calling_from_s:
        until = str(settings.calling_until_s)
        problems.append(SettingProblem("calling_until_s", "ends_before_it_starts", until))
    return problems


def _check_counts(settings: Settings) -> list[SettingProblem]:
    problems = []
    for name, most in (("misses_to_break", 20), ("ring_together", 10), ("callback_tries", 20)):
        value = getattr(settings, name)
        if not 1 <= value <= most:
            problems.append(SettingProblem(name, f"outside_1_{most}", str(value)))
    guard = settings.callback_guard_seats
    if guard is not None and not 0 <= guard <= 10_000:
        problems.append(SettingProblem("callback_guard_seats", "outside_0_10000", str(guard)))
    return problems


def _check_names(settings: Settings) -> list[SettingProblem]:
    problems = []
    for name in ("languages", "seats"):
        values = getattr(settings, name)
        if not values:
            problems.append(SettingProblem(name, "empty", ""))
        if len(set(values)) != len(values):
            problems.append(SettingProblem(name, "repeated", ",".join(values)))
        problems += [
            SettingProblem(f"{name}[{i}]", "blank", repr(value))
            for i, value in enumerate(values)
            if not value.strip()
        ]
    if settings.common_language not in settings.languages:
        value = settings.common_language
        problems.append(SettingProblem("common_language", "unknown_language", value))
    if settings.default_seat not in settings.seats:
        problems.append(SettingProblem("default_seat", "unknown_seat", settings.default_seat))
    return problems


def _check_head_starts(settings: Settings) -> list[SettingProblem]:
    problems = []
    for code, seconds in settings.head_starts.items():
        place = f"head_starts.{code}"
        if not 0.0 <= seconds <= MAX_HEAD_START_S:
            problems.append(SettingProblem(place, "outside_0_86400", str(seconds)))
        language = code.removeprefix(LANGUAGE_PREFIX)
        if code.startswith(LANGUAGE_PREFIX) and language not in settings.languages:
            problems.append(SettingProblem(place, "unknown_language", language))
    return problems


def _check_interpreted(settings: Settings) -> list[SettingProblem]:
    rule = settings.interpreted
    problems = []
    if not 0.0 <= rule.after_s <= 3600.0:
        problems.append(SettingProblem("interpreted.after_s", "outside_0_3600", str(rule.after_s)))
    if rule.guard_seats is not None and not 0 <= rule.guard_seats <= 10_000:
        value = str(rule.guard_seats)
        problems.append(SettingProblem("interpreted.guard_seats", "outside_0_10000", value))
    if rule.enabled and rule.language not in settings.languages:
        problems.append(SettingProblem("interpreted.language", "unknown_language", rule.language))
    if rule.enabled and rule.language == settings.common_language:
        value = rule.language
        problems.append(SettingProblem("interpreted.language", "is_common_language", value))
    return problems

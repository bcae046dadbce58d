"""Instants, durations and figures as people read them, the same digits in both languages."""

from datetime import datetime

from routing.hours import LINE_TIME as LINE_TIME

EMPTY = "–"


def format_clock(at: datetime | None) -> str:
    """Return hours and minutes on the line's clock, "14:05"."""
    return at.astimezone(LINE_TIME).strftime("%H:%M") if at else EMPTY


def format_day(at: datetime | None) -> str:
    """Return the line's calendar day, "2026-11-21"."""
    return at.astimezone(LINE_TIME).strftime("%Y-%m-%d") if at else EMPTY


def format_instant(at: datetime | None) -> str:
    """Return day and time, "2026-11-21 14:05"."""
    return f"{format_day(at)} {format_clock(at)}" if at else EMPTY


def format_duration(duration_s: float | None) -> str:
    """Return "0:42", "12:05" or "1:02:03"; part seconds are dropped, below zero is 0:00."""
    if duration_s is None:
        return EMPTY
    minutes, seconds = divmod(max(0, int(duration_s)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def format_percent(share: float | None, digits: int = 1) -> str:
    """Return a share of 0–1 as "91.3 %"; nobody asked is empty, neither 0 nor 100 (B82)."""
    return EMPTY if share is None else f"{share * 100:.{digits}f} %"

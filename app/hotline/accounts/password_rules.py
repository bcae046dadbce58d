"""Which passwords anybody would try first."""

from __future__ import annotations

from app.kit.errors import BadInput

SHORTEST_PASSWORD = 10
FEWEST_LETTERS = 5
"""Different ones."""
LONGEST_BLOCK = 5
ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
COMMON = (
    *("password", "passw0rd", "p@ssw0rd", "iloveyou", "woaini1314", "5201314", "1qaz2wsx"),
    *("1q2w3e4r5t", "admin123", "qwerty123"),
)
WORDS_OF_THE_HOUSE = ("hotline", "admin", "woaini")
SHORTEST_RUN = 4
"""So many keys in a row count as one thing to guess."""


def check_password(password: str, username: str = "") -> None:
    """Raises BadInput for a password that is short or among the first to be tried."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(place="password", reason="password_too_short", at_least=SHORTEST_PASSWORD)
    if is_common(password.lower(), username.strip().lower()):
        raise BadInput(place="password", reason="password_too_common")


def is_common(password: str, username: str) -> bool:
    """Whether it is the name, a row of keys, a repetition or a well-known one, or little more."""
    if len(set(password)) < FEWEST_LETTERS or (len(username) > 2 and username in password):
        return True
    rows = (*ROWS, *(row[::-1] for row in ROWS))
    is_row = any(password[:SHORTEST_PASSWORD] in row for row in rows)
    blocks = (password[:length] for length in range(1, LONGEST_BLOCK + 1))
    if len(set(_leave_out_runs(password))) < FEWEST_LETTERS:
        return True
    is_repeated = any((block * len(password))[: len(password)] == password for block in blocks)
    return is_row or is_repeated or any(password.startswith(each) for each in COMMON)


def _leave_out_runs(password: str) -> str:
    """What is left to guess once rows of keys and the words that everybody here knows are."""
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), SHORTEST_RUN - 1, -1):
            for start in range(len(row) - length + 1):
                password = password.replace(row[start : start + length], "")
    for word in WORDS_OF_THE_HOUSE:
        password = password.replace(word, "")
    return password

"""Measures the speed of search over made-up articles in both languages.

The articles are drawn from Zipf-distributed words so that postings are as long as in real
text; they are rubbish to read and must never reach a knowledge base.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index
from knowledge.saving import load_index, save_index
from knowledge.search import search
from knowledge.text import TSHEG, read_table

_CONSONANTS = "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧ"
_VOWELS = ("", "ི", "ུ", "ེ", "ོ")
_ENDINGS = ("", "ག", "ང", "ད", "ན", "བ", "མ", "ར", "ལ", "ས", "གས", "ངས")


@dataclass(frozen=True, slots=True)
class Timings:
    """Of one size of index; times in milliseconds, `load_s` and `build_s` in seconds."""

    articles: int
    p50_ms: float
    p99_ms: float
    cpu_p99_ms: float
    """Processor time: what the wait would be on a machine with nothing else to do."""
    publish_p50_ms: float
    publish_worst_ms: float
    load_s: float
    build_s: float


Writer = Callable[[int], str]


def _make_writer(words: Sequence[str], joiner: str, chance: random.Random) -> Writer:
    ranked = list(words)
    chance.shuffle(ranked)
    steps = np.cumsum(1 / np.arange(3, len(ranked) + 3)).tolist()

    def write(length: int) -> str:
        return joiner.join(chance.choices(ranked, cum_weights=steps, k=length))

    return write


def make_writers(chance: random.Random) -> dict[str, Writer]:
    """Return for each language what writes so many words of it."""
    characters = "".join(line.split()[1][:8] for line in read_table("pinyin.txt"))
    chinese = ["".join(chance.choices(characters, k=2)) for _ in range(12_000)]
    syllables = [
        first + vowel + ending for first in _CONSONANTS for vowel in _VOWELS for ending in _ENDINGS
    ]
    return {
        "zh": _make_writer(chinese, "", chance),
        "bo": _make_writer(syllables, TSHEG, chance),
    }


def make_wordings(count: int, writers: dict[str, Writer]) -> list[Wording]:
    """Return `count` articles in both languages, as long as real ones."""
    return [
        Wording(
            ArticleId(f"bench-{number}"),
            language,
            write(9),
            "。".join(write(12) for _ in range(9)),
            (write(7), write(7)),
        )
        for number in range(count)
        for language, write in writers.items()
    ]


def _time(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def _make_questions(wordings: Sequence[Wording], chance: random.Random) -> list[str]:
    """Parts of the articles' own words, as a caller would half remember them."""
    chosen = [chance.choice(wordings) for _ in range(300)]
    return [wording.question[:14] + wording.answer[:10] for wording in chosen]


def measure_search(index: Index, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return for each question the milliseconds that passed and those of processor time."""
    took, worked = [], []
    for question in questions:
        worked_before = thread_time()
        took.append(_time(partial(search, index, question)))
        worked.append((thread_time() - worked_before) * 1000)
    return took, worked


def measure_speed(count: int, folder: Path, seed: int = 1) -> Timings:
    """Build, save, load, ask 300 questions, publish 40 articles, all with `count` articles."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable draw
    writers = make_writers(chance)
    wordings = make_wordings(count, writers)
    built = Index()
    build_ms = _time(lambda: built.publish(wordings))
    save_index(built, folder)
    started = perf_counter()
    index = load_index(folder)
    search(index, wordings[0].question)
    load_s = perf_counter() - started
    questions = _make_questions(wordings, chance)
    took, worked = measure_search(index, questions)
    publish = [_time(partial(index.publish, [w])) for w in make_wordings(40, writers)]
    return Timings(
        count,
        float(np.percentile(took, 50)),
        float(np.percentile(took, 99)),
        float(np.percentile(worked, 99)),
        float(np.percentile(publish, 50)),
        max(publish),
        load_s,
        build_ms / 1000,
    )

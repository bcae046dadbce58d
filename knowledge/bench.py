"""Measures the speed of search over made-up articles in both languages.

The articles are drawn from Zipf-distributed words so that postings are as long as in real
text; they are rubbish to read and must never reach a knowledge base.
"""

import random
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time, thread_time

import numpy as np

from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase
from knowledge.index import Index
from knowledge.laws import CONTENT
from knowledge.lexicon import Lexicon, parse_lexicon
from knowledge.saving import load_index, save_index
from knowledge.text import TSHEG, read_table

_CONSONANTS = "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧ"
_VOWELS = ("", "ི", "ུ", "ེ", "ོ")
_ENDINGS = ("", "ག", "ང", "ད", "ན", "བ", "མ", "ར", "ལ", "ས", "གས", "ངས")


LONG_STORY = 400
"""Characters of the longest questions that are asked here."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Of one size of index; times in milliseconds, `load_s` and `build_cpu_s` in seconds."""

    articles: int
    p50_ms: float
    p99_ms: float
    cpu_p99_ms: float
    """Processor time: what the wait would be on a machine with nothing else to do."""
    long_p99_ms: float
    """Of the long stories alone."""
    publish_p50_ms: float
    publish_worst_ms: float
    load_s: float
    build_cpu_s: float
    peak_mb: float
    """Memory of the whole process at its highest, so far."""


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


def make_questions(wordings: Sequence[Wording], chance: random.Random) -> list[str]:
    """Parts of the articles' own words, as a caller would half remember them; every fourth is
    without tsheg, every fourth in both languages."""
    chosen = [chance.choice(wordings) for _ in range(300)]
    parts = [wording.question[:14] + wording.answer[:10] for wording in chosen]
    for place in range(0, len(parts), 4):
        parts[place] = parts[place].replace(TSHEG, "")
        parts[place + 1] += " " + chance.choice(wordings).question[:12]
    return parts


def make_stories(wordings: Sequence[Wording], chance: random.Random) -> list[str]:
    """Rambling questions, each over several articles of one language."""
    stories = []
    for _ in range(100):
        first = chance.choice(wordings)
        same = [w for w in chance.choices(wordings, k=12) if w.language == first.language]
        stories.append("，".join(w.answer[:130] for w in (first, *same))[:LONG_STORY])
    return stories


def measure_asking(
    base: KnowledgeBase, questions: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Return for each question the milliseconds that passed and those of processor time."""
    took, worked = [], []
    for question in questions:
        worked_before = thread_time()
        took.append(_time(partial(base.ask, question)))
        worked.append((thread_time() - worked_before) * 1000)
    return took, worked


def read_shipped_lexicon() -> Lexicon:
    """The lexicon that agents' questions go through."""
    with (CONTENT / "lexicon.tsv").open(encoding="utf-8") as lines:
        return Lexicon(parse_lexicon(lines))


def measure_speed(count: int, folder: Path, seed: int = 1) -> Timings:
    """Build, save, load, ask 400 questions, publish 40 articles, all with `count` articles."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable draw
    writers = make_writers(chance)
    wordings = make_wordings(count, writers)
    built, started_cpu = Index(), process_time()
    built.publish(wordings)
    build_cpu_s = process_time() - started_cpu
    save_index(built, folder)
    started = perf_counter()
    base = KnowledgeBase(load_index(folder), read_shipped_lexicon())
    base.ask(wordings[0].question)
    load_s = perf_counter() - started
    stories = make_stories(wordings, chance)
    took, worked = measure_asking(base, make_questions(wordings, chance) + stories)
    publish = [_time(partial(base.publish, [w])) for w in make_wordings(40, writers)]
    return Timings(
        count,
        float(np.percentile(took, 50)),
        float(np.percentile(took, 99)),
        float(np.percentile(worked, 99)),
        float(np.percentile(took[-len(stories) :], 99)),
        float(np.percentile(publish, 50)),
        max(publish),
        load_s,
        build_cpu_s,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )

#!/usr/bin/env python3
"""Fit the weights of knowledge.ranking over sets of several shapes, and measure those in force.

usage: python -m scripts.fit_ranking SHARED_DATA_FOLDER [--sample N] [--seed N]

Prints, for each shape, recall@1 by the weights in force and by newly fitted ones, each shape also
by weights that never saw it. Nothing is written: a person decides whether weights change, and
one configuration serves all shapes of a script.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index
from knowledge.noise import change_letters, drop_syllables, strip_tshegs
from knowledge.query import find_candidates, make_query
from knowledge.ranking import MEASURES, TIBETAN_WEIGHTS, WEIGHTS, measure_fit
from knowledge.synonyms import suggest_synonyms
from knowledge.text import TSHEG

Measures = npt.NDArray[np.float64]
Right = npt.NDArray[np.bool_]
SHARPNESS = 10.0
ROUNDS = 150


@dataclass(frozen=True, slots=True)
class Shape:
    """Questions, texts, and for each question the places of its right texts."""

    language: str
    questions: list[str]
    texts: list[str]
    right: list[set[int]]


def main() -> int:
    """Build the shapes, measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=400, help="questions of each shape")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - a repeatable draw
    for language, weights in (("zh", WEIGHTS), ("bo", TIBETAN_WEIGHTS)):
        shapes = (
            make_chinese(args.folder) if language == "zh" else make_tibetan(args.folder, chance)
        )
        data = {name: measure(shape, args.sample, chance) for name, shape in shapes.items()}
        report(data, weights)
    return 0


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a jsonl file, gzipped or not."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in text.decode().splitlines() if line.strip()]


def make_chinese(folder: Path) -> dict[str, Shape]:
    """Question → answer, keywords → answer, story → title, story → keywords, question → law."""
    rows = read_rows(folder / "faq_zh_dev.jsonl")
    questions, answers = [r["question"] for r in rows], [r["answer"] for r in rows]
    keywords = [r["keywords"] or r["question"] for r in rows]
    same: dict[str, set[int]] = {}
    for place, answer in enumerate(answers):
        same.setdefault(answer, set()).add(place)
    right = [same[answer] for answer in answers]
    laws = read_rows(folder / "statutes.jsonl.gz")
    places = {strip_state(r["law"] + r["article"]): place for place, r in enumerate(laws)}
    cited = [{places.get(strip_state(s), -1) for s in r["statutes"]} - {-1} for r in rows]
    known = [place for place, laws_of_it in enumerate(cited) if laws_of_it]
    return {
        "question to answer": Shape("zh", questions, answers, right),
        "keywords to answer": Shape("zh", keywords, answers, right),
        "story to title": Shape("zh", answers, questions, right),
        "story to keywords": Shape("zh", answers, keywords, right),
        "question to law": Shape(
            "zh",
            [questions[p] for p in known],
            [r["text"] for r in laws],
            [cited[p] for p in known],
        ),
    }


def strip_state(name: str) -> str:
    """Laws are cited with and without the name of the state."""
    return re.sub("^中华人民共和国", "", name)


def make_tibetan(folder: Path, chance: random.Random) -> dict[str, Shape]:
    """Parts of sentences, spoiled, asked of sentences and of passages of four sentences."""
    sentences = [row["bo"] for row in read_rows(folder / "bo_zh_sentences_dev.jsonl")]
    passages = [" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4)]
    parts = [cut_part(sentence, chance) for sentence in sentences]
    spoiled = [change_letters(part, chance) for part in parts]
    own = [{place} for place in range(len(sentences))]
    of_four = [{place // 4} for place in range(len(sentences))]
    return {
        "part to sentence": Shape("bo", spoiled, sentences, own),
        "part to passage": Shape("bo", spoiled, passages, of_four),
        "without tsheg": Shape("bo", [strip_tshegs(p, chance) for p in parts], sentences, own),
        "with gaps": Shape("bo", [drop_syllables(s, chance) for s in sentences], sentences, own),
    }


def cut_part(sentence: str, chance: random.Random) -> str:
    """Five to nine syllables in a row."""
    syllables = sentence.split(TSHEG)
    size = chance.randint(5, 9)
    start = chance.randrange(max(1, len(syllables) - size))
    return TSHEG.join(syllables[start : start + size])


def measure(shape: Shape, sample: int, chance: random.Random) -> list[tuple[Measures, Right]]:
    """Return for each sampled question the measures of its candidates, and which are right."""
    index = Index()
    index.publish(
        Wording(ArticleId(str(place)), shape.language, "", text)
        for place, text in enumerate(shape.texts)
    )
    chosen = chance.sample(range(len(shape.questions)), min(sample, len(shape.questions)))
    return [measure_one(index, shape.questions[p], shape.right[p]) for p in chosen]


def measure_one(index: Index, question: str, right: set[int]) -> tuple[Measures, Right]:
    """No candidate at all gives empty arrays."""
    query = make_query(index, question, suggest_synonyms(question))
    candidates = find_candidates(index, query)
    if not candidates:
        return np.empty((0, len(MEASURES))), np.empty(0, np.bool_)
    return measure_fit(query, candidates), np.array([c.position in right for c in candidates])


def find_recall(data: Iterable[tuple[Measures, Right]], weights: Measures) -> float:
    """Share of the questions whose first hit is right."""
    firsts = [bool(len(r)) and bool(r[int((m @ weights).argmax())]) for m, r in data]
    return sum(firsts) / len(firsts)


def fit(sets: list[list[tuple[Measures, Right]]], start: Measures) -> Measures:
    """Climb the mean log-probability of the right candidates, each shape weighing the same."""
    weights, step = start.copy(), 0.02
    useful = [[pair for pair in data if pair[1].any()] for data in sets]
    for _ in range(ROUNDS):
        slope = np.zeros_like(weights)
        for data in useful:
            slope += sum(slope_of(m, r, weights) for m, r in data) / len(data) / len(useful)
        weights += step * (slope - 0.01 * weights)
    return weights


def slope_of(measures: Measures, right: Right, weights: Measures) -> Measures:
    """Gradient of the log of the right candidates' softmax."""
    scores = measures @ weights * SHARPNESS
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    slope: Measures = (right / right.sum() - shares) @ measures * SHARPNESS
    return slope


def report(data: dict[str, list[tuple[Measures, Right]]], in_force: Measures) -> None:
    """Print recall by the weights in force, by fitted ones, and by ones fitted without it."""
    fitted = fit(list(data.values()), in_force)
    print("in force", dict(zip(MEASURES, in_force.round(2).tolist(), strict=True)))
    print("fitted  ", dict(zip(MEASURES, fitted.round(2).tolist(), strict=True)))
    print(f"{'':22}{'in force':>10}{'fitted':>10}{'unseen':>10}")
    for name, rows in data.items():
        unseen = fit([other for key, other in data.items() if key != name], in_force)
        row = [find_recall(rows, weights) for weights in (in_force, fitted, unseen)]
        print(f"{name:22}" + "".join(f"{value:10.3f}" for value in row))


if __name__ == "__main__":
    raise SystemExit(main())

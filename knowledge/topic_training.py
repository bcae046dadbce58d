"""Learns a topic model from labelled texts, and measures it beside plain methods.

Labelled texts are the articles' questions at first, then the hotline's closed tickets and the
corrections of agents. Same input, same model: nothing here draws lots but with a fixed seed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.baselines import drop_signs
from knowledge.rows import Row, RowError, read_text
from knowledge.terms import extract_terms, hash_terms
from knowledge.topics import TopicModel, weigh_counts

RARE_LABEL_POWER = 0.5
"""0: every text counts the same; 1: every label does, however rare."""
_PENALTY = 1.0
DRAWS = 300
"""Of the texts, for an interval."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    text: str
    label: str


class TooFewLabels(ValueError):
    """Nothing to learn: fewer than two different labels."""


def parse_labelled_text(row: Row) -> LabelledText:
    """Read a row `text, label`."""
    label = row.get("label")
    if isinstance(label, bool) or not isinstance(label, str | int) or label == "":
        raise RowError("label", "missing" if label in (None, "") else "not_a_label")
    return LabelledText(read_text(row, "text", required=True), str(label))


def weigh_labels(labels: Sequence[str]) -> dict[str, float]:
    """Return how much a text of each label counts: rare labels more, but not fully."""
    counts = Counter(labels)
    return {
        label: (len(labels) / (len(counts) * count)) ** RARE_LABEL_POWER
        for label, count in counts.items()
    }


def train_topics(samples: Sequence[LabelledText]) -> TopicModel:
    """Fit one linear separator per topic. Raises TooFewLabels."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.preprocessing import normalize
    from sklearn.svm import LinearSVC

    labels = [sample.label for sample in samples]
    if len(set(labels)) < 2:
        raise TooFewLabels(f"{len(set(labels))} label(s) in {len(samples)} texts")
    batch = [extract_terms(sample.text).counts for sample in samples]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(batch)
    holders = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarities = (np.log((1 + len(batch)) / (1 + holders)) + 1).astype(np.float32)
    matrix.data = weigh_counts(matrix.data, rarities[matrix.indices])
    names = sorted(set(labels))
    weighed = weigh_labels(labels)
    shares = {place: weighed[name] for place, name in enumerate(names)}
    learner = LinearSVC(C=_PENALTY, class_weight=shares, random_state=1)
    learner.fit(normalize(matrix), [names.index(label) for label in labels])
    weights, biases = learner.coef_, learner.intercept_
    if len(names) == 2:
        weights, biases = np.vstack([-weights, weights]), np.array([-biases[0], biases[0]])
    ids = hash_terms(vectorizer.feature_names_)
    order = np.argsort(ids)
    return TopicModel(
        tuple(names),
        ids[order],
        rarities[order],
        weights.T[order].astype(np.float32),
        np.asarray(biases, np.float32),
    )


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """`per_class` maps a label to precision, recall, f1 and count. `calibration_error` is the
    mean distance of confidence from accuracy, where the method has a confidence. The intervals
    are 95 %, over texts drawn again."""

    accuracy: float
    macro_f1: float
    per_class: dict[str, dict[str, float]]
    calibration_error: float | None = None
    accuracy_interval: tuple[float, float] = (0.0, 0.0)
    macro_f1_interval: tuple[float, float] = (0.0, 0.0)


def score_labels(
    expected: Sequence[str], given: Sequence[str], confidences: Sequence[float] = ()
) -> TopicFigures:
    """Compare labels given with those expected; macro-F1 is over the expected labels."""
    accuracy, per_class = _score_classes(expected, given)
    accuracy_interval, macro_interval = _find_intervals(expected, given)
    return TopicFigures(
        accuracy,
        _average_f1(per_class),
        per_class,
        _measure_calibration(expected, given, confidences) if confidences else None,
        accuracy_interval,
        macro_interval,
    )


def _score_classes(
    expected: Sequence[str], given: Sequence[str]
) -> tuple[float, dict[str, dict[str, float]]]:
    right = Counter(e for e, g in zip(expected, given, strict=True) if e == g)
    wanted, used = Counter(expected), Counter(given)
    per_class = {
        label: {
            "precision": right[label] / used[label] if used[label] else 0.0,
            "recall": right[label] / count,
            "f1": 2 * right[label] / (count + used[label]),
            "count": float(count),
        }
        for label, count in sorted(wanted.items())
    }
    return sum(right.values()) / max(len(expected), 1), per_class


def _average_f1(per_class: dict[str, dict[str, float]]) -> float:
    return sum(figures["f1"] for figures in per_class.values()) / max(len(per_class), 1)


def _find_intervals(
    expected: Sequence[str], given: Sequence[str]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Draw the texts again (the same draws each time) and return the middle 95 % of both."""
    if not expected:
        return (0.0, 0.0), (0.0, 0.0)
    chance = np.random.default_rng(1)
    drawn = []
    for places in chance.integers(0, len(expected), (DRAWS, len(expected))).tolist():
        accuracy, per_class = _score_classes(
            [expected[p] for p in places], [given[p] for p in places]
        )
        drawn.append((accuracy, _average_f1(per_class)))
    (low, macro_low), (high, macro_high) = np.percentile(drawn, (2.5, 97.5), axis=0).tolist()
    return (low, high), (macro_low, macro_high)


def _measure_calibration(
    expected: Sequence[str], given: Sequence[str], confidences: Sequence[float]
) -> float:
    bins: dict[int, list[float]] = {}
    for wanted, label, confidence in zip(expected, given, confidences, strict=True):
        bins.setdefault(int(confidence * 9.999), []).append(confidence - float(wanted == label))
    return sum(abs(sum(gaps)) for gaps in bins.values()) / len(expected)


def evaluate_topics(
    train: Sequence[LabelledText], test: Sequence[LabelledText]
) -> dict[str, TopicFigures]:
    """Return the figures of ours and of TF-IDF with a linear SVM, plain and balanced, the latter
    after the search's own normalisation."""
    expected = [sample.label for sample in test]
    model = train_topics(train)
    tags = [next(iter(model.tag(sample.text, limit=1)), None) for sample in test]
    figures = {
        "hotline": score_labels(
            expected,
            [tag.label if tag else "" for tag in tags],
            [tag.confidence if tag else 0.0 for tag in tags],
        )
    }
    for name, balance in {"tfidf_svm": None, "tfidf_svm_balanced": "balanced"}.items():
        figures[name] = score_labels(expected, _tag_plainly(train, test, balance))
    return figures


def _tag_plainly(
    train: Sequence[LabelledText], test: Sequence[LabelledText], balance: str | None
) -> list[str]:
    """Tag by sublinear TF-IDF over one to three characters and a linear SVM."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    plain = make_pipeline(
        TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, preprocessor=drop_signs
        ),
        LinearSVC(class_weight=balance, random_state=1),
    )
    plain.fit([sample.text for sample in train], [sample.label for sample in train])
    return [str(label) for label in plain.predict([sample.text for sample in test])]

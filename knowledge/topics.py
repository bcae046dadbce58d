"""Tags a text with a topic: label, confidence, and the words that speak for it.

It answers for reading a model and applying it; learning one is `knowledge.topic_training`.
A tag is a suggestion to an agent, never a decision about a caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.search import is_whole_word
from knowledge.terms import extract_terms, hash_terms

FORMAT = 2
MOST_EVIDENCE = 5
_SHARPNESS = 3.5
"""Turns margins into probabilities; fitted on held-out questions."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TopicTag:
    """`confidence` is a probability (0-1); `evidence` the words that decided, strongest first."""

    label: str
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicModel:
    """A linear model over search terms; `weights[term, label]`, terms sorted by id."""

    labels: tuple[str, ...]
    term_ids: npt.NDArray[np.uint64]
    rarities: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    biases: npt.NDArray[np.float32]

    def tag(self, text: str, *, limit: int = 3) -> list[TopicTag]:
        """Return the likeliest topics, best first; none where no word of the text is known."""
        counts = extract_terms(text).counts
        known, places, values = self._look_up(counts)
        if not known:
            return []
        gains = values[:, None] * self.weights[places]
        margins = (gains.sum(axis=0) + self.biases) * _SHARPNESS
        shares = np.exp(margins - margins.max())
        shares /= shares.sum()
        best = np.argsort(-shares, kind="stable")[:limit]
        return [
            TopicTag(
                self.labels[label],
                float(shares[label]),
                _choose_evidence(known, gains[:, label] - gains.mean(axis=1)),
            )
            for label in best
        ]

    def _look_up(
        self, counts: Mapping[str, float]
    ) -> tuple[list[str], npt.NDArray[np.intp], Floats]:
        terms = list(counts)
        ids = hash_terms(terms)
        places = np.minimum(np.searchsorted(self.term_ids, ids), len(self.term_ids) - 1)
        is_known = self.term_ids[places] == ids
        values = weigh_counts(np.array(list(counts.values())), self.rarities[places])[is_known]
        values /= np.linalg.norm(values) or 1.0
        return (
            [t for t, known in zip(terms, is_known, strict=True) if known],
            places[is_known],
            values,
        )


def weigh_counts(counts: Floats, rarities: npt.NDArray[np.float32]) -> Floats:
    """Return the unnormalised weight of terms that occur so often and are so rare."""
    return (1.0 + np.log(np.maximum(counts, 1.0))) * rarities


def _choose_evidence(terms: Sequence[str], gains: Floats) -> tuple[str, ...]:
    evidence: list[str] = []
    for place in np.argsort(-gains, kind="stable"):
        term = terms[place]
        if gains[place] <= 0 or len(evidence) == MOST_EVIDENCE:
            break
        if is_whole_word(term) and not any(term[1:] in taken for taken in evidence):
            evidence.append(term[1:])
    return tuple(evidence)


def save_topics(model: TopicModel, path: Path) -> None:
    """Write the model to one file (`.npz`)."""
    np.savez(
        path,
        format=FORMAT,
        labels=np.array(model.labels),
        term_ids=model.term_ids,
        rarities=model.rarities,
        weights=model.weights,
        biases=model.biases,
    )


def load_topics(path: Path) -> TopicModel:
    """Read a model. Raises OSError or ValueError where the file is none of this format."""
    with np.load(path, allow_pickle=False) as arrays:
        if arrays.get("format") != FORMAT:
            raise ValueError(f"{path}: not of format {FORMAT}")
        return TopicModel(
            tuple(str(label) for label in arrays["labels"]),
            arrays["term_ids"],
            arrays["rarities"],
            arrays["weights"],
            arrays["biases"],
        )

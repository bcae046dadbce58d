"""A text as the passages by which it is weighed: what stands in them and what rules find there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.danger.hearing import SpokenRule, hear_rules
from knowledge.danger.pieces import cut_pieces, list_clauses, measure_length

LONGEST_SENTENCE = 40
"""Chinese characters; in a longer text every passage is weighed by itself too."""
LONGEST_PASSAGE = 22
"""So long are the passages, unless a clause is longer."""
LONGEST_READ = 4000
"""Characters; the channels take no longer message."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it was written, with its pieces."""

    text: str
    pieces: frozenset[str]
    length: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Clauses that follow each other, and what rules found in them."""

    clauses: tuple[Clause, ...]
    found: tuple[SpokenRule, ...] = ()

    @property
    def pieces(self) -> frozenset[str]:
        """Those of the clauses; that rules found a kind of danger is a piece as well."""
        said = frozenset(f"rule:{each.kind}" for each in self.found)
        return said.union(*(clause.pieces for clause in self.clauses))

    @property
    def length(self) -> float:
        """In Chinese characters."""
        return sum(clause.length for clause in self.clauses)

    @property
    def is_long(self) -> bool:
        return self.length > LONGEST_SENTENCE

    def hear(self) -> "Passage":
        """The passage with what rules find in it."""
        text = "，".join(clause.text for clause in self.clauses)
        return replace(self, found=tuple(hear_rules(text)))

    def take_over(self, parts: Iterable["Passage"]) -> "Passage":
        """The passage with what rules found in parts of it."""
        return replace(self, found=tuple(each for part in parts for each in part.found))

    def split(self) -> list["Passage"]:
        """The passages of about LONGEST_PASSAGE in it, each beginning at another clause."""
        passages = []
        for start in range(len(self.clauses)):
            end = _find_end(self.clauses, start)
            passages.append(Passage(self.clauses[start:end]))
            if end == len(self.clauses):
                break
        return passages


def read_text(text: str) -> Passage:
    """The whole of a text."""
    clauses = list_clauses(text[:LONGEST_READ])
    return Passage(
        tuple(Clause(each, frozenset(cut_pieces(each)), measure_length(each)) for each in clauses)
    )


def _find_end(clauses: Sequence[Clause], start: int) -> int:
    end, size = start + 1, clauses[start].length
    while end < len(clauses) and size + clauses[end].length <= LONGEST_PASSAGE:
        size += clauses[end].length
        end += 1
    return end

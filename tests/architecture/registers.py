"""The registers as people read them (`docs/registers.md`), written from what the code declares.

`python -m tests.architecture.registers` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from app.desks.line.effect_words import REMEDIES
from app.kit.storage.effect_kinds import EffectKind
from app.kit.storage.facts import FACTS, FactKind, Subject
from app.run.registers import ALL_DUE_KINDS, ALL_EFFECTS
from tests.architecture.sources import ROOT, list_modules, read_text

PAGE = ROOT / "docs" / "registers.md"
INTRODUCTION = """# Registers

What the hotline writes down, in one place each. Written from the code by
`python -m tests.architecture.registers`; `tests/architecture/test_registers.py` holds it equal,
and finds what is used and not declared, or declared and not used.
"""
FACTS_INTRODUCTION = """## Facts

Entries of the event log (`events`), which is never changed. A fact is *about* a contact, an agent,
an offer, or none; its fields are those named here and no others. **Never in a fact**: names,
telephone and identity numbers, words that a person typed. What is not declared, lacks or is of
another type is refused when it is recorded (`fact_refused`), in tests as in production: the
transaction that would have recorded it is undone.

- **id**, **count**, **number**, **instant**: below 10^10, so that no mobile telephone's number
  fits.
- **code**: lower-case letters, digits and `_.:/-`, 60 characters at most and never seven digits in
  a row: no Chinese, no Tibetan, no sentence. Codes in a list are the only ones.
- *or nothing*: the field may be empty or lacking.
"""
EFFECTS_INTRODUCTION = """## Effects

What must happen after a commit: rows of the `outbox`, written in the transaction of their cause. A
row carries its contact, if it has one, and the ids named here; both are checked when it is written
(`effect_refused`), and read by the same declaration, so that rows of an older or newer program are
understood. What is given up is shown to supervisors with what to do, and is a breach of `hotline
verify` until somebody has settled it.
"""
DEADLINES_INTRODUCTION = """## Deadlines

What is due at an instant: rows of `deadlines`, one of each kind for each subject. One that cannot
be served comes again and becomes, after eight tries, the effect `serve_deadline`, given up. Those
that ask the carrier are served beside the others, which wait for none of them.
"""
ABOUT = {Subject.CONTACT: "contact", Subject.AGENT: "agent", Subject.OFFER: "offer"}


def list_fact_modules() -> list[ModuleType]:
    """Every module that declares facts; importing them fills the register."""
    return [
        import_module(".".join(path.with_suffix("").parts))
        for path in list_modules()
        if path.parts[0] == "app" and "= FactKind(" in read_text(path)
    ]


def list_constants(module: ModuleType) -> Iterator[tuple[str, list[FactKind]]]:
    """The constants of a module that hold facts, and the facts that each holds."""
    for name, value in vars(module).items():
        if isinstance(value, FactKind):
            yield name, [value]
        elif isinstance(value, dict) and any(isinstance(x, FactKind) for x in value.values()):
            yield name, list(value.values())


def list_declared(module: ModuleType) -> list[tuple[str, list[FactKind]]]:
    """As `list_constants`, without what the module only imports."""
    assert module.__file__
    lines = Path(module.__file__).read_text(encoding="utf-8").splitlines()
    own = {line.split(" = ")[0] for line in lines if " = " in line}
    return [(name, kinds) for name, kinds in list_constants(module) if name in own]


def _write_facts() -> Iterator[str]:
    declared = [
        (module, kind)
        for module in list_fact_modules()
        for _, kinds in list_declared(module)
        for kind in kinds
    ]
    assert len(declared) == len(FACTS), "a fact is declared elsewhere than in a module's constants"
    yield FACTS_INTRODUCTION
    for module, group in groupby(declared, key=lambda each: each[0]):
        yield f"### `{module.__name__}`\n"
        yield "| fact | about | fields |"
        yield "|---|---|---|"
        for _, kind in group:
            about = ", ".join(word for subject, word in ABOUT.items() if subject in kind.about)
            fields = "; ".join(f"**{name}** {field.says}" for name, field in kind.fields.items())
            yield f"| `{kind.name}` | {about or '–'} | {fields or '–'} |"
        yield ""


def describe_payload(kind: EffectKind[Any]) -> str:
    """What rows of that kind carry, beside their contact."""
    fields = kind.payload.model_fields.items()
    types = {int: "id", list[int]: "ids", str: "code"}
    return "; ".join(f"**{name}** {types[each.annotation]}" for name, each in fields) or "–"  # type: ignore[index]


def _write_effects() -> Iterator[str]:
    yield EFFECTS_INTRODUCTION
    yield "| effect | carries | performed by | tries | if given up |"
    yield "|---|---|---|---|---|"
    for name, kind in sorted(ALL_EFFECTS.items()):
        pace = kind.pace
        tries = f"{pace.tries}, {pace.first_pause_s:g}–{pace.longest_pause_s:g} s apart"
        performer = f"{kind.lane}: `{kind.performed_by}`"
        remedy = REMEDIES[kind.if_given_up]
        yield f"| `{name}` | {describe_payload(kind)} | {performer} | {tries} | {remedy} |"
    yield ""


def _write_deadlines() -> Iterator[str]:
    yield DEADLINES_INTRODUCTION
    yield "| deadline | of | served by | asks the carrier |"
    yield "|---|---|---|---|"
    for name, kind in sorted(ALL_DUE_KINDS.items()):
        asks = "yes" if kind.asks_carrier else "–"
        yield f"| `{name}` | {kind.subject} | `{kind.served_by}` | {asks} |"
    yield ""


def write_page() -> str:
    """The whole page."""
    return (
        "\n".join([INTRODUCTION, *_write_facts(), *_write_effects(), *_write_deadlines()]).rstrip()
        + "\n"
    )


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")

"""Facts, effects and deadlines are each declared once, and the page of registers says the same."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from app.hotline.dispatch.deadlines import LINE, OF_ENGINE, DueKind
from app.hotline.dispatch.effects import END_CALLS, STOP_RINGING
from app.kit.storage.effect_kinds import EffectKind, EffectRefused
from app.kit.storage.facts import (
    AGENT,
    CODE,
    CONTACT,
    COUNT,
    FACTS,
    FLAG,
    ID,
    NUMBER,
    SETTINGS,
    FactKind,
    FactRefused,
    Subject,
    list_of,
    maybe,
    one_of,
)
from app.kit.storage.outbox import Lane, Owed
from app.run.registers import ALL_DUE_KINDS, ALL_EFFECTS
from routing.planning.own_log import CALL_KINDS
from tests.architecture.registers import PAGE, list_declared, list_fact_modules, write_page
from tests.architecture.sources import list_modules, list_nodes

OTHER_MEANINGS = {
    ("app/desks/line/words.py", ""): "the word of a fact on a page",
    ("app/hotline/agents/words.py", ""): "why an agent is not ready",
    ("app/hotline/dispatch/words.py", ""): "head starts and settings of the rule",
    ("app/desks/line/effect_words.py", ""): "kinds of deadline",
    ("app/hotline/answers/reviews.py", "reviews_due"): "a deadline",
    ("app/doors/bridge12345/pushing.py", "referrals_reconciled"): "a deadline",
    ("app/hotline/calls/caller_actions.py", "called_again"): "a prompt",
    ("app/hotline/calls/line_actions.py", "caller_hung_up"): "why a leg ended",
    **{
        ("app/hotline/contacts/models.py", word): "how somebody's part in a contact ended"
        for word in ("advice_ended", "handed_over", "passed_on")
    },
    ("app/hotline/dispatch/actions.py", "signed_in"): "why an agent is not ready",
    ("app/rehearsal/replay/robots.py", "signed_in"): "why an agent is not ready",
    ("app/rehearsal/training/history.py", "agent_added"): "a key of the story",
}
"""Where a word that is also a fact's name says something else."""


def list_own_files() -> Iterator[Path]:
    """The shell's files that could record or read facts."""
    for path in list_modules():
        if path.parts[0] == "app" and "migrations" not in path.parts:
            yield path


def is_recording(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "record"
        and "uow" in ast.unparse(node.func.value)
    )


def names_in(path: Path) -> set[str]:
    loaded = {node.id for node in list_nodes(path) if isinstance(node, ast.Name)}
    return loaded | {node.attr for node in list_nodes(path) if isinstance(node, ast.Attribute)}


def test_the_page_says_what_the_code_declares() -> None:
    told = "run: python -m tests.architecture.registers"
    assert PAGE.read_text(encoding="utf-8") == write_page(), told


def test_every_declared_fact_is_recorded() -> None:
    recorders = [p for p in list_own_files() if any(map(is_recording, list_nodes(p)))]
    recorded = set().union(*(names_in(path) for path in recorders))
    unused = [
        f"{module.__name__}.{name}"
        for module in list_fact_modules()
        for name, _ in list_declared(module)
        if name not in recorded
    ]
    assert unused == []


def read_kinds(path: Path, node: ast.expr) -> list[FactKind]:
    """The facts that the first argument of a recording may be; none where a variable holds it."""
    module = vars(import_module(".".join(path.with_suffix("").parts)))
    if isinstance(node, ast.IfExp):
        return [*read_kinds(path, node.body), *read_kinds(path, node.orelse)]
    parts = ast.unparse(node).split(".")
    found = module.get(parts[0])
    for part in parts[1:]:
        found = getattr(found, part, None)
    return [found] if isinstance(found, FactKind) else []


def list_misfits(path: Path, node: ast.Call, kind: FactKind) -> Iterator[str]:
    """What a recording tells that is not declared, or leaves out that is."""
    told = {each.arg for each in node.keywords}
    subjects = told & set(map(str, Subject))
    lacking = {name for name, field in kind.fields.items() if not field.may_lack} - told
    for name in (told - subjects - kind.fields.keys() - {None}) | (subjects - set(kind.about)):
        yield f"{path}:{node.lineno} {kind.name} does not declare {name}"
    for name in lacking if None not in told else ():
        yield f"{path}:{node.lineno} {kind.name} lacks {name}"


def test_every_recording_fits_its_declaration() -> None:
    recordings = [
        (path, node)
        for path in list_own_files()
        for node in list_nodes(path)
        if isinstance(node, ast.Call) and is_recording(node)
    ]
    assert len(recordings) > 100
    assert [
        misfit
        for path, node in recordings
        for kind in read_kinds(path, node.args[0])
        for misfit in list_misfits(path, node, kind)
    ] == []


def test_no_fact_is_recorded_or_read_by_a_word() -> None:
    list_fact_modules()
    spelled = []
    for path in list_own_files():
        declared = {
            id(node.args[0])
            for node in list_nodes(path)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "FactKind" and node.args
        }
        for node in list_nodes(path):
            if not isinstance(node, ast.Constant) or node.value not in FACTS:
                continue
            meaning = {(str(path), ""), (str(path), node.value)} & OTHER_MEANINGS.keys()
            if id(node) not in declared and not meaning:
                spelled.append(f"{path}:{node.lineno} {node.value}")
    assert spelled == []


def test_the_core_which_declares_no_facts_reads_declared_ones() -> None:
    list_fact_modules()
    assert set(CALL_KINDS) <= FACTS.keys()


MEANS = {
    Lane.CALL: {"store", "router", "control"},
    Lane.SLOW: {"services", "store", "carrier", "links", "catalogues", "prompts", "folder"},
}
SERVER_MEANS = {"store", "router", "control", "calls_back", "training", "late_after_s", "kind"}
OWED_BY_THE_DISPATCHER = {"SERVE_DEADLINE"}
"""Written as given up, by whoever could not serve."""


def list_constants_of(call: str) -> dict[str, str]:
    """The constants that are declared by such a call, and the module of each."""
    return {
        node.targets[0].id: ".".join(path.with_suffix("").parts)
        for path in list_own_files()
        for node in list_nodes(path)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and f"{call}(" in ast.unparse(node.value)
    }


def list_users(*methods: str) -> set[str]:
    """Every name in the files that call one of these."""
    users = [
        path
        for path in list_own_files()
        if any(
            isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in methods
            for node in list_nodes(path)
        )
    ]
    return set().union(*(names_in(path) for path in users))


def test_every_effect_is_declared_where_the_registers_look_and_owed() -> None:
    declared = list_constants_of("EffectKind")
    assert len(declared) == len(ALL_EFFECTS)
    assert declared.keys() - list_users("owe") <= OWED_BY_THE_DISPATCHER


def test_every_deadline_is_declared_where_the_registers_look_and_set() -> None:
    declared = list_constants_of("DueKind")
    assert sum(isinstance(each, DueKind) for each in ALL_DUE_KINDS.values()) == len(ALL_DUE_KINDS)
    assert len(declared) - 1 + len(OF_ENGINE) == len(ALL_DUE_KINDS)
    assert declared.keys() <= list_users("set_deadline", "change_deadlines", "is_set")


@pytest.mark.parametrize("kind", ALL_EFFECTS.values(), ids=lambda kind: kind.name)
def test_an_effects_performer_asks_for_what_it_carries(kind: EffectKind[Any]) -> None:
    performer = pkgutil.resolve_name(kind.performed_by)
    types = get_type_hints(performer)
    given = {"effect", "contact_id"} | MEANS[kind.lane]
    for name in signature(performer).parameters.keys() - given:
        assert kind.payload.model_fields[name].annotation == types[name]
    fields = kind.payload.model_fields.values()
    assert {each.annotation for each in fields} <= {int, str, list[int]}  # type: ignore[comparison-overlap]


@pytest.mark.parametrize("kind", ALL_DUE_KINDS.values(), ids=lambda kind: kind.name)
def test_a_deadlines_server_asks_for_its_subject_alone(kind: DueKind) -> None:
    asked = signature(pkgutil.resolve_name(kind.served_by)).parameters.keys() - SERVER_MEANS
    assert len(asked) == (0 if kind.subject == LINE and kind not in OF_ENGINE.values() else 1)


def row(payload: dict[str, object]) -> Owed:
    return Owed(1, STOP_RINGING.name, 7, payload, datetime(2026, 11, 28, tzinfo=UTC))


def test_what_is_owed_is_checked_when_it_is_written() -> None:
    assert STOP_RINGING.write({"offer_id": 5, "agent_ids": [1, 2]}) == {
        "offer_id": 5,
        "agent_ids": [1, 2],
    }
    for wrong in (
        {"offer_id": 5},
        {"offer_id": "5", "agent_ids": [1]},
        {"offer_id": 5, "agent_ids": [1], "number": "13812340001"},
        {"offer_id": 5, "agent_ids": ["扎西"]},
    ):
        with pytest.raises(EffectRefused) as refused:
            STOP_RINGING.write(wrong)
        assert "扎西" not in str(refused.value)
        assert "13812340001" not in str(refused.value)


def test_rows_of_another_version_of_the_program_are_read() -> None:
    """As the program of before these declarations wrote them, and with what a later one adds."""
    for payload in (
        {"offer_id": 5, "agent_ids": [1, 2]},
        {"offer_id": "5", "agent_ids": [1, 2]},
        {"offer_id": 5, "agent_ids": [1, 2], "reason": "later"},
    ):
        told = STOP_RINGING.read(row(payload))
        assert (told.offer_id, told.agent_ids) == (5, [1, 2])
    assert END_CALLS.read(row({})) == END_CALLS.payload()
    with pytest.raises(EffectRefused, match="unreadable"):
        STOP_RINGING.read(row({"offer_id": 5}))


def test_a_performer_is_given_the_row_and_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []

    def stop(control: str, agent_ids: list[int], contact_id: int) -> None:
        heard.extend((control, agent_ids, contact_id))

    monkeypatch.setattr(pkgutil, "resolve_name", lambda _path: stop)
    STOP_RINGING.bind({"control": "us", "store": "ours"})(row({"offer_id": 5, "agent_ids": [1]}))
    assert heard == ["us", [1], 7]


@pytest.fixture
def kind() -> Iterator[FactKind]:
    """A fact of this test alone."""
    kind = FactKind(
        "tried_out",
        CONTACT,
        seat=CODE,
        state=maybe(one_of("here", "gone")),
        tries=maybe(COUNT),
        share=maybe(NUMBER),
        is_done=maybe(FLAG),
        ids=maybe(list_of(ID)),
        rules=maybe(SETTINGS),
    )
    yield kind
    del FACTS[kind.name]


def test_a_fact_as_declared_is_taken(kind: FactKind) -> None:
    kind.check({CONTACT: 1, AGENT: None}, {"seat": "legal_aid"})
    told = {"seat": "topic:10", "state": "gone", "tries": 0, "share": 0.5, "is_done": True}
    kind.check({CONTACT: 1}, {**told, "ids": [1, 2], "rules": {"a": [1, "b-c", None, True]}})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"seat": "general", "name": "x"}, "undeclared_field"),
        ({}, "lacking"),
        ({"seat": "扎西"}, "forbidden_content"),
        ({"seat": "བཀྲ་ཤིས"}, "forbidden_content"),
        ({"seat": "Tashi Dawa"}, "forbidden_content"),
        ({"seat": "my wages were not paid"}, "forbidden_content"),
        ({"seat": "13812340001"}, "forbidden_content"),
        ({"seat": "+8613812340001"}, "forbidden_content"),
        ({"seat": "513301199001011234"}, "forbidden_content"),
        ({"seat": "x" * 61}, "forbidden_content"),
        ({"seat": "general", "state": "elsewhere"}, "forbidden_content"),
        ({"seat": "general", "tries": 13812340001}, "forbidden_content"),
        ({"seat": "general", "tries": True}, "forbidden_content"),
        ({"seat": "general", "share": float("nan")}, "forbidden_content"),
        ({"seat": "general", "is_done": 1}, "forbidden_content"),
        ({"seat": "general", "ids": [1, "扎西"]}, "forbidden_content"),
        ({"seat": "general", "rules": {"note": "she is called Lhamo"}}, "forbidden_content"),
        ({"seat": "general", "rules": {"扎西": 1}}, "forbidden_content"),
    ],
)
def test_what_is_undeclared_or_could_name_somebody_is_refused_by_name(
    kind: FactKind, data: dict[str, object], reason: str
) -> None:
    with pytest.raises(FactRefused) as refused:
        kind.check({CONTACT: 1}, data)
    assert refused.value.facts["reason"] == reason
    assert refused.value.facts["kind"] == "tried_out"
    for value in data.values():
        assert not isinstance(value, str) or value == "general" or value not in str(refused.value)


def test_a_fact_is_about_nothing_undeclared(kind: FactKind) -> None:
    with pytest.raises(FactRefused, match="undeclared_subject"):
        kind.check({AGENT: 1}, {"seat": "general"})


def test_a_name_is_declared_once(kind: FactKind) -> None:
    with pytest.raises(AssertionError, match=kind.name):
        FactKind(kind.name)

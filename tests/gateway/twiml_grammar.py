"""Which TwiML the official package can write: elements, attributes, children; and a check by it.

Read from the package's own classes by introspection, so that it moves with the package.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree as ET

from twilio.twiml import TwiML, voice_response

_NESTED = re.compile(r"self\.nest\(\s*(\w+)\(")
_TEXT_PARAMETERS = {
    "Say": {"message"},
    "Play": {"url"},
    "Conference": {"name"},
    "Queue": {"name"},
    "Number": {"phone_number"},
    "Client": {"identity"},
    "Sip": {"sip_url"},
    "Enqueue": {"name"},
    "Redirect": {"url"},
    "Dial": {"number"},
}


@dataclass(slots=True)
class Element:
    """What one element may carry."""

    attributes: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)


@cache
def read_grammar() -> dict[str, Element]:
    """Element name to its attributes and children, for voice documents."""
    names = {cls: _element_name(cls) for cls in _list_classes()}
    by_class_name = {cls.__name__: cls for cls in names}
    grammar = {name: Element() for name in names.values()}
    for cls, name in names.items():
        for method in _list_nesting_methods(cls):
            nested = _NESTED.search(inspect.getsource(method))
            if nested is None or nested[1] not in by_class_name:
                continue
            child = names[by_class_name[nested[1]]]
            grammar[name].children.add(child)
            parameters = set(inspect.signature(method).parameters) - {"self", "kwargs"}
            texts = _TEXT_PARAMETERS.get(nested[1], set())
            grammar[child].attributes |= {_camel(one) for one in parameters - texts}
    return grammar


def find_violations(document: str | bytes) -> list[str]:
    """What the official package could not have written; empty for a good document."""
    root = ET.fromstring(document)
    if root.tag != "Response":
        return [f"the root is <{root.tag}>"]
    return _check(root)


def _check(element: ET.Element) -> list[str]:
    known = read_grammar()[element.tag]
    found = [
        f"<{element.tag}> has no attribute {name}"
        for name in element.attrib
        if name not in known.attributes
    ]
    for child in element:
        if child.tag in known.children:
            found += _check(child)
        else:
            found.append(f"<{child.tag}> is not allowed in <{element.tag}>")
    return found


def _list_classes() -> list[type[TwiML]]:
    members = inspect.getmembers(voice_response, inspect.isclass)
    return [cls for _, cls in members if issubclass(cls, TwiML) and cls is not TwiML]


def _element_name(cls: type[TwiML]) -> str:
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    required = [
        one
        for one in parameters
        if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
    ]
    return str(cls(*["x"] * len(required)).name)


def _list_nesting_methods(cls: type[TwiML]) -> list[object]:
    return [
        method
        for name, method in inspect.getmembers(cls, inspect.isfunction)
        if not name.startswith("_") and not hasattr(TwiML, name)
    ]


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.title() for word in rest)

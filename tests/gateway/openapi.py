"""Twilio's official description of its REST interface, and checks of requests and answers by it.

The description comes out of the npm package `@twilio/cli-core`, fetched once into `var/` and never
committed.  Where npm cannot be reached, reading it fails with that reason.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

ROOT = Path(__file__).resolve().parents[2]
CACHED = ROOT / "var" / "twilio-description" / "twilio_api_v2010.json"
PACKAGE = "@twilio/cli-core@8"
MEMBER = "package/src/services/twilio-api/twilio_api_v2010.json"
VARIABLE = re.compile(r"\{(\w+)\}")


class DescriptionMissing(Exception):
    """The official description could not be fetched; the message says why."""


class TwilioDescription:
    """The paths and schemas of `api_v2010`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._formats = FormatChecker(formats=())
        self._formats.checks("date-time-rfc-2822", raises=ValueError)(_is_instant)
        self._paths = [
            (re.compile(VARIABLE.sub(r"[^/]+", path.replace(".", r"\."))), operations)
            for path, operations in document["paths"].items()
        ]

    def find_answer_faults(self, method: str, path: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer; empty when the description allows it."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path} is not described"]
        answer = operation["responses"].get(str(status))
        if answer is None:
            return [f"{method} {path} never answers {status}"]
        schemas = [kind["schema"] for kind in answer.get("content", {}).values()]
        if not schemas:
            return [] if body is None else [f"{method} {path} answers nothing"]
        return self._faults(self._resolve(schemas[0]), body)

    def find_request_faults(
        self, method: str, path: str, params: Sequence[tuple[str, str]]
    ) -> list[str]:
        """What is wrong with a request's parameters; empty when the description allows it."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method} {path} is not described"]
        schema = self._request_schema(operation)
        body: dict[str, object] = {}
        for name, value in params:
            kind = self._resolve(schema["properties"].get(name, {}))
            if kind.get("type") == "array":
                values = body.setdefault(name, [])
                assert isinstance(values, list)
                values.append(value)
            else:
                body[name] = _typed(value, kind.get("type"))
        return self._faults(schema, body)

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for pattern, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                operation: dict[str, Any] = operations[method.lower()]
                return operation
        return None

    def _request_schema(self, operation: dict[str, Any]) -> dict[str, Any]:
        contents = operation.get("requestBody", {}).get("content", {}).values()
        for content in contents:
            schema = copy.deepcopy(self._resolve(content["schema"]))
            schema.setdefault("properties", {})
            return schema
        queried = [one for one in operation.get("parameters", []) if one["in"] == "query"]
        return {
            "type": "object",
            "properties": {one["name"]: _as_text(self._resolve(one["schema"])) for one in queried},
        }

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            node: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                node = node[step]
            schema = node
        return schema

    def _faults(self, schema: dict[str, Any], body: object) -> list[str]:
        strict = self._strict(schema)
        validator = Draft202012Validator(strict, format_checker=self._formats)
        return [f"{one.json_path}: {one.message[:300]}" for one in validator.iter_errors(body)]

    def _strict(self, schema: dict[str, Any]) -> dict[str, Any]:
        """JSON Schema of an OpenAPI 3.0 schema: null where allowed, nothing undescribed.

        Enumerations are described apart and cannot say `nullable`; Twilio sends null for them.
        """
        is_reference = "$ref" in schema
        plain = dict(self._resolve(schema))
        is_nullable = plain.pop("nullable", False) or (is_reference and "enum" in plain)
        if "properties" in plain:
            properties = plain["properties"].items()
            plain["properties"] = {name: self._strict(one) for name, one in properties}
            plain["additionalProperties"] = False
        if "items" in plain:
            plain["items"] = self._strict(plain["items"])
        return {"anyOf": [plain, {"type": "null"}]} if is_nullable else plain


@cache
def read_description() -> TwilioDescription:
    """The description, from `var/` or fetched there; raises DescriptionMissing."""
    if not CACHED.exists():
        CACHED.parent.mkdir(parents=True, exist_ok=True)
        content = _fetch()
        with tempfile.NamedTemporaryFile(dir=CACHED.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(CACHED)
    return TwilioDescription(json.loads(CACHED.read_bytes()))


def _fetch() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--no-audit", "--no-fund"]
        try:
            subprocess.run(
                command, cwd=folder, check=True, capture_output=True, text=True, timeout=120
            )
        except FileNotFoundError as error:
            raise DescriptionMissing("npm is not installed: apt-get install npm") from error
        except subprocess.SubprocessError as error:
            told = getattr(error, "stderr", "") or str(error)
            raise DescriptionMissing(f"npm could not fetch {PACKAGE}: {told}") from error
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            member = package.extractfile(MEMBER)
            assert member is not None
            return member.read()


def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value) is not None


def _as_text(schema: dict[str, Any]) -> dict[str, Any]:
    """Query parameters are texts; only their enumerations are checked."""
    return {"enum": schema["enum"]} if "enum" in schema else {}


def _typed(value: str, kind: str | None) -> object:
    if kind == "boolean" and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if kind == "integer" and value.lstrip("-").isdigit():
        return int(value)
    return value

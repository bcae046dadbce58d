"""The shipped articles, read once for all content tests."""

import json
from pathlib import Path
from typing import Any

import pytest

ARTICLES = Path("knowledge/content/articles")


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    """Every article, in the order of files and lines."""
    return [
        json.loads(line)
        for path in sorted(ARTICLES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]

"""Static files: served from here only, cached by browsers under an address that holds a digest.

The font and htmx in vendor/ are copied there at set-up and may be absent.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.staticfiles import StaticFiles

STATIC_ROOT = Path(__file__).resolve().parent / "static"
KEPT_BY_BROWSER = "public, max-age=31536000, immutable"


def digest_files(root: Path) -> dict[str, str]:
    """Return a short digest of each file's content by its path below `root`."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


class VersionedFiles(StaticFiles):
    """Static files whose versioned addresses never need to be asked for again."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """Serve `path`; with a version in the query the answer may be kept for a year."""
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = KEPT_BY_BROWSER
        return response

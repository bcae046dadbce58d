"""What a flood takes of memory comes back (B107): how the processes of the installation are
started."""

from __future__ import annotations

import os
import subprocess
from textwrap import dedent

from app.run.supervisor.process import PYTHON_ENVIRONMENT, own_python

SIXTEEN_HASHES_IN_EIGHT_THREADS = dedent(
    """
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from app.hotline.accounts.passwords import hash_password

    def weigh_kib():
        return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

    hash_password("the first password")
    before = weigh_kib()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hash_password, ["some password"] * 16))
    print((weigh_kib() - before) / 1024)
    """
)


def test_b107_passwords_that_were_hashed_side_by_side_leave_no_memory_behind() -> None:
    told = subprocess.run(
        own_python("-c", SIXTEEN_HASHES_IN_EIGHT_THREADS),
        env=os.environ | PYTHON_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(told.stdout) < 10, "MiB; 150 stay where the C library has its way"

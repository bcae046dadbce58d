"""A small supervised installation for the tests: run as a program, it supervises fake children.

`python fake_children.py FOLDER CASE`: every child writes its process id to FOLDER/NAME.pid.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.run.supervisor.child import Child, Runs
from app.run.supervisor.supervisor import Supervisor

FOLDER = Path(sys.argv[1])
NOTE_PID = """
import os, signal, sys, time
with open(sys.argv[1], "a") as file:
    print(os.getpid(), file=file)
"""
STAY = NOTE_PID + "print('here', flush=True)\ntime.sleep(300)"
DEAF = NOTE_PID + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(300)"
PARENT = NOTE_PID + (
    "child = os.fork()\n"
    "open(sys.argv[1], 'a').write(f'{os.getpid()}\\n') if child == 0 else None\n"
    "time.sleep(300)"
)
END = NOTE_PID + "print('unfinished', end='', flush=True)"
FAIL = NOTE_PID + "sys.exit(3)"


def fake(name: str, program: str, **more: object) -> Child:
    argv = (sys.executable, "-c", program, str(FOLDER / f"{name}.pid"))
    return Child(name, argv, **more)  # type: ignore[arg-type]


CASES = {
    "steady": [fake("base", STAY, foundation=True), fake("one", STAY), fake("two", STAY)],
    "ends": [fake("one", STAY), fake("brief", END)],
    "deaf": [fake("base", STAY, foundation=True), fake("deaf", DEAF)],
    "parent": [fake("parent", PARENT)],
    "bad first": [fake("first", FAIL, runs=Runs.BEFORE_THE_REST), fake("never", STAY)],
    "in order": [fake("first", END, runs=Runs.BEFORE_THE_REST), fake("then", STAY)],
    "bad demo": [fake("one", STAY), fake("demo", FAIL, runs=Runs.ONCE)],
    "never ready": [fake("slow", STAY, is_ready=lambda: False, ready_within_s=0.3)],
    "no program": [fake("one", STAY), Child("gone", ("/nonexistent/program",))],
}

if __name__ == "__main__":
    supervisor = Supervisor(CASES[sys.argv[2]], lambda line: print(line, flush=True))
    sys.exit(supervisor.run(lambda: print("all ready", flush=True)))

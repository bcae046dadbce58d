"""What the planner's commands and pages refuse, with its place."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.kit.errors import BadInput, HotlineError


class FileRefusedError(BadInput):
    """A scenario, trace or log that cannot be used: the place in it, a stable code, the value."""

    def __init__(self, place: str, code: str, value: str) -> None:
        shown = f" ({value[:80]})" if value else ""
        super().__init__(f"{place}: {code}{shown}", place=place, reason=code, value=value[:80])
        self.place, self.reason = place, code


class NotSolvedError(HotlineError):
    """The solver found no answer within its time; `status` is its own word for it."""

    code = "no_solution"


@contextmanager
def naming_refusals() -> Iterator[None]:
    """What the pure planner refuses becomes the error that commands tell."""
    from routing.planning.programme import NoSolutionError
    from routing.planning.what_if import ChangeRefusedError

    try:
        yield
    except ChangeRefusedError as error:
        raise FileRefusedError(error.place, error.reason, error.value) from error
    except NoSolutionError as error:
        raise NotSolvedError(str(error), status=error.status) from error

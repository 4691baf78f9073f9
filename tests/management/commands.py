"""Running a command as a shell does: what it printed, and its exit status."""

from io import StringIO
from typing import Any, NamedTuple

from django.core.management import CommandError, call_command


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


def run(name: str, *args: Any, **options: Any) -> Ran:
    """Run ``manage.py name``; a ``CommandError`` is exit status 1 with its sentence, as ``manage.py`` makes it."""
    out, err = StringIO(), StringIO()
    try:
        call_command(name, *[str(item) for item in args], stdout=out, stderr=err, no_color=True, **options)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), str(error))
    except SystemExit as leaving:
        return Ran(int(leaving.code or 0), out.getvalue(), err.getvalue())
    return Ran(0, out.getvalue(), err.getvalue())

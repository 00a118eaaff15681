"""A mistake found on the way to a server was told as a line of a library."""

from __future__ import annotations

from builder.errors import SpecError, author_line


def raised(filename: str) -> SpecError:
    """Give an error that was raised below a line of that file."""
    names: dict[str, object] = {"SpecError": SpecError}
    code = compile("def fail():\n    raise SpecError('x')\n", filename, "exec")
    exec(code, names)  # noqa: S102 - stands for a file elsewhere
    try:
        names["fail"]()  # type: ignore[operator]
    except SpecError as error:
        error.__traceback__ = (
            error.__traceback__.tb_next if error.__traceback__ else None
        )
        return error
    raise AssertionError


def test_a_line_of_a_library_is_nobodys_spec() -> None:
    assert author_line(raised("/env/lib/site-packages/typer/main.py")) == ""


def test_a_line_of_an_office_is() -> None:
    assert author_line(raised("/office/specs/visit.py")) == "specs/visit.py:2"

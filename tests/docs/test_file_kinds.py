from mingtang.ground.foundation.files import FileKind, FileUse
from mingtang.ground.foundation.files.members import MAX_MEMBERS, MAX_UNPACKED
from mingtang.ground.foundation.files.pictures import KEPT_PIXELS, MAX_PIXELS, MAX_PIXELS_OF
from tests.docs.pages import ROOT, Page

PAGE = Page(ROOT / "docs/reference/files.md")
FIRST, LAST = "<!-- kinds -->\n", "<!-- end of kinds -->\n"


def table() -> str:
    """The kinds with their extensions, media types and uses, as Markdown."""
    heads = [f"{use.label} (≤ {use.max_bytes // 1024 // 1024} MB)" for use in FileUse]
    lines = [
        f"| kind | extensions | media type | {' | '.join(heads)} |",
        f"| --- | --- | --- | {' | '.join('---' for _ in heads)} |",
    ]
    for kind in FileKind:
        marks = " | ".join("yes" if kind in use.kinds else "" for use in FileUse)
        ends = ", ".join(sorted(kind.extensions))
        lines.append(f"| {kind.label} | {ends} | `{kind.media_type}` | {marks} |")
    return "\n".join(lines) + "\n"


def test_table_of_kinds_is_current() -> None:
    shown = PAGE.text.split(FIRST)[1].split(LAST)[0]
    assert shown == table()


def test_limits_are_those_of_the_code() -> None:
    assert f"{MAX_PIXELS // 10**6} million pixels" in PAGE.text
    assert {most // 10**6 for most in MAX_PIXELS_OF.values()} == {16}
    assert f"{KEPT_PIXELS // 10**6} million is" in PAGE.text
    assert f"{MAX_MEMBERS:,} members and unpacks to {MAX_UNPACKED // 1024**3} GB" in PAGE.text

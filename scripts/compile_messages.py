"""Compile our Chinese words for Wagtail (`.po` to `.mo`); `--check` only looks whether it was done.

The compiled files are kept in the repository: a county that installs the platform needs no tools.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = (
    Path(__file__).resolve().parents[1] / "src" / "mingtang" / "workbench" / "backoffice" / "locale"
)


def compiled(source: Path) -> bytes:
    """Return what a catalogue compiles to."""
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main() -> int:
    """Compile every catalogue, or tell which ones are not up to date."""
    stale = []
    for source in sorted(LOCALE.rglob("*.po")):
        target, fresh = source.with_suffix(".mo"), compiled(source)
        if target.exists() and target.read_bytes() == fresh:
            continue
        stale.append(source.name)
        if "--check" not in sys.argv:
            target.write_bytes(fresh)
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"not compiled: {', '.join(stale)}; run scripts/compile_messages.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

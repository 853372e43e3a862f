"""Check the scripts and style sheets of the office; print what is newer than the level, and end with 1."""

import sys
from pathlib import Path

from tests.chromium_level.scripts import newer_in_script
from tests.chromium_level.styles import newer_in_style

SOURCE = Path("src/mingtang")
# For the public's browsers of today; they degrade by design.
PUBLIC = (
    Path("editorial/publishing/themes"),
    Path("editorial/publishing/page_templates"),
    Path("editorial/layouts/page_templates"),
)
READERS = {".js": newer_in_script, ".css": newer_in_style}


def checked_files(source: Path = SOURCE) -> list[Path]:
    """Return the scripts and style sheets that the office and the public forms send."""
    found = (path for path in source.rglob("*") if path.suffix in READERS)
    public = [source / folder for folder in PUBLIC]
    return sorted(path for path in found if not any(map(path.is_relative_to, public)))


def main() -> int:
    """Print what is newer; return the exit code."""
    lines = [
        f"{path}:{one}"
        for path in checked_files()
        for one in READERS[path.suffix](path.read_text("utf-8"))
    ]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

"""Read the platform's source as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mingtang"


@dataclass(frozen=True)
class Source:
    """A file of the platform; `name` is its path below the package, with slashes."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree of this file."""
        return _parsed(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and module name, without the suffix."""
        return Path(self.name).with_suffix("").parts


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def sources() -> Iterator[Source]:
    """Yield every file of the platform but migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "/migrations/" not in name:
            yield Source(name, path.read_text("utf-8"))


def tracked_files() -> list[Path]:
    """Return every file that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]

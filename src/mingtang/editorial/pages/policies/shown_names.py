"""Names of files as they may stand in a table and on a screen, and the way back to the file."""

from collections.abc import Callable, Iterable

LONGEST_PATH = 400

# Full path of a folder -> the names in it.
Lister = Callable[[str], Iterable[str]]


def shown_path(path: str) -> str:
    """Return a path in which everything that is no visible text is written as `\\xNN`, cut to length."""
    return "".join(map(_shown, path))[:LONGEST_PATH]


def _shown(character: str) -> str:
    if character.isprintable() and character != "\\":
        return character
    raw = character.encode("utf-8", "surrogateescape")
    return "".join(f"\\x{byte:02x}" for byte in raw)


def find_shown(shown: str, names_in: Lister) -> str | None:
    """Return the path that is shown so, looked for folder by folder below the empty one; or None."""
    if "\\" not in shown and len(shown) < LONGEST_PATH:
        return shown
    return _find("", shown, names_in)


def _find(folder: str, shown: str, names_in: Lister) -> str | None:
    for name in names_in(folder):
        path = f"{folder}/{name}"
        told = shown_path(path)
        if told == shown:
            return path
        if shown.startswith(f"{told}/") and (found := _find(path, shown, names_in)):
            return found
    return None

"""Where the files of a theme are: its own folder, its parents', and what rooms bring for their page kinds."""

import re
import tomllib
from pathlib import Path

from django.conf import settings

PARENT_FILE = "theme.toml"
MOST_PARENTS = 3
THEME_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


class BadTheme(ValueError):
    """A theme cannot be used; `problems` says where and why, a line each, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


_bundled: list[Path] = []
_room_templates: list[Path] = []


def add_bundled(folder: Path) -> None:
    """Offer the themes in a folder, one subfolder each; for the room that brings them."""
    if folder not in _bundled:
        _bundled.append(folder)


def add_room_templates(folder: Path) -> None:
    """Bring the templates of a room's page kinds: used where a theme has no file of that name."""
    if folder not in _room_templates:
        _room_templates.append(folder)


def bundled_folder(name: str) -> Path:
    """Return the folder of a theme that comes with a room.

    :raises BadTheme: no room brings it.
    """
    for folder in _bundled:
        if (folder / name).is_dir():
            return folder / name
    raise BadTheme([f"没有名为“{name}”的模板，请先安装。"])


def installed_folder(name: str, version: str) -> Path:
    """Return the folder of a version of an installed theme."""
    return Path(settings.DATA_DIR) / "themes" / name / version


def folders_of(folder: Path) -> tuple[Path, ...]:
    """Return the folders in which a file of a theme is looked up, the first that has it counts.

    A theme names its parent, one that comes with a room, in `theme.toml`: `parent = "official"`. It then holds only
    what differs. Templates that rooms bring come last.

    :raises BadTheme: the parent is not known, or parents go round in a circle.
    """
    chain = [folder]
    while (parent := _parent_of(chain[-1])) is not None:
        if parent in chain or len(chain) > MOST_PARENTS:
            raise BadTheme([f"{PARENT_FILE}：上级模板互相引用，或超过 {MOST_PARENTS} 层。"])
        chain.append(parent)
    return (*chain, *_room_templates)


def find_file(folders: tuple[Path, ...], name: str) -> Path | None:
    """Return the first file of a name, or None."""
    return next((one / name for one in folders if (one / name).is_file()), None)


def _parent_of(folder: Path) -> Path | None:
    file = folder / PARENT_FILE
    if not file.is_file():
        return None
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTheme([f'{PARENT_FILE}：格式不对，应写成 parent = "official"。']) from error
    name = told.pop("parent", None)
    if told or not isinstance(name, str) or not THEME_NAME.fullmatch(name):
        raise BadTheme([f'{PARENT_FILE}：只能写一行 parent = "上级模板的名称"。'])
    return bundled_folder(name)

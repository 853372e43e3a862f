"""Where the files of a theme are: its own folder, its parents', and what rooms bring for their page kinds.

Two kinds of files have a folder of their own. `slots` are places of a page that a theme may fill by one
file; `standard` are the marks that the national standard demands, which no theme replaces.
"""

import re
import tomllib
from pathlib import Path

from django.conf import settings

PARENT_FILE = "theme.toml"
MOST_PARENTS = 3
STANDARD_FOLDER = "standard"
SLOT_FOLDER = "slots"
# What a theme may fill by one file, `slots/mast.html`; the first four are places of the frame.
SLOTS = {
    "mast": "页头",
    "menu": "主导航",
    "tools": "工具条",
    "footer": "页脚",
    "facts": "文件要素",
    "stamp": "发布信息",
}
STYLE_FILE = "style.css"
# What a theme says otherwise than its parent, behind the parent's sheet.
VARIATION_FILE = "variation.css"
THEME_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


class BadTheme(ValueError):
    """A theme cannot be used; `problems` says where and why, a line each, in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


_bundled: list[Path] = []
_room_templates: list[Path] = []
_standard_parts: list[Path] = []
_room_styles: list[Path] = []


def add_bundled(folder: Path) -> None:
    """Offer the themes in a folder, one subfolder each; for the room that brings them."""
    if folder not in _bundled:
        _bundled.append(folder)


def add_room_templates(folder: Path) -> None:
    """Bring the templates of a room's page kinds: used where a theme has no file of that name."""
    if folder not in _room_templates:
        _room_templates.append(folder)


def add_standard_parts(folder: Path) -> None:
    """Bring templates that no theme replaces; they are in a subfolder `standard` of the folder."""
    if folder not in _standard_parts:
        _standard_parts.append(folder)


def add_room_style(file: Path) -> None:
    """Bring rules that a room's pages need; a theme's own sheet follows them and may say otherwise.

    :raises FileNotFoundError: the sheet is not there; sites without it would have no style at all.
    """
    if not file.is_file():
        raise FileNotFoundError(file)
    if file not in _room_styles:
        _room_styles.append(file)


def room_styles() -> tuple[Path, ...]:
    """Return the style sheets that rooms brought, in the order of the rooms."""
    return tuple(_room_styles)


def is_bundled(folder: Path) -> bool:
    """Tell whether a folder is that of a theme that comes with a room."""
    return folder.parent in _bundled


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


def template_folders(folder: Path) -> tuple[Path, ...]:
    """Return where templates are looked up: what no theme replaces first, then as any file.

    :raises BadTheme: as :func:`folders_of`.
    """
    return (*_standard_parts, *folders_of(folder))


def find_file(folders: tuple[Path, ...], name: str) -> Path | None:
    """Return the first file of a name, or None."""
    return next((one / name for one in folders if (one / name).is_file()), None)


def style_files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the sheets of a theme in the order in which they count: the nearest whole sheet, then variations of it.

    A theme with a whole sheet of its own leaves those of its parents out, and what varied them. Empty without a whole sheet.
    """
    found: list[Path] = []
    for folder in folders:
        if (folder / VARIATION_FILE).is_file():
            found.append(folder / VARIATION_FILE)
        if (folder / STYLE_FILE).is_file():
            return (folder / STYLE_FILE, *reversed(found))
    return ()


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

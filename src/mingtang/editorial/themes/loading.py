"""Load a theme into a sandbox, and refuse one that does not compile or reaches too far.

A theme comes with a room (see :func:`mingtang.editorial.themes.lookup.add_bundled`) or is installed (`DATA_DIR/themes/<name>/<version>`).
Its version is the digest of its files, so a page's frame is known to be of this theme or another.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mingtang.editorial.themes import filters, limits
from mingtang.editorial.themes.lookup import (
    SLOT_FOLDER,
    SLOTS,
    STANDARD_FOLDER,
    THEME_NAME,
    BadTheme,
    bundled_folder,
    find_file,
    folders_of,
    installed_folder,
    room_styles,
    style_files,
    template_folders,
)
from mingtang.editorial.themes.policies.roles import Schemes, schemes_of
from mingtang.editorial.themes.wording import in_chinese
from mingtang.editorial.themes.words import WordedLoader, wording_in

SHELL_TEMPLATE = "shell.html"
_COMMENT_OR_TEXT = re.compile(rb"/\*.*?\*/|(\"[^\"\n]*\"|'[^'\n]*')", re.DOTALL)
# What a template may name; the reader's view comes as `page`.
PAGE_NAMES = frozenset({"page", "site", "column", "url", "strings"})
SHELL_NAMES = frozenset(
    {"shell", "site", "column", "here", "trail", "page_head", "page_body", "marks", "strings"}
)
BLOCK_NAMES = frozenset({"block", "number", "site", "column", "url", "strings"})
BLOCK_FOLDER = "blocks/"
LARGEST_TEMPLATE = 500_000
_SPACED = re.compile(rb"\s*([{};])\s*")
_VERSION = re.compile(r"[0-9a-z]{0,64}")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 without a way out: frozen values, no private attributes, no calls but of macros.

    No single expression makes more than a page needs.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate, within the limits."""
        return limits.operate(operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a value of a view directly: it is frozen and holds nothing that reaches out."""
        if _is_view(obj.__class__) and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        """Let templates call macros and the loop's own helpers, never a method of a view."""
        owner = getattr(obj, "__self__", None).__class__
        return (
            isinstance(obj, jinja2.runtime.Macro | jinja2.runtime.LoopContext)
            or owner is jinja2.runtime.LoopContext
            or (owner is str and obj.__name__ in limits.TEXT_METHODS)
        )


@lru_cache(maxsize=512)
def _is_view(kind: type) -> bool:
    return is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Theme:
    """A compiled theme."""

    name: str
    version: str
    folder: Path
    environment: Sandbox = field(repr=False, hash=False, compare=False)

    def file(self, name: str) -> Path | None:
        """Return a file of the theme or of those that it is made from, or None."""
        return find_file(folders_of(self.folder), name)

    def sheets(self) -> tuple[Path, ...]:
        """Return the theme's own style sheets, those of its parents first; empty without any."""
        return style_files(folders_of(self.folder))

    def style(self) -> bytes | None:
        """Return the style sheet: the rules of rooms, then the theme's own; None without one."""
        own = self.sheets()
        return _lightened((*room_styles(), *own)) if own else None

    def schemes(self) -> Schemes:
        """Return the colours of the theme by their roles."""
        sheets = (path.read_text("utf-8", errors="replace") for path in self.sheets())
        return schemes_of("\n".join(sheets))

    def script(self, name: str) -> bytes | None:
        """Return a script in the words of the theme, or None."""
        path = self.file(name)
        return wording_in(self.folder).worded(path.read_text("utf-8")).encode() if path else None

    def template(self, name: str) -> jinja2.Template:
        """Return a compiled template; Jinja2 keeps it."""
        return self.environment.get_template(name)


def _lightened(sheets: Iterable[Path]) -> bytes:
    """Return sheets without comments and space that says nothing: every reader would pay for them."""
    text = _COMMENT_OR_TEXT.sub(rb"\1", b"\n".join(path.read_bytes() for path in sheets))
    lines = (line.strip() for line in text.splitlines())
    # Space in quotes may be meant; such a line stays as it is.
    return b"\n".join(
        line if b'"' in line or b"'" in line else _SPACED.sub(rb"\1", line)
        for line in lines
        if line
    )


def theme(name: str, version: str = "") -> Theme:
    """Return a theme, an installed one if a version is given; compiled once a process.

    :raises BadTheme: there is no such theme.
    """
    if not THEME_NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        raise BadTheme([f"没有名为“{name}”的模板，请先安装。"])
    folder = installed_folder(name, version) if version else bundled_folder(name)
    if not folder.is_dir() or find_file(folders_of(folder), SHELL_TEMPLATE) is None:
        raise BadTheme([f"没有名为“{name}”的模板，请先安装。"])
    return _loaded(name, version, folder)


@lru_cache(maxsize=64)
def _loaded(name: str, version: str, folder: Path) -> Theme:
    return Theme(name, version or digest_of(folder), folder, _environment(folder))


def _environment(folder: Path) -> Sandbox:
    wording = wording_in(folder)
    environment = Sandbox(
        loader=WordedLoader(template_folders(folder), wording),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        cache_size=-1,
        finalize=wording.say if wording else None,
    )
    environment.globals.clear()
    environment.filters = {
        name: limits.FILTERS_WITHIN_LIMITS.get(name, environment.filters[name])
        for name in filters.KEPT
    } | filters.OWN_FILTERS
    return environment


def digest_of(folder: Path) -> str:
    """Return the digest over the names and contents of a theme's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def checked_theme(name: str, folder: Path) -> Theme:
    """Compile every template of a folder and look through what it reaches for.

    :raises BadTheme: with file, line and reason of everything that is wrong.
    """
    problems = [f"{name}：是链接，请换成普通文件。" for name in _links(folder)]
    problems += _misplaced(folder)
    problems += [problem for path in _templates(folder) for problem in _problems(folder, path)]
    if find_file(folders_of(folder), SHELL_TEMPLATE) is None:
        problems.append(f"{SHELL_TEMPLATE}：缺少这个文件，它是所有页面的外框。")
    if problems:
        raise BadTheme(problems)
    return Theme(name, digest_of(folder), folder, _environment(folder))


def _links(folder: Path) -> list[str]:
    """A link may lead out of the theme, and what it leads to would be copied and published."""
    found = (path for path in folder.rglob("*") if path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _misplaced(folder: Path) -> Iterator[str]:
    """Tell of parts that no theme replaces, and of slots that do not exist."""
    if (folder / STANDARD_FOLDER).exists():
        yield (
            f"{STANDARD_FOLDER}：国家规范要求的标识由系统统一生成，模板不能另写，请删去这个文件夹。"
        )
    known = {f"{name}.html" for name in SLOTS}
    for path in sorted((folder / SLOT_FOLDER).glob("*")):
        if path.name not in known:
            places = "、".join(f"{name}.html（{label}）" for name, label in SLOTS.items())
            yield f"{SLOT_FOLDER}/{path.name}：没有这个位置，可用的有：{places}。"


def _templates(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in {".html", ".xml", ".txt"})
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _problems(folder: Path, path: Path) -> Iterator[str]:
    name = path.relative_to(folder).as_posix()
    if path.stat().st_size > LARGEST_TEMPLATE:
        yield f"{name}：文件超过 {LARGEST_TEMPLATE // 1000} KB，请拆分。"
        return
    environment = _environment(folder)
    try:
        tree = environment.parse(path.read_text("utf-8"), name, str(path))
        environment.compile(tree, name, str(path))
    except UnicodeDecodeError:
        yield f"{name}：文件不是 UTF-8 编码。"
    except jinja2.TemplateSyntaxError as error:
        yield f"{name} 第 {error.lineno} 行：{in_chinese(error.message or '')}"
    else:
        yield from _reaches_too_far(name, tree)
        yield from _names_missing_templates(folder, name, tree)


def _reaches_too_far(name: str, tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        attribute = _attribute(node)
        if attribute.startswith("_"):
            yield f"{name} 第 {node.lineno} 行：不能使用以下划线开头的属性“{attribute}”。"
    allowed = SHELL_NAMES if name == SHELL_TEMPLATE else PAGE_NAMES | SHELL_NAMES
    if name.startswith(BLOCK_FOLDER):
        allowed = BLOCK_NAMES
    for unknown in sorted(meta.find_undeclared_variables(tree) - allowed):
        line = next((n.lineno for n in tree.find_all(nodes.Name) if n.name == unknown), 1)
        yield f"{name} 第 {line} 行：页面上没有“{unknown}”可用，可用的有：{'、'.join(sorted(allowed))}。"
    for switch in tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
        yield f"{name} 第 {switch.lineno} 行：不能用 autoescape 改变转义。"


def _names_missing_templates(folder: Path, name: str, tree: nodes.Template) -> Iterator[str]:
    folders = template_folders(folder)
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted: object = getattr(node, "template")  # noqa: B009 - each of the four has one
        if not isinstance(wanted, nodes.Const) or not isinstance(wanted.value, str):
            yield f"{name} 第 {node.lineno} 行：引用的模板要直接写出文件名。"
        elif getattr(node, "ignore_missing", False):
            continue  # a place that another room may fill
        elif ".." in wanted.value.split("/") or not find_file(folders, wanted.value.lstrip("/")):
            yield f"{name} 第 {node.lineno} 行：模板中没有“{wanted.value}”这个文件。"


def _attribute(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""

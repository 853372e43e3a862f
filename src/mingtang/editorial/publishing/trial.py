"""Try a theme before it is installed: every template on made-up views, so that nobody meets it first.

Each template is tried twice: on a view with everything filled in, and on one that is as bare as it
may be. What a page may not show, a name that is not there, a block that is missing: all are told with file
and line. Then the folder is copied to where installed themes are, under its version.
"""

import shutil
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

from mingtang.editorial.content.enums import ArticleKind, Force, LegalLevel, RelationKind
from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.pages.registry import PageKind, all_kinds
from mingtang.editorial.pages.rendering import CannotRender, render_page, render_shell
from mingtang.editorial.publishing.shown import ArticleView, ItemView, RelationView
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes import (
    THEME_NAME,
    BadTheme,
    Theme,
    TooSlow,
    checked_theme,
    installed_folder,
    trial_limits,
)
from mingtang.editorial.themes.blocks import BlockType, BlockUse, block_types
from mingtang.editorial.themes.shown import BlockView, ColumnView, PlacedBlock, SiteView
from mingtang.editorial.themes.visible import hidden_marks, hiding_style, unreadable_colours
from mingtang.ground.foundation.clock import BEIJING

TOO_SLOW = "模板生成页面的时间过长，请检查循环和宏。"
TOO_MUCH = "模板占用的内存过多，请检查循环和宏。"
_MOMENT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)
_PLAIN: dict[type, Any] = {
    str: "示例",
    int: 1,
    float: 1.0,
    bool: True,
    datetime: _MOMENT,
    date: _MOMENT.date(),
    Markup: Markup("<p>示例</p>"),
}
# Texts that are always one of a few, in a full view and in a bare one.
_CHOICES = {
    (ColumnView, "type"): (ColumnType.NEWS.value, ColumnType.NEWS.value),
    (ArticleView, "kind"): (ArticleKind.POLICY.value, ArticleKind.NEWS.value),
    (ArticleView, "legal_level"): (LegalLevel.NORMATIVE.value, LegalLevel.UNSTATED.value),
    (ArticleView, "force"): (Force.REPEALED.value, Force.UNSTATED.value),
    (RelationView, "kind"): (RelationKind.REPEALS.value, RelationKind.AMENDS.value),
    (ItemView, "force"): (Force.REPEALED.value, Force.UNSTATED.value),
}


def install(name: str, folder: Path) -> str:
    """Try a theme and install it; return its version. The same again is harmless.

    :raises BadTheme: with everything that is wrong.
    """
    if not THEME_NAME.fullmatch(name):
        raise BadTheme(["模板名称用小写字母、数字和连字符，以字母开头。"])
    found = tried_theme(name, folder)
    place = installed_folder(name, found.version)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{found.version}")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(folder, draft)
        draft.rename(place)
    return found.version


def tried_theme(name: str, folder: Path) -> Theme:
    """Return a theme all of whose templates work on made-up views.

    For the main thread; time and memory are bounded meanwhile.

    :raises BadTheme: with file, line and reason of everything that is wrong.
    """
    try:
        with trial_limits():
            theme = checked_theme(name, folder)
            problems = [
                problem
                for is_bare in (False, True)
                for kind in all_kinds()
                if (problem := _try(theme, kind, is_bare=is_bare))
            ]
            problems += hiding_style(theme) + unreadable_colours(theme)
    except TooSlow as error:
        raise BadTheme([TOO_SLOW]) from error
    except MemoryError as error:
        raise BadTheme([TOO_MUCH]) from error
    if problems:
        raise BadTheme(sorted(set(problems)))
    return theme


def _try(theme: Theme, kind: PageKind, *, is_bare: bool) -> str:
    view_type = _view_of(kind) if kind.template else None
    if view_type is None:
        return ""
    site, column = sample(SiteView, is_bare=is_bare), sample(ColumnView, is_bare=is_bare)
    pieces = None
    try:
        if kind.has_shell:
            frame = sample(ShellView, is_bare=is_bare)
            shell = {"site": site, "column": None if is_bare else column, "shell": frame}
            pieces = render_shell(theme, shell, Notes())
            if hidden := hidden_marks(pieces.frame):
                return hidden[0]
        view = sample(view_type, is_bare=is_bare)
        context = {"page": view, "site": site, "column": column, "url": "/"}
        render_page(theme, kind.template, context, pieces, marks=kind.marks, section=kind.section)
    except CannotRender as error:
        return str(error) if ".html" in str(error) else f"{kind.template}：{error}"
    return ""


def _view_of(kind: PageKind) -> Any:
    """Return the frozen view that a kind hands to its template, from the types of its reader."""
    told = get_type_hints(kind.read).get("return")
    for choice in get_args(told) or (told,):
        if is_dataclass(choice):
            return choice
    return None


def sample(kind: Any, *, is_bare: bool = False) -> Any:
    """Return a made-up value of a type that views use; a bare one is empty where it may be."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        if is_bare and type(None) in get_args(kind):
            return None
        return sample(next(one for one in get_args(kind) if one is not type(None)), is_bare=is_bare)
    if origin is tuple:
        return () if is_bare else _sample_tuple(get_args(kind))
    if is_bare and kind in {str, Markup}:
        return kind()
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_dataclass(kind):
        return _sample_view(kind, is_bare=is_bare)
    return ""


def _sample_tuple(inside: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(inside) != 2:
        return ()
    one = sample(inside[0])
    if inside[0] is BlockView:
        return tuple(replace(one, type=kind.name) for kind in block_types(BlockUse.ARTICLE))
    if inside[0] is PlacedBlock:
        return tuple(replace(one, view=_sample_block(kind)) for kind in block_types(BlockUse.HOME))
    return (one,)


def _sample_block(kind: BlockType) -> Any:
    return replace(sample(kind.view), type=kind.name)


def _sample_view(kind: Any, *, is_bare: bool) -> Any:
    hints = get_type_hints(kind)
    # A tree has one level below: another would never end.
    nested = [name for name, hint in hints.items() if hint == tuple[kind, ...]]
    values = {
        field.name: () if field.name in nested else sample(hints[field.name], is_bare=is_bare)
        for field in fields(kind)
    }
    for field in fields(kind):
        if (kind, field.name) in _CHOICES:
            values[field.name] = _CHOICES[kind, field.name][is_bare]
        elif values[field.name] == "" and field.default is not MISSING:
            values[field.name] = field.default
    below = {} if is_bare else {name: (kind(**values),) for name in nested}
    return kind(**values | below)

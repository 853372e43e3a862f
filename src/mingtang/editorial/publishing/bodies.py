"""From the stored blocks of a body to what templates show. Values in, values out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from mingtang.editorial.publishing.policies.typesetting import typeset
from mingtang.editorial.themes.blocks import BlockUse, block_type
from mingtang.editorial.themes.shown import AssetView, BlockView

# "image:5" -> where it is online, or nothing when it is no longer there
FindAsset = Callable[[str], AssetView | None]


@dataclass(frozen=True)
class _Asked:
    """What the blocks of a body may ask: files, no list."""

    asset: FindAsset


def block_views(
    body: Sequence[Mapping[str, Any]], find: FindAsset, *, is_document: bool = False
) -> tuple[BlockView, ...]:
    """Return the blocks as templates show them; a picture or file that is gone is left out.

    Texts of an official document are set as one.
    Source: 六安 2016 通知 四(二) (LA-14): text, charts, sound, film and links in one article.
    """
    views = tuple(_views(body, _Asked(find)))
    if not is_document:
        return views
    made = iter(typeset([str(view.html) for view in views if view.type == "text"]))
    return tuple(
        replace(view, html=Markup(next(made))) if view.type == "text" else view  # noqa: S704 - cleaned
        for view in views
    )


def _views(body: Sequence[Mapping[str, Any]], asked: _Asked) -> Iterator[BlockView]:
    for place, block in enumerate(body, 1):
        kind = block_type(str(block.get("type", "")))
        if kind is None or BlockUse.ARTICLE not in kind.uses:
            continue
        value = block.get("value")
        if kind.name == "chart" and isinstance(value, Mapping):
            value = {**value, "place": place}
        view = kind.read(asked, value)
        if isinstance(view, BlockView):
            yield view

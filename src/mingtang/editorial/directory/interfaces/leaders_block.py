"""The block of homes that shows the leaders of the site."""

from collections.abc import Mapping
from typing import Any

from mingtang.editorial.directory.interfaces.reading import leaders_of
from mingtang.editorial.directory.interfaces.shown import LeadersBlock
from mingtang.editorial.directory.policies.addresses import LEADERS as PATH
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.themes.blocks import BlockField, BlockType, BlockUse, ValueKind

MOST_LEADERS = 12


def read_leaders_block(asked: ArticleReader, value: Mapping[str, Any]) -> LeadersBlock | None:
    """Return the first leaders, None where the site has none."""
    found = leaders_of(asked, int(value["count"]))
    return LeadersBlock("leaders", found, PATH) if found else None


LEADERS = BlockType(
    name="leaders",
    label="领导之窗",
    help="本网站的领导，按“领导与机构”中的次序，自动更新。",
    fields=(
        BlockField(
            name="count", label="人数", kind=ValueKind.NUMBER, least=1, most=MOST_LEADERS, start=6
        ),
    ),
    view=LeadersBlock,
    read=read_leaders_block,
    uses=frozenset({BlockUse.HOME}),
)

"""State changes of publishing: the one door for editors and operators."""

from mingtang.editorial.publishing.actions.articles import (
    Published,
    publish_article,
    redate_article,
    take_down_article,
)

__all__ = [
    "Published",
    "publish_article",
    "redate_article",
    "take_down_article",
]

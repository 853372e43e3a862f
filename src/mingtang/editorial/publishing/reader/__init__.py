"""What pages read of articles and lists, on top of the recording reader of `pages`."""

from mingtang.editorial.publishing.reader.batch import Articles
from mingtang.editorial.publishing.reader.reader import MOST_ITEMS, ArticleReader

__all__ = ["MOST_ITEMS", "ArticleReader", "Articles"]

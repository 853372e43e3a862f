"""Tables of articles, of imports, and of what nobody can take."""

from mingtang.editorial.content.models.articles import (
    Article,
    ArticleQuerySet,
    ArticleStatus,
    Placement,
    PlacementQuerySet,
    Release,
    Revision,
)
from mingtang.editorial.content.models.imports import (
    ImportBatch,
    ImportedFile,
    ImportedFileQuerySet,
    ImportedSource,
    ImportUpload,
)
from mingtang.editorial.content.models.stuck import StuckStep

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleStatus",
    "ImportBatch",
    "ImportUpload",
    "ImportedFile",
    "ImportedFileQuerySet",
    "ImportedSource",
    "Placement",
    "PlacementQuerySet",
    "Release",
    "Revision",
    "StuckStep",
]

"""Tables of articles, of imports, and of what nobody can take."""

from mingtang.content.models.articles import (
    Article,
    ArticleQuerySet,
    ArticleStatus,
    Placement,
    PlacementQuerySet,
    Release,
    Revision,
)
from mingtang.content.models.imports import (
    ImportBatch,
    ImportedFile,
    ImportedFileQuerySet,
    ImportedSource,
    ImportUpload,
)
from mingtang.content.models.stuck import StuckStep

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

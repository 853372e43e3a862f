"""Tables of articles, of imports, and of what nobody can take."""

from mingtang.editorial.content.models.articles import (
    PUBLIC_FIELDS,
    Article,
    ArticleQuerySet,
    ArticleStatus,
    Placement,
    PlacementQuerySet,
    PublicText,
    Release,
    Revision,
)
from mingtang.editorial.content.models.extras import ExtraField
from mingtang.editorial.content.models.imports import (
    ImportBatch,
    ImportedFile,
    ImportedFileQuerySet,
    ImportedSource,
    ImportUpload,
)
from mingtang.editorial.content.models.media_use import MediaUse
from mingtang.editorial.content.models.stuck import StuckStep
from mingtang.editorial.content.models.templates import ArticleTemplate

__all__ = [
    "PUBLIC_FIELDS",
    "Article",
    "ArticleQuerySet",
    "ArticleStatus",
    "ArticleTemplate",
    "ExtraField",
    "ImportBatch",
    "ImportUpload",
    "ImportedFile",
    "ImportedFileQuerySet",
    "ImportedSource",
    "MediaUse",
    "Placement",
    "PlacementQuerySet",
    "PublicText",
    "Release",
    "Revision",
    "StuckStep",
]

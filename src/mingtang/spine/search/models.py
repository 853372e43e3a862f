"""What is in the index. The terms themselves stand in a table of the database's own kind (`engines`)."""

from django.db import models


class IndexedDocument(models.Model):
    """One document as it was indexed (检索条目).

    `text` is what was cut into terms, with the title in front: an engine needs it to take the terms
    out again, and a match is looked for in it.
    """

    kind = models.CharField(max_length=60)
    number = models.BigIntegerField()
    title = models.TextField()
    text = models.TextField()
    unit = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=100, blank=True)
    dated = models.DateTimeField(null=True)
    facets = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField()
    indexed_at = models.DateTimeField()

    objects: models.Manager["IndexedDocument"] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="search_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.number} {self.title}"

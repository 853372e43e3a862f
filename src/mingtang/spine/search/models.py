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


class PublicDocument(models.Model):
    """One public page as it was indexed (公开检索条目), in tables that the public process may read.

    The id is made of date and number (`policies.documents`), so that the order of ids is that of dates. `text`
    is folded, with the title in front; `marks` are the values to narrow by, as the engine was given them.
    `group` is the key of the thing that the page shows: the same thing on two sites is found once. With a `link` a list of
    results needs nothing else: `shown` is the text as written, `unit_name` is empty for the present name of `unit`.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    number = models.BigIntegerField()
    group = models.CharField(max_length=60)
    title = models.TextField()
    text = models.TextField()
    unit = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=100, blank=True)
    sort = models.CharField(max_length=40, blank=True)
    is_past = models.BooleanField(default=False)
    dated = models.DateTimeField()
    marks = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    shown = models.TextField(blank=True)
    unit_name = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=20, blank=True)
    version = models.PositiveSmallIntegerField()
    indexed_at = models.DateTimeField()

    objects: models.Manager["PublicDocument"] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开检索条目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="search_public_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.number} {self.title}"

"""Files that are made from what is online: sizes of pictures, documents of policies."""

from __future__ import annotations

from typing import Any

from django.db import models


class DerivedSet(models.Model):
    """The files made from one picture or article (派生文件), and from which content of it.

    `owner` is `image:5` or `article:12`, `source` the digest of the picture or the number of the
    revision. `files` is a list of `name`, `place` (in the store of media), `digest`, `size`, and for a
    picture `width` and `height`; `note` says in Chinese why there are none.
    """

    owner = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=64)
    files: models.JSONField[Any, Any] = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "派生文件"

    def __str__(self) -> str:
        return self.owner

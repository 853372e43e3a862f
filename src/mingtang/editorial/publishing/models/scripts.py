"""What the copies in traditional characters write otherwise than the general tables say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class ScriptExceptionQuerySet(models.QuerySet["ScriptException"]):
    """Exceptions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ScriptExceptionQuerySet:
        """Return all of them to those who look after the table, else none."""
        return self.all() if authority.may(person, "publishing.scripts", at=at) else self.none()


class ScriptException(models.Model):
    """A word (繁体例外词) whose traditional form this installation states itself."""

    simplified = models.CharField("简体", max_length=40, unique=True)
    traditional = models.CharField("繁体", max_length=40)
    changed_at = models.DateTimeField("修改时间")

    objects = ScriptExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "繁体例外词"

    def __str__(self) -> str:
        return f"{self.simplified} → {self.traditional}"

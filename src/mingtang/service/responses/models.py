"""Answers on their way: drafts, and the phrases that a unit uses again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.authority import authority
from mingtang.service.responses.enums import DraftState
from mingtang.service.responses.policies.checks import SenderFacts
from mingtang.spine.vault.fields import EncryptedTextField
from mingtang.workbench.casework.models import Case

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

TEXT = "response.text"


class AnswerDraftQuerySet(models.QuerySet["AnswerDraft"]):
    """Drafts, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> AnswerDraftQuerySet:
        """Return those of cases that a person may see."""
        return self.filter(case__in=Case.objects.visible_to(person, at=at).values("pk"))


class AnswerDraft(models.Model):
    """The answer to a case while it is written and reviewed (答复稿); its text may name people."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="answer_draft")
    state = models.CharField(
        "状态", max_length=10, choices=DraftState.choices(), default=DraftState.WRITING.value
    )
    text = EncryptedTextField("答复", blank=True, purpose=TEXT)
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("修改时间")
    round = models.ForeignKey(
        "approvals.ApprovalRound",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="审签单",
    )

    objects = AnswerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答复稿"

    def __str__(self) -> str:
        return f"{self.case.number} 答复稿"


def facts_of_sender(case: Case) -> SenderFacts:
    """Return what is known of the sender of a case, for checks alone."""
    return SenderFacts(case.name, case.phone, case.address)


class AnswerPhraseQuerySet(models.QuerySet["AnswerPhrase"]):
    """Phrases, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> AnswerPhraseQuerySet:
        """Return those of units in which a person handles cases."""
        units = authority.powers_of(person, at).units_where("casework.handle")
        return self.filter(units.as_code_q("unit"), retired_at=None)


class AnswerPhrase(models.Model):
    """Words that a unit uses in many answers (常用语)."""

    unit = models.CharField("单位", max_length=40)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容", max_length=2000)
    changed_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("修改时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    objects = AnswerPhraseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        indexes = [models.Index(fields=["unit", "title"], name="responses_phrase")]

    def __str__(self) -> str:
        return self.title

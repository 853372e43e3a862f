"""Services by which citizens sign in, texts typed before that, and whose letter is whose."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.service.signin.policies import USUAL_SCOPES
from mingtang.spine.vault.fields import EncryptedTextField

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

MANAGE = "signin.manage"


class SignInServiceQuerySet(models.QuerySet["SignInService"]):
    """Services, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SignInServiceQuerySet:
        """Return all of them to those who manage services for the platform, none to others."""
        return self.all() if authority.may(person, MANAGE, at=at) else self.none()


class SignInService(models.Model):
    """A service by which citizens sign in (统一身份认证).

    `issuer` is its address as it states it, `client_id` and `client_secret` what it issued to this
    platform. `problem` is the result of the last test, empty where it was passed.
    """

    name = models.CharField("服务名称", max_length=40)
    issuer = models.CharField("服务地址", max_length=300, unique=True)
    client_id = models.CharField("应用编号", max_length=200)
    client_secret = EncryptedTextField("应用密钥", purpose="signin.client")
    scopes = models.CharField("申请的信息", max_length=200, default=USUAL_SCOPES)
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    is_on = models.BooleanField("启用", default=True)
    tested_at = models.DateTimeField("最近测试", null=True)
    problem = models.CharField("测试结果", max_length=300, blank=True)

    objects = SignInServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公众登录服务"

    def __str__(self) -> str:
        return self.name

    @property
    def subject_key(self) -> str:
        """The opaque key of this service in events."""
        return f"sign_in_service:{self.pk}"


class SignInSite(models.Model):
    """A site on which citizens sign in, and by which service."""

    service = models.ForeignKey(SignInService, models.CASCADE, related_name="sites")
    site = models.OneToOneField(GovSite, models.PROTECT, related_name="+", verbose_name="网站")

    class Meta:
        verbose_name = verbose_name_plural = "可以登录的网站"

    def __str__(self) -> str:
        return f"{self.site_id}"


class SignInDraft(models.Model):
    """What a citizen had typed before the way to the service (登录前填写的内容).

    The key that opens `payload` is in a cookie of the citizen alone; rows go after a day.
    """

    key = models.CharField(max_length=64, primary_key=True)
    payload = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录前填写的内容"

    def __str__(self) -> str:
        return f"{self.key} {self.at}"


class OwnCase(models.Model):
    """A case that a signed-in citizen sent (本人来件), for the list 我的来信.

    `person` is the keyed digest of issuer and subject, `status_key` leads to the status row.
    """

    person = models.CharField(max_length=64)
    status_key = models.CharField(max_length=64, unique=True)
    site = models.CharField(max_length=60)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "本人来件"
        indexes = [models.Index(fields=["person", "-received_at"], name="signin_own_case")]

    def __str__(self) -> str:
        return f"{self.site} {self.received_at}"

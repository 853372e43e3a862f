"""The second factor of a person, and how often signing in was tried."""

from django.db import models
from django.db.models import Q

from mingtang.institution.organization.models.people import Person
from mingtang.spine.vault.fields import EncryptedTextField


class SecondFactor(models.Model):
    """The secret that a person's authenticator shares with us (动态口令)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField(purpose="person.second_factor")  # base32, as authenticators read it
    confirmed_at = models.DateTimeField(null=True, blank=True)
    latest_step = models.BigIntegerField(default=0)  # of 30 seconds; a code works once

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.person} 的动态口令"


class RecoveryCode(models.Model):
    """One code of paper for the day the telephone is lost (恢复码); only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest"], name="organization_recoverycode_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} 的恢复码"


class SignInTries(models.Model):
    """Tries to sign in that have not succeeded (登录尝试), counted by name and address together.

    Both are keyed digests. The row of a name alone, or of an address alone, counts nothing: anyone who
    counts a try holds their locks, so that tries that share one of them follow one another.
    """

    name = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    latest_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "登录尝试"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "address"], name="organization_signintries_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="", address=""), name="organization_signintries_of_something"
            ),
        ]
        indexes = [
            models.Index(fields=["address"], name="organization_tries_by_address"),
            models.Index(fields=["latest_at"], name="organization_tries_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.count} 次登录尝试"

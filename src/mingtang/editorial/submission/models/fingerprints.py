"""What is remembered of a text that arrived, to find its like among others (查重指纹)."""

from django.db import models

from mingtang.editorial.submission.models.submissions import Submission


class Fingerprint(models.Model):
    """The sketch of one submission: the smallest hashes of its pieces, in ascending order."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="fingerprint")
    sketch = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = "查重指纹"


class FingerprintMark(models.Model):
    """One of the few hashes by which the likes of a text are looked up."""

    fingerprint = models.ForeignKey(Fingerprint, models.CASCADE, related_name="marks")
    value = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "查重索引"
        indexes = [models.Index(fields=["value"], name="submission_mark_value")]

"""What a site has of its own beside its theme: colours and measures, emblem, banner, icon, badge."""

from django.db import models


class SiteLook(models.Model):
    """The look of a site (网站外观).

    `tokens` are values by the names of `policies.looks`, only those that differ from the theme.
    `pictures` are by place: key of the file (`image:5`), digest of what was chosen, address, words and size.
    `version` guards against two people who change it at the same time.
    """

    site = models.OneToOneField(
        "gov_sites.GovSite", models.PROTECT, primary_key=True, related_name="look"
    )
    tokens = models.JSONField("样式参数", default=dict)
    pictures = models.JSONField("标识图片", default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "网站外观"

    def __str__(self) -> str:
        return f"{self.site_id}"

"""What an error report says beside what every case has."""

from django.db import models

from mingtang.service.interaction.enums import ErrorTopic
from mingtang.workbench.casework.models import Case


class ErrorReport(models.Model):
    """A reader's report of what is wrong with a page (网民找错); its text is that of the case."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="error_report")
    page = models.CharField("网页地址", max_length=500)
    topic = models.CharField("问题类型", max_length=20, choices=ErrorTopic.choices())

    class Meta:
        verbose_name = verbose_name_plural = "网民找错"

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.page}"

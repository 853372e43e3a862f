"""Templates that show a picture or file, as its screen names them."""

from datetime import datetime

from django.urls import reverse

from mingtang.editorial.content.models import ArticleTemplate
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.media_uses import MediaUses, ShownUse


def template_uses(key: str, person: Person, at: datetime) -> MediaUses:
    """Return the templates that show it, those named that the person may see."""
    rows = ArticleTemplate.objects.filter(files__has_key=key)
    seen = ArticleTemplate.objects.visible_to(person, at=at).filter(pk__in=rows.values("pk"))
    shown = [
        ShownUse(f"模板“{one.name}”", reverse("content:use-template", args=[one.pk]))
        for one in seen.defer("data")
    ]
    return MediaUses(rows.count(), shown)

"""The places that show a picture or file, as its screen and a refusal name them."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.media.queries import articles_using
from mingtang.editorial.publishing.models import SiteAsset
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.media_uses import MediaUses, ShownUse

MOST_SHOWN = 200


def uses_on_pages(key: str, person: Person, at: datetime) -> MediaUses:
    """Return the articles, pages of blocks and frames of sites that show it, drafts included."""
    articles = articles_using(key)
    seen = Article.objects.visible_to(person, at=at).filter(pk__in=articles.values("pk"))
    shown = [
        _article_use(one) for one in seen.select_related("release").order_by("-pk")[:MOST_SHOWN]
    ]
    return MediaUses(articles.count(), shown) + _layout_uses(key, person, at) + _site_uses(key)


def _article_use(article: Article) -> ShownUse:
    url = reverse("content:show", args=[article.pk])
    return ShownUse(f"稿件《{article.title}》", url, article.state_label)


def _layout_uses(key: str, person: Person, at: datetime) -> MediaUses:
    drafted = Q(revision__files__has_key=key) | Q(live__files__has_key=key)
    rows = SiteLayout.objects.filter(drafted)
    seen = SiteLayout.objects.visible_to(person, at=at).filter(pk__in=rows.values("pk"))
    shown = [
        ShownUse(f"版面“{one.title}”", note=one.site.name) for one in seen.select_related("site")
    ]
    return MediaUses(rows.count(), shown)


def _site_uses(key: str) -> MediaUses:
    """Count the sites that show it elsewhere: in their frame, beside a leader, with a survey."""
    rows = SiteAsset.objects.filter(asset=key).exclude(owner__startswith="layout:")
    shown = [
        ShownUse(f"网站“{one.site.name}”", note="网站框架、领导信息或互动栏目")
        for one in rows.select_related("site")
    ]
    return MediaUses(len(shown), shown)

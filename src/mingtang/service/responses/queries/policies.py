"""Policy documents that letters are about: whether one is online, and the list of its answers."""

from collections.abc import Collection
from typing import NamedTuple

from mingtang.editorial.content.models import Release
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.themes.policies.links import link
from mingtang.service.responses.models import PublishedAnswer
from mingtang.service.responses.policies.publication import list_path

ASKED = "关于本文件的问答"


class AskedPolicy(NamedTuple):
    """A policy document that is online on a site."""

    article_id: int
    title: str
    unit: str
    link: str


def policy_online(article_id: int, site_id: int) -> AskedPolicy | None:
    """Return a policy document if it is online on a site."""
    row = Release.objects.filter(article=article_id, is_live=True, kind="policy").first()
    address = Address.objects.filter(article=article_id, site=site_id, is_live=True).first()
    if row is None or address is None:
        return None
    return AskedPolicy(article_id, row.title, row.unit_code, address.path)


def answers_about(site_id: int, article_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return title and address of the lists of answers about policy documents that have some."""
    rows = PublishedAnswer.objects.filter(site=site_id, is_live=True, about__in=list(article_ids))
    found = rows.order_by("about").values_list("about", flat=True).distinct()
    return {pk: (ASKED, link(list_path("policy", str(pk)))) for pk in found if pk is not None}

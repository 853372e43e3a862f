"""Hand over what a unit wrote when it is merged into another one."""

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article, ArticleTemplate, ImportBatch
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.spine.events.actions import record_event

MOVES = ("content.Article.unit", "content.ImportBatch.unit", "content.ArticleTemplate.unit")
STAYS = {
    "content.Release.unit_code": "readers see under which unit the text was released",
    "content.Release.unit_name": "readers see under which unit the text was released",
}
AT_REST = (ArticleState.PUBLISHED, ArticleState.TAKEN_DOWN, ArticleState.DISCARDED)


def hand_over_articles(merger: Merger) -> None:
    """Give every article and import of a merged unit to its successor.

    Each article that someone still has to do something with tells it in its own history.
    """
    rows = Article.objects.filter(unit=merger.unit)
    under_way = rows.exclude(state__in=[state.value for state in AT_REST]).select_for_update()
    for article in under_way.only("pk", "site").select_related("site").order_by("pk"):
        record_event(
            code="content.article.handed_over",
            subject=article.subject,
            actor=merger.actor.person_key,
            at=merger.at,
            unit=merger.into.code,
            site=article.site.code,
            payload={"old_unit": merger.unit.code, "new_unit": merger.into.code},
        )
    record_hand_over(merger, "content.articles.handed_over", rows.update(unit=merger.into))
    _hand_over_templates(merger)
    ImportBatch.objects.filter(unit=merger.unit).update(unit=merger.into)


def _hand_over_templates(merger: Merger) -> None:
    """Give templates to the successor; one whose name is taken there says where it comes from."""
    taken = set(ArticleTemplate.objects.filter(unit=merger.into).values_list("name", flat=True))
    for template in ArticleTemplate.objects.filter(unit=merger.unit).defer("data"):
        if template.name in taken:
            template.name = f"{template.name[:40]}（{merger.unit.short_name or merger.unit.code}）"
        template.unit = merger.into
        template.save(update_fields=["unit", "name"])

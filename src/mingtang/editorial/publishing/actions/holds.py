"""Texts that were reviewed and wait, because a file of theirs may not go out (暂不发布)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.content.body import files_of
from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.assets import may_go_out
from mingtang.editorial.publishing.models import Hold
from mingtang.ground.foundation.decisions import YES, Decision, Reason
from mingtang.spine.events.actions import record_event

_CODES = "file."


@dataclass(frozen=True)
class CheckedFiles:
    """What was found of the files of one revision, before the transaction that puts it online."""

    revision_id: int
    decision: Decision


def check_files(article_id: int) -> CheckedFiles:
    """Judge the files of an article's newest text by the rules of today, against what was reviewed."""
    article = Article.objects.select_related("revision").filter(pk=article_id).first()
    if article is None or article.revision is None:
        return CheckedFiles(0, YES)
    revision = article.revision
    wanted = files_of(revision.data.get("body", ()))
    return CheckedFiles(revision.pk, may_go_out(wanted, revision.files) if wanted else YES)


def is_only_for_files(reasons: Iterable[Reason]) -> bool:
    """Tell whether nothing but its files keeps a text offline."""
    codes = [reason.code for reason in reasons]
    return bool(codes) and all(code.startswith(_CODES) for code in codes)


def hold_article(article: Article, reasons: Iterable[Reason], *, actor: str, at: datetime) -> None:
    """Note that a text waits, and why; must run in a transaction, on a locked article."""
    assert article.revision_id is not None  # a passed article has one
    told = list(dict.fromkeys(reason.text for reason in reasons))
    Hold.objects.update_or_create(
        article=article,
        defaults={
            "revision_id": article.revision_id,
            "reasons": "\n".join(told),
            "held_at": at,
        },
    )
    record_event(
        code="publishing.article.held",
        subject=article.subject,
        actor=actor,
        at=at,
        unit=article.unit.code,
        site=article.site.code,
        payload={
            "revision": article.version,
            "codes": sorted({reason.code for reason in reasons}),
        },
    )


def lift_hold(article_id: int) -> None:
    """Forget that a text waited: it is online, or has gone back to its writers."""
    Hold.objects.filter(pk=article_id).delete()

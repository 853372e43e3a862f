"""What is checked in the background: the words of attachments, and links."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from mingtang.editorial.content.files import digests_in_use
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.enums import CHECK_LINKS, READ_FILE, LinkState
from mingtang.editorial.review.models import CheckedLink, FileWords
from mingtang.editorial.review.policies import link_key
from mingtang.editorial.review.queries.attached import files_to_read, links_to_check
from mingtang.ground.foundation.chunks import in_chunks
from mingtang.spine.jobs.actions import enqueue_job

LINKS_LAST = timedelta(days=180)  # a link that no text was checked for since is forgotten


def enqueue_checks(*, at: datetime, article_id: int) -> None:
    """Enqueue what the current text of an article needs: its unread files, and its links."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return
    blocks = list(article.body.get_prep_value())
    files = files_to_read(blocks)
    digests = [one.digest for one in files]
    known = set(FileWords.objects.filter(digest__in=digests).values_list("digest", flat=True))
    with transaction.atomic():
        for one in files:
            if one.digest not in known:
                key, given = one.digest, {"file": one.key}
                enqueue_job(kind=READ_FILE, actor="system", at=at, arguments=given, key=key)
        if links_to_check(blocks, at):
            number = {"article": article.pk}
            key = article.subject
            enqueue_job(kind=CHECK_LINKS, actor="system", at=at, arguments=number, key=key)


def take_file_words(
    *, at: datetime, digest: str, pieces: Sequence[tuple[str, str]] = (), note: str = ""
) -> None:
    """Store the words of a file, or why they cannot be had; what was stored first stays."""
    FileWords.objects.get_or_create(
        digest=digest, defaults={"pieces": list(pieces), "note": note[:200], "read_at": at}
    )


def note_link(*, at: datetime, address: str, state: LinkState, note: str = "") -> None:
    """Store what came of requesting a link."""
    CheckedLink.objects.update_or_create(
        digest=link_key(address),
        defaults={"state": state.value, "note": note[:200], "checked_at": at},
    )


def drop_unused_checks(*, at: datetime) -> int:
    """Remove the words of files that are gone, and links that no text has needed for long; return how many."""
    digests = list(FileWords.objects.order_by("pk").values_list("digest", flat=True))
    gone = 0
    for chunk in in_chunks(digests, 500):
        unused = set(chunk) - digests_in_use(chunk)
        gone += FileWords.objects.filter(digest__in=unused).delete()[0]
    return gone + CheckedLink.objects.filter(checked_at__lt=at - LINKS_LAST).delete()[0]

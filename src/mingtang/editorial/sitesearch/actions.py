"""The index follows what is online; questions that found nothing are stored and added up."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sitesearch.documents import ONLINE
from mingtang.editorial.sitesearch.models import MissedWords, SearchMiss
from mingtang.editorial.sitesearch.policies import MOST_OF_SITE, oldest_kept, stored_words
from mingtang.ground.foundation.clock import beijing_date
from mingtang.spine.search.actions import refresh_documents

BITE = 500  # rows of one transaction
Tally = dict[tuple[str, str], list[date]]


def index_articles(article_ids: Collection[int], at: datetime) -> None:
    """Index the pages of articles again, in the transaction that puts them online or takes them down."""
    rows = Address.objects.filter(article_id__in=article_ids).order_by("pk")
    refresh_documents(ONLINE, list(rows.values_list("pk", flat=True)), at=at)


def record_miss(*, site: str, question: str, at: datetime) -> None:
    """Store that a question found nothing, without what may name a person.

    The role of the public process may insert and not read: nothing is asked back.
    """
    if words := stored_words(question):
        row = SearchMiss(site=site, words=words, day=beijing_date(at))
        SearchMiss.objects.bulk_create([row], ignore_conflicts=True)


def fold_misses(*, limit: int = BITE) -> int:
    """Add up to `limit` questions to the counts of their words and delete them, in one transaction."""
    if not SearchMiss.objects.exists():
        return 0
    with transaction.atomic():
        rows = list(SearchMiss.objects.select_for_update().order_by("pk")[:limit])
        tally: Tally = defaultdict(list)
        for row in rows:
            if (
                stored_words(row.words) == row.words
            ):  # it comes from the process that faces the internet
                tally[row.site, row.words].append(row.day)
        _add(tally)
        SearchMiss.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _add(tally: Tally) -> None:
    sites = GovSite.objects.in_bulk({code for code, _ in tally}, field_name="code")
    for (code, words), days in sorted(tally.items()):
        site = sites.get(code)
        if site is None:
            continue
        known = MissedWords.objects.select_for_update().filter(site=site, words=words).first()
        if known is None:
            if MissedWords.objects.filter(site=site).count() >= MOST_OF_SITE:
                continue
            known = MissedWords(site=site, words=words, times=0, first_on=min(days))
            known.last_on = known.first_on
        known.times += len(days)
        known.last_on = max(known.last_on, *days)
        known.save()


def drop_old_words(*, at: datetime) -> int:
    """Delete words not searched for in half a year; return how many."""
    old = MissedWords.objects.filter(last_on__lt=oldest_kept(beijing_date(at)))
    return old.delete()[0]

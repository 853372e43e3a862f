"""What machines remark on an article: in its text, its source, its attachments and links."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.review.models import IgnoredRemark, OwnWording
from mingtang.editorial.review.policies import (
    PlacedRemark,
    number_remarks,
    numbers_to_look_up,
    pieces_of,
    remarks_in,
)
from mingtang.editorial.review.queries.attached import OwnWords, book_of, in_files, in_links
from mingtang.editorial.review.queries.gates import MANAGE
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import BlockingRemarks
from mingtang.institution.regulations.schema.registers import Register
from mingtang.spine.events.models import Event
from mingtang.workbench.proofing.leaders import ListedLeader
from mingtang.workbench.proofing.pieces import TextPiece
from mingtang.workbench.proofing.sources import ListedSource, source_names, source_remarks

SOURCES = "linkage.sources"
MOST_ROUNDS = 2000  # looked at for figures


@dataclass(frozen=True)
class ArticleRemarks:
    """Machine remarks on the current text of an article: those that are open, and those ignored.

    `blocking` are the codes of rules whose remarks hold it up. `notes` say in Chinese what of the attachments
    and links was checked, and what was not.
    """

    open: list[PlacedRemark]
    ignored: list[tuple[PlacedRemark, IgnoredRemark]]
    blocking: frozenset[str] = field(default_factory=frozenset)
    notes: tuple[str, ...] = ()

    @property
    def that_block(self) -> list[PlacedRemark]:
        """The open ones with which it may not go to review."""
        return [one for one in self.open if one.remark.rule in self.blocking]

    def find(self, key: str) -> PlacedRemark | None:
        """Return the open remark with a key."""
        return next((one for one in self.open if one.key == key), None)


Leaders = Callable[[GovSite], Sequence[ListedLeader]]
_leaders: list[Leaders] = []


def register_leaders(ask: Leaders) -> None:
    """Say who the leaders of a site are, in their order; a room above knows. A repeat is harmless."""
    if ask not in _leaders:
        _leaders.append(ask)


def remarks_on(article: Article, *, at: datetime) -> ArticleRemarks:
    """Return the machine remarks on the current text of an article, its attachments and links.

    Words, leaders and what blocks are those of the unit that operates its site.
    """
    blocks = list(article.body.get_prep_value())
    pieces = list(pieces_of(article.title, article.summary, blocks))
    own, leaders, today = _words(article.site, at)
    found = remarks_in(pieces, book_of(own, leaders, today))
    found += _number_remarks(article, pieces)
    found += _source_remarks(article, at)
    files, links = in_files(blocks, own, leaders, today), in_links(blocks)
    found = [*found, *files.remarks, *links.remarks]
    found = list({one.key: one for one in reversed(found)}.values())[::-1]  # the first of each
    rows = {
        one.key: one
        for one in IgnoredRemark.objects.filter(article=article).select_related(
            "ignored_by", "reason"
        )
    }
    return ArticleRemarks(
        [one for one in found if one.key not in rows],
        [(one, rows[one.key]) for one in found if one.key in rows],
        _blocking(article.site, at),
        (*files.notes, *links.notes),
    )


def _number_remarks(article: Article, pieces: Sequence[TextPiece]) -> list[PlacedRemark]:
    """Return document numbers that a text names and no site of the platform has, though it has their series."""
    asked = numbers_to_look_up(pieces)
    if not asked:
        return []
    online = Release.objects.filter(document_number__in=sorted(asked), is_live=True)
    known = {*online.values_list("document_number", flat=True), article.document_number}
    return number_remarks(pieces, known)


def _source_remarks(article: Article, at: datetime) -> list[PlacedRemark]:
    """Return what is wrong with the source; one that names an office of the platform is no reprint."""
    rules = rules_for(unit_path(article.site.operating_unit.code), at)
    listed: list[ListedSource] = []
    if SOURCES in rules:
        entries = rules.rule(SOURCES, Register).entries
        listed = [ListedSource(one.label, one.values) for one in entries]
    names = source_names(article.source)
    named = Q(name__in=names) | Q(short_name__in=names) | Q(english_name__in=names)
    rows = Unit.objects.filter(named).values_list("name", "short_name", "english_name")
    own = {name for row in rows for name in row}
    own |= {article.unit.name, article.unit.short_name, article.site.name}
    found = source_remarks(article.source, listed, own)
    return [PlacedRemark("信息来源", one) for one in found]


def _words(site: GovSite, at: datetime) -> tuple[OwnWords, tuple[ListedLeader, ...], date]:
    rows = OwnWording.objects.filter(unit=site.operating_unit_id).order_by("pk")
    own = tuple(rows.values_list("word", "better", "why", "is_allowed"))
    leaders = tuple(one for ask in _leaders for one in ask(site))
    return own, leaders, beijing_date(at)


def _blocking(site: GovSite, at: datetime) -> frozenset[str]:
    rules = rules_for(unit_path(site.operating_unit.code), at)
    if "review.blocking_remarks" not in rules:
        return frozenset()
    return rules.rule("review.blocking_remarks", BlockingRemarks).codes


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How often a rule of remarks was right: what stood at the sending, and what was set aside as wrong."""

    rule: str
    stood: int
    ignored: int

    @property
    def share_ignored(self) -> str:
        """Return the share that was set aside, in words; empty where nothing was remarked."""
        total = self.stood + self.ignored
        return f"{100 * self.ignored // total}%" if total else ""


def rule_figures(person: Person, *, at: datetime, days: int = 90) -> list[RuleFigures]:
    """Return for each rule how many remarks texts went to review with, and how many were ignored.

    Of the sites whose reviews a person manages, within the last `days`; the most frequent rule first.
    """
    since = at - timedelta(days=days)
    sites = authority.sites_where(person, MANAGE, at).as_q("site")
    sent = Event.objects.filter(sites, code="review.round.started", recorded_at__gte=since)
    stood = Counter[str]()
    for payload in sent.order_by("-pk").values_list("payload", flat=True)[:MOST_ROUNDS]:
        stood.update(json.loads(payload)["remarks"])
    rows = IgnoredRemark.objects.visible_to(person, at=at).filter(ignored_at__gte=since)
    counts = rows.order_by().values_list("rule").annotate(number=Count("pk"))
    ignored = Counter(dict(counts))
    found = [RuleFigures(rule, stood[rule], ignored[rule]) for rule in {*stood, *ignored}]
    return sorted(found, key=lambda one: (-(one.stood + one.ignored), one.rule))

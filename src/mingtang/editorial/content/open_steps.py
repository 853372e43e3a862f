"""Which steps of articles are open, with whom each is, and since when (待谁办理).

Rooms above say with :func:`register_open_steps` what is open in the states that are theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from mingtang.editorial.content.enums import ArticleState, ArticleVerb, PlacementState
from mingtang.editorial.content.models import Article, ArticleStatus, Placement
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.staffing import Able, Need, Roster
from mingtang.workbench.approvals.queries import open_steps as open_approval_steps


@dataclass(frozen=True)
class OpenStep:
    """One step of an article that a person has to take.

    `is_due` is false while another step has to come first. `preferred` is the key of the person
    who has it in hand; others who may take it step in when that person cannot.
    """

    article_id: int
    need: Need
    since: datetime
    is_due: bool = True
    preferred: str = ""


@dataclass(frozen=True)
class Awaited:
    """A step that is due, and whom it waits for; nobody where no person may take it."""

    step: OpenStep
    people: tuple[Able, ...]


@dataclass(frozen=True)
class Way:
    """What the steps of an article so far tell: since when it stands so, and who took it in hand."""

    since: Mapping[int, datetime]
    takers: Mapping[int, str]

    def since_of(self, article: Article) -> datetime:
        """Return the moment from which an article has been in its state."""
        return self.since.get(article.pk, article.created_at)


Resolver = Callable[[Sequence[Article], Way], Iterable[OpenStep]]

_IN_HAND = (
    ArticleVerb.ACCEPT.value,
    ArticleVerb.CORRECT.value,
    ArticleVerb.SPLIT_OFF.value,
)
_resolvers: dict[ArticleState, Resolver] = {}
# state: key, words, right, whether the unit (else the site) is asked
_OWN_STATES = {
    ArticleState.DRAFT: ("write", "修改、报送", "submission.submit", True),
    ArticleState.RETURNED: ("write", "修改、报送", "submission.submit", True),
    ArticleState.ARRIVED: ("accept", "编辑部接收", "submission.accept", False),
    ArticleState.ACCEPTED: ("edit", "编辑、送审", "review.manage", False),
    ArticleState.PASSED: ("publish", "发布", "publishing.publish", False),
}


def register_open_steps(state: ArticleState, resolver: Resolver) -> None:
    """Say which steps are open while an article is in a state; a repeat is harmless.

    :raises ValueError: when another room has spoken for the state.
    """
    if _resolvers.setdefault(state, resolver) is not resolver:
        raise ValueError(f"two rooms open the steps of {state!r}")


@cache
def approval_steps(kind: str) -> Resolver:
    """Return what says which steps of the approvals of one kind are open."""

    def resolve(articles: Sequence[Article], way: Way) -> list[OpenStep]:
        by_subject = {article.subject: article for article in articles}
        return [
            OpenStep(
                by_subject[held.step.round.subject].pk,
                held.need,
                held.step.held_since or held.step.round.started_at,
                held.step.waiting_since is not None,
                held.claimer,
            )
            for held in open_approval_steps(kind, by_subject)
        ]

    return resolve


def open_steps(articles: Sequence[Article], roster: Roster) -> list[OpenStep]:
    """Return the open steps of articles, offers to columns among them."""
    way = _way_of(articles)
    steps = [_own_step(article, way) for article in articles if article.state in _OWN_STATES]
    for state, resolver in _resolvers.items():
        mine = [article for article in articles if article.state == state]
        steps += resolver(mine, way) if mine else ()
    return [*steps, *_offers([article.pk for article in articles], roster)]


def awaited(articles: Sequence[Article], roster: Roster) -> dict[int, list[Awaited]]:
    """Return for each article the steps that are due, and whom they wait for."""
    found: dict[int, list[Awaited]] = {article.pk: [] for article in articles}
    for step in open_steps(articles, roster):
        if step.is_due:
            people = roster.nearest(step.need)
            able = {one.person_key: one for one in roster.able(step.need)}
            if step.preferred in able:
                people = (able[step.preferred],)
            found[step.article_id].append(Awaited(step, people))
    return found


def lacking(articles: Sequence[Article], roster: Roster) -> list[OpenStep]:
    """Return the open steps that lack a person: nobody may take them, now or when it is their turn."""
    grouped: dict[int, list[OpenStep]] = {}
    for step in open_steps(articles, roster):
        grouped.setdefault(step.article_id, []).append(step)
    found = []
    for steps in grouped.values():
        empty = {need.key for need in roster.lacking([step.need for step in steps])}
        found += [step for step in steps if step.need.key in empty]
    return found


def publishing_need(article: Article) -> Need:
    """Return the step that follows the last gate."""
    return _need(article, ArticleState.PASSED)


def accepting_need(article: Article) -> Need:
    """Return the step that follows the last approval of the unit."""
    return _need(article, ArticleState.ARRIVED)


def writing_need(article: Article) -> Need:
    """Return the step that follows a return to the unit."""
    return _need(article, ArticleState.RETURNED)


def editing_need(article: Article) -> Need:
    """Return the step at the desk that took an article."""
    return _need(article, ArticleState.ACCEPTED)


def receiving_need(site_code: str, label: str, roster: Roster, key: str = "receive") -> Need:
    """Return the consent of a site to an offer.

    Where several desks reach the site, the one nearest to its host decides: the desk of a county
    about the county's site, the desk of the city about a site whose host has none.
    """
    right = "publishing.accept"
    reach = roster.who(right, site=site_code)
    desks = [one for one in reach if one.post is Post.DESK]
    nearest = min((one.distance for one in desks), default=0)
    farther = frozenset(one.person_key for one in desks if one.distance > nearest)
    return Need(key=key, label=label, right=right, site=site_code, barred=farther)


def _need(article: Article, state: ArticleState) -> Need:
    key, label, right, by_unit = _OWN_STATES[state]
    if by_unit:
        return Need(key=key, label=label, right=right, unit=article.unit.code)
    return Need(key=key, label=label, right=right, site=article.site.code)


def _own_step(article: Article, way: Way) -> OpenStep:
    state = ArticleState(article.state)
    preferred = way.takers.get(article.pk, "") if state is ArticleState.ACCEPTED else ""
    if state in {ArticleState.DRAFT, ArticleState.RETURNED} and article.created_by_id:
        preferred = f"person:{article.created_by_id}"
    return OpenStep(article.pk, _need(article, state), way.since_of(article), preferred=preferred)


def _way_of(articles: Sequence[Article]) -> Way:
    since: dict[int, datetime] = {}
    takers: dict[int, str] = {}
    rows = ArticleStatus.objects.filter(article__in=[article.pk for article in articles])
    for article_id, verb, at, actor in rows.order_by("id").values_list(
        "article_id", "verb", "at", "actor_id"
    ):
        since[article_id] = at
        if verb in _IN_HAND and actor:
            takers[article_id] = f"person:{actor}"
    return Way(since, takers)


def _offers(article_ids: list[int], roster: Roster) -> list[OpenStep]:
    rows = Placement.objects.filter(
        article__in=article_ids, state=PlacementState.OFFERED.value
    ).select_related("site", "column")
    return [
        OpenStep(
            row.article_id,
            receiving_need(
                row.site.code,
                f"接收推送（{row.site.name}·{row.column.name}）",
                roster,
                key=f"placement:{row.pk}",
            ),
            row.offered_at,
        )
        for row in rows
    ]

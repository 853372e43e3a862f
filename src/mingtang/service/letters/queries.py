"""Mailboxes of a site, clocks in words, letters of whom an officer tells, and texts sent twice."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema import Duty, Register
from mingtang.institution.regulations.wording import in_words
from mingtang.service.letters.enums import LETTER, LetterCategory, ProgressChannel
from mingtang.service.letters.models import (
    BY_HAND,
    TOPICS,
    LetterDetails,
    Mailbox,
    MatterVersion,
    sites_of_desk,
)
from mingtang.service.letters.policies import comparable
from mingtang.service.letters.policies.likeness import common_questions
from mingtang.service.letters.policies.routing import (
    MATTER_WEIGHT,
    PastLetter,
    Proposals,
    Router,
    learn,
)
from mingtang.service.responses.queries.policies import policy_online
from mingtang.spine.vault.sealing import blind_index, blind_indexes
from mingtang.workbench.casework.models import TEXT, Case
from mingtang.workbench.casework.policies import OPEN_STATES

LETTERS_PAGE = "letters"  # the kind of the public page
LETTERS_ADDRESS = "/letters.html"
ARRIVED = "casework.case.arrived"
SHOWN = 5
CHANNELS = "services.progress_channels"
_CHANNELS = {
    "web": ProgressChannel.WEB,
    "mail": ProgressChannel.MAIL,
    "text_message": ProgressChannel.SMS,
    "phone": ProgressChannel.PHONE,
}


def mailboxes_of(site: str) -> list[Mailbox]:
    """Return the mailboxes of a site that take letters now."""
    return list(Mailbox.objects.open_on(site))


def clocks_of_site(site: str, at: datetime) -> list[tuple[str, str]]:
    """Return what the rules in force promise to those who write to a site: the act, and how fast."""
    where = GovSite.objects.select_related("unit", "operating_unit").get(code=site)
    rules = rules_for(unit_path((where.operating_unit or where.unit).code), at).rules
    return [(rule.label, in_words(rule)) for rule in rules.values() if _times_letters(rule)]


def progress_channels(unit_code: str, at: datetime) -> tuple[ProgressChannel, ...]:
    """Return the ways to hear of progress that the rules in force name; all of them without such a rule.

    Source: the Xingning measures, 20 (XN-15): web, telephone, text message or mail, as the sender chooses.
    """
    try:
        register = rules_for(unit_path(unit_code), at).rule(CHANNELS, Register)
    except UnknownRule:
        return tuple(ProgressChannel)
    named = {_CHANNELS.get(entry.code) for entry in register.entries}
    return tuple(one for one in ProgressChannel if one in named)


def channels_at_desks(sites: Iterable[GovSite], at: datetime) -> tuple[ProgressChannel, ...]:
    """Return the ways that the rules of any of the sites' desks name, see :func:`progress_channels`."""
    desks = {(one.operating_unit or one.unit).code for one in sites}
    named = {way for desk in desks for way in progress_channels(desk, at)}
    return tuple(one for one in ProgressChannel if one in named)


def _times_letters(rule: object) -> bool:
    if not isinstance(rule, Duty) or ARRIVED not in rule.opened_by:
        return False
    asked = rule.opened_when.get("category", ())
    return bool({one.value for one in LetterCategory} & set(_listed(asked)))


def _listed(value: object) -> Iterator[str]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    yield from map(str, values)


def fingerprint_of(title: str, text: str) -> str:
    """Return the keyed digest of a letter's text, by which the same text is found."""
    return blind_index(TEXT, comparable(title, text))


def to_tell(person: Person, *, at: datetime) -> QuerySet[LetterDetails]:
    """Return the letters whose senders wait to be told by telephone or text message, the longest first."""
    cases = Case.objects.visible_to(person, at=at).filter(kind=LETTER)
    rows = LetterDetails.objects.filter(case__in=cases.values("pk"), progress__in=BY_HAND)
    return rows.filter(tell_at__isnull=False).select_related("case").order_by("tell_at", "pk")


def same_text_as(case: Case) -> QuerySet[Case]:
    """Return the other letters with the same text, of any sender."""
    keys = blind_indexes(TEXT, comparable(case.title, case.body))
    found = LetterDetails.objects.filter(fingerprint__in=keys).exclude(case=case)
    return Case.objects.filter(pk__in=found.values("case"))


def same_sender_as(case: Case) -> QuerySet[Case]:
    """Return the other letters of a sender, by telephone number, mail address or sign-in."""
    wanted = Q(pk__in=())
    for name in ("phone_index", "email_index"):
        if digest := getattr(case, name):
            wanted |= Q(**{name: digest})
    person = LetterDetails.objects.filter(case=case).values_list("identity_index", flat=True)
    if digest := person.first():
        wanted |= Q(letter__identity_index=digest)
    return Case.objects.filter(wanted, kind=LETTER).exclude(pk=case.pk)


LEARNED_FROM = 400  # letters; a thousand texts take a second to open


def proposals_for(case: Case) -> Proposals:
    """Return the units that a letter may go to, learned from the desk's past letters and its directory."""
    version = MatterVersion.objects.current_of(case.desk_unit)
    past = Case.objects.filter(kind=LETTER, desk_unit=case.desk_unit, answered_at__isnull=False)
    rows = list(past.exclude(unit=case.desk_unit).order_by("-answered_at")[:LEARNED_FROM])
    newest = max((row.answered_at for row in rows if row.answered_at), default=None)
    key = (case.desk_unit, version.pk if version else 0, newest, len(rows))
    if key not in _routers:
        known = [PastLetter(row.unit, f"{row.title}。{row.body}") for row in rows]
        matters = version.matters.all() if version else ()
        known += [PastLetter(one.unit, one.text, MATTER_WEIGHT) for one in matters]
        _routers.clear()  # one desk looks at many letters in a row
        _routers[key] = learn(known)
    return _routers[key].propose(f"{case.title}。{case.body}")


_routers: dict[object, Router] = {}


def repeats_of(case: Case, person: Person, *, at: datetime) -> list[tuple[Case, str]]:
    """Return what a letter may repeat, each with the reason; only what the person may see.

    An open one of the same sender, or the same text: the desk decides whether they are merged.
    """
    seen = Case.objects.visible_to(person, at=at)
    same = list(seen.filter(pk__in=same_text_as(case).values("pk")).order_by("-pk")[:SHOWN])
    known = {one.pk for one in same}
    sender = same_sender_as(case).filter(state__in=[one.value for one in OPEN_STATES])
    others = seen.filter(pk__in=sender.exclude(pk__in=known).values("pk")).order_by("-pk")
    return [
        *((one, "内容相同") for one in same),
        *((one, "同一来信人，还在办理") for one in others[: SHOWN - len(same)]),
    ]


def may_publish(case_id: int) -> bool:
    """Tell whether the sender of a letter agreed that it is published with its answer."""
    return LetterDetails.objects.filter(case=case_id, may_publish=True).exists()


def is_online(article_id: int | None, site: GovSite) -> bool:
    """Return whether a policy document that a letter is about is online on a site."""
    return article_id is not None and policy_online(article_id, site.pk) is not None


def policy_of(case_id: int) -> int | None:
    """Return the policy document that a letter is about."""
    rows = LetterDetails.objects.filter(case=case_id)
    return rows.values_list("about", flat=True).first()


def asking(site_id: int, article_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the links to the form about policy documents; they do not depend on mailboxes.

    Source: page of a policy of Lu'an, “我要问” (LA-30).
    """
    return {pk: ("我要问", f"/forms/letter/?about={pk}") for pk in article_ids}


ASKED_MOST = 500  # letters that are compared


@dataclass(frozen=True)
class SameQuestion:
    """Letters of a site about the same matter; `title` is of the first, `latest` a receipt."""

    site: str
    title: str
    words: tuple[str, ...]
    letters: tuple[int, ...]
    units: tuple[str, ...]
    latest: datetime


def same_questions(person: Person, *, since: datetime, at: datetime) -> list[SameQuestion]:
    """Return groups of letters about the same matter, at a person's desks, the largest first.

    Letters that a topic answers are left out.
    """
    sites = GovSite.objects.filter(sites_of_desk(person, TOPICS, at)).values("code")
    rows = Case.objects.visible_to(person, at=at).filter(
        kind=LETTER, site__in=sites, received_at__gte=since, topics=None, erased_at=None
    )
    cases = {one.pk: one for one in rows.order_by("-received_at", "-pk")[:ASKED_MOST]}
    found = []
    for site in sorted({one.site for one in cases.values()}):
        texts = [(pk, f"{one.title}。{one.body}") for pk, one in cases.items() if one.site == site]
        found += [
            _question([cases[key] for key in one.keys], one.words)
            for one in common_questions(texts)
        ]
    return sorted(found, key=lambda one: (-len(one.letters), one.title))


def _question(cases: Sequence[Case], words: tuple[str, ...]) -> SameQuestion:
    return SameQuestion(
        site=cases[0].site,
        title=cases[0].masked_title,
        words=words,
        letters=tuple(one.pk for one in cases),
        units=tuple(sorted({one.unit for one in cases})),
        latest=max(one.received_at for one in cases),
    )

"""Reads: who is told about a thing, how a person can be reached, what a digest says."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.conf import settings

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.institution.notices.enums import NoticeChannel
from mingtang.institution.notices.models import ChannelChoice, Notice
from mingtang.institution.notices.policies import DIGEST_LINES, digest_text
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.institution.obligations.queries.lists import waiting_for
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster, ids_of

READ_PROMISES = "obligations.read"
COUNTED = 100

# Whose turn it is with a thing: rooms above answer for the prefix of their subjects.
Holders = Callable[[str, Roster], list[int]]
_holders: dict[str, Holders] = {}


def answer_holders(prefix: str, holders: Holders) -> None:
    """Declare who answers with whom things of a prefix are now; called once at start.

    The answer is empty where nothing waits for a person in particular.

    :raises ValueError: another room answers for the prefix.
    """
    if _holders.setdefault(prefix, holders) != holders:
        raise ValueError(f"two rooms say who holds {prefix!r}")


def people_to_tell(subject: str, unit: str, roster: Roster) -> list[int]:
    """Return whom a promise of a unit concerns: who holds the thing, else the unit's own people.

    Those are its information officers; where it has none the nearest desk, then the nearest leader.
    Their stand-ins are told as well.
    """
    prefix = subject.partition(":")[0]
    if prefix in _holders and (held := _holders[prefix](subject, roster)):
        return held
    for post in (Post.INFORMATION_OFFICER, Post.DESK, Post.LEADER_IN_CHARGE):
        if found := _nearest(roster, unit, (post,)):
            return found
    return []


def leaders_to_tell(unit: str, roster: Roster) -> list[int]:
    """Return the leaders nearest to a unit: in charge, else principal."""
    for post in (Post.LEADER_IN_CHARGE, Post.PRINCIPAL_LEADER):
        if found := _nearest(roster, unit, (post,)):
            return found
    return []


def _nearest(roster: Roster, unit: str, posts: tuple[str, ...]) -> list[int]:
    able = roster.who(READ_PROMISES, unit=unit, posts=posts)
    return ids_of(one for one in able if one.distance == able[0].distance)


def is_working_day(at: datetime) -> Callable[[date], bool]:
    """Return the question whether a day is a working day, by the calendar known at a moment."""
    return calendar_known_at(at).is_working


def working_ways() -> frozenset[NoticeChannel]:
    """Return the channels for which this installation has a server."""
    ways = {
        NoticeChannel.MAIL: settings.NOTICE_MAIL,
        NoticeChannel.SMS: settings.NOTICE_SMS_URL,
        NoticeChannel.ROBOT: True,  # each robot brings its own address
    }
    return frozenset(channel for channel, place in ways.items() if place)


def reachable_by(person: Person) -> frozenset[NoticeChannel]:
    """Return the channels by which a person can be reached here."""
    addresses = {NoticeChannel.MAIL: person.email, NoticeChannel.SMS: person.phone}
    return frozenset(way for way in working_ways() if addresses.get(way))


def choices_of(people: Iterable[int], kind: str) -> Mapping[int, Mapping[NoticeChannel, bool]]:
    """Return what people chose for a kind of notice, by person."""
    chosen: dict[int, dict[NoticeChannel, bool]] = {}
    for row in ChannelChoice.objects.filter(person__in=list(people), kind=kind):
        chosen.setdefault(row.person_id, {})[NoticeChannel(row.channel)] = row.is_on
    return chosen


def unread_count(person: Person, most: int = COUNTED) -> int:
    """Return how many notices a person has not read, counted up to `most`."""
    return Notice.objects.filter(person=person).unread()[:most].count()


def digest_of(person: Person, at: datetime) -> str:
    """Return what the daily digest tells a person now; empty where there is nothing to tell."""
    unread = Notice.objects.filter(person=person).unread()
    sentences = list(unread.order_by("-pk").values_list("sentence", flat=True)[:DIGEST_LINES])
    today = beijing_date(at)
    tonight = datetime.combine(today, datetime.max.time(), BEIJING)
    due = waiting_for(person, at).filter(due_at__lte=tonight).order_by()[:COUNTED].count()
    return digest_text(sentences, unread_count(person), due)

"""Answer letters about the same matter by one article or in a series, and inform their senders."""

from collections.abc import Collection
from datetime import datetime
from html import escape
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions import EditorialFields, create_article
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.series.actions.series import write_entry
from mingtang.editorial.series.enums import SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.text import one_line, paragraphs
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.letters.enums import LETTER
from mingtang.service.letters.models import TOPICS, HotTopic, TopicLetter
from mingtang.service.letters.policies import likeness
from mingtang.spine.events.actions import record_event
from mingtang.workbench.casework.actions.access import record, write
from mingtang.workbench.casework.enums import EntryKind
from mingtang.workbench.casework.models import Case

SYSTEM = "system"


def answer_by_article(
    *, actor: Person, at: datetime, site: str, name: str, text: str, letters: Collection[int]
) -> HotTopic:
    """Draft an article that answers letters of a site, and tie them to it; it is reviewed as usual.

    Source: the Lu'an measures, 三（三） (LA-09): important opinion is responded to.

    :raises Refused: no right, no text, or no letters that the actor may see.
    """
    with transaction.atomic():
        where, cases = _asked(actor, at, site, name, text, letters)
        said = [likeness.demand_words(one_line(name), len(cases)), *paragraphs(text)]
        body = "".join(f"<p>{escape(line)}</p>" for line in said)
        unit = _writing_unit(actor, where, at)
        fields = EditorialFields(
            kind=ArticleKind.NEWS,
            title=f"回应关切：{one_line(name)}",
            body=[{"type": "text", "value": body}],
            source=unit.name,
            author=actor.name,
            happened_on=beijing_date(at),
        )
        article = create_article(actor=actor, at=at, unit=unit, site=where, fields=fields)
        return _make(actor, at, where, name, article.subject, cases)


def answer_in_series(
    *, actor: Person, at: datetime, series_id: int, name: str, text: str, letters: Collection[int]
) -> HotTopic:
    """Write an update of an emergency series that answers letters, and tie them to it.

    Source: 国办发〔2014〕57号（五）: emergencies and hot topics are answered at the first moment, with updates.

    Another person releases it.

    :raises NotVisible: there is no such series that the actor may write.
    """
    with transaction.atomic():
        series = EmergencySeries.objects.visible_to(actor, at=at).filter(pk=series_id).first()
        if series is None:
            raise NotVisible(f"series {series_id}")
        where, cases = _asked(actor, at, series.site.code, name, text, letters)
        said = f"{likeness.demand_words(one_line(name), len(cases))}\n{text.strip()}"
        write_entry(actor=actor, at=at, series_id=series.pk, kind=SeriesTextKind.UPDATE, text=said)
        return _make(actor, at, where, name, series.subject, cases)


def tie_letters(
    *, actor: Person, at: datetime, topic_id: int, letters: Collection[int]
) -> HotTopic:
    """Tie more letters to a topic; if it is answered already, their senders are informed now."""
    with transaction.atomic():
        if not HotTopic.objects.visible_to(actor, at=at).filter(pk=topic_id).exists():
            raise NotVisible(f"topic {topic_id}")
        topic = HotTopic.objects.select_for_update().get(pk=topic_id)
        cases = _letters_of(actor, at, topic.site.code, letters)
        likeness.may_answer(topic.name, topic.name, len(cases)).require()
        _tie(topic, cases)
        _record(topic, "tied", actor.person_key, at, letters=len(cases))
        if topic.answered_at is not None:
            _tell_senders(topic, at)
        return topic


def note_answered(*, at: datetime, answer: str, title: str, links: dict[str, str]) -> None:
    """Record that an article or series is online, and inform the senders of its letters.

    `links` are its addresses by site. A repeat is harmless.
    """
    for topic in HotTopic.objects.select_for_update().filter(answer=answer, answered_at=None):
        link = links.get(topic.site.code) or next(iter(links.values()), "")
        topic.answered_at, topic.title, topic.link = at, title[:200], link[:500]
        topic.save(update_fields=["answered_at", "title", "link"])
        _tell_senders(topic, at)
        _record(topic, "answered", SYSTEM, at, answer=answer, letters=topic.letters.count())


def _asked(
    actor: Person, at: datetime, site: str, name: str, text: str, letters: Collection[int]
) -> tuple[GovSite, list[Case]]:
    where = GovSite.objects.select_related("unit", "operating_unit").filter(code=site).first()
    if where is None:
        raise NotVisible(f"site {site}")
    desk = (where.operating_unit or where.unit).code
    cases = _letters_of(actor, at, site, letters)
    decision = authority.may(actor, TOPICS, unit=desk, site=where.code, at=at)
    (decision & likeness.may_answer(name, text, len(cases))).require()
    return where, cases


def _writing_unit(actor: Person, site: GovSite, at: datetime) -> Unit:
    """Return the unit for which the actor writes: of the desk, else of the site, else their own."""
    scope = authority.units_where(actor, "content.write", at)
    desk = (site.operating_unit, site.unit, actor.unit)
    return next((one for one in desk if one and scope.covers(one.code)), actor.unit)


def _letters_of(actor: Person, at: datetime, site: str, letters: Collection[int]) -> list[Case]:
    rows = Case.objects.visible_to(actor, at=at).filter(pk__in=letters, kind=LETTER, site=site)
    return list(rows.order_by("pk"))


def _make(
    actor: Person, at: datetime, site: GovSite, name: str, answer: str, cases: Collection[Case]
) -> HotTopic:
    topic = HotTopic.objects.create(
        site=site, name=one_line(name)[:60], answer=answer, made_by=actor, made_at=at
    )
    _tie(topic, cases)
    _record(topic, "made", actor.person_key, at, answer=answer, letters=len(cases))
    return topic


def _tie(topic: HotTopic, cases: Collection[Case]) -> None:
    TopicLetter.objects.bulk_create(
        (TopicLetter(topic=topic, case=case) for case in cases), ignore_conflicts=True
    )


def _tell_senders(topic: HotTopic, at: datetime) -> None:
    """Write to each sender, once, that their question has a public answer."""
    words = likeness.answered_words(
        topic.name, topic.title, f"https://{topic.site.domain}{topic.link}"
    )
    rows = topic.letters.filter(told_at=None).select_related("case")
    for row in rows.order_by("case"):
        entry = write(row.case, EntryKind.TO_CITIZEN, words, at=at, by=topic.made_by)
        record(row.case, "casework.case.messaged", actor=SYSTEM, at=at, entry=entry.pk)
    rows.update(told_at=at)


def _record(topic: HotTopic, what: str, actor: str, at: datetime, **payload: Any) -> None:
    record_event(
        code=f"letters.topic.{what}",
        subject=topic.subject_key,
        actor=actor,
        at=at,
        unit=(topic.site.operating_unit or topic.site.unit).code,
        site=topic.site.code,
        payload=payload,
    )

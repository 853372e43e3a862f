"""Letters about the same matter get one answer, an article or a series; senders are informed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.series.actions.series import open_series, release_entry
from mingtang.editorial.series.models import SeriesEntry
from mingtang.service.letters.actions import answer_by_article, answer_in_series, tie_letters
from mingtang.service.letters.models import HotTopic
from mingtang.service.letters.policies.likeness import common_questions
from mingtang.service.letters.queries import same_questions
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.models import Case
from tests.factories.cast import Cast
from tests.factories.letters import letter
from tests.factories.publishing import pass_review, place, tree

Drain = Callable[[datetime], object]
HEATING = (
    ("供暖温度不够", "我家住桃源小区，暖气不热，室内只有十四度，供暖温度达不到标准。"),
    ("暖气不热", "望江小区三号楼暖气不热，供暖温度很低，老人受不了。"),
    ("供暖问题", "柳林小区供暖温度不够，暖气片不热，请问什么时候解决？"),
)
OTHERS = (
    ("校车几点到", "请问三中的校车几点到人民路？"),
    ("公园路灯坏了", "人民公园东门的路灯坏了一周。"),
)


def _letters(at: datetime, *more: tuple[str, str]) -> list[Case]:
    return [letter(at, title=title, text=text) for title, text in (*HEATING, *more)]


def test_letters_that_ask_the_same_are_found() -> None:
    texts = [(key, "。".join(one)) for key, one in enumerate((*OTHERS, *HEATING))]

    (found,) = common_questions(texts)

    assert found.keys == (2, 3, 4)
    assert found.words == ("暖气不热", "供暖温度不够", "小区")  # words, not pairs of signs
    assert common_questions(texts[:2]) == []


@pytest.mark.django_db
def test_la_09_one_article_answers_what_many_letters_ask(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    asked = _letters(at, *OTHERS)[:3]
    later = at + timedelta(days=1)
    (found,) = same_questions(cast.desk_editor, since=at - timedelta(days=1), at=later)
    assert set(found.letters) == {one.pk for one in asked}

    topic = answer_by_article(
        actor=cast.desk_editor, at=later, site="portal", name="供暖温度不够",
        text="热力公司已调高水温。\n温度不达标的可以退费。", letters=found.letters,
    )  # fmt: skip
    article = Article.objects.get(pk=int(topic.answer.partition(":")[2]))
    pass_review(cast, article, later)
    place(article, cast.news, later)
    publish_article(actor=cast.desk_editor, at=later, article_id=article.pk)
    work_everything(later)
    drain(later)

    (page,) = [text for text in _pages(tree(cast.portal.code)) if "热力公司已调高水温" in text]
    assert "3 位群众来信反映：供暖温度不够" in page
    assert "闻人无双" not in page
    topic.refresh_from_db()
    assert topic.answered_at == later
    told = [str(one.entries.get(kind="to_citizen")) for one in asked]
    assert all(f"https://{cast.portal.domain}{topic.link}" in text for text in told)
    assert same_questions(cast.desk_editor, since=at - timedelta(days=1), at=later) == []


def _pages(files: Any) -> list[str]:
    values = files.values() if isinstance(files, dict) else files
    return [one.decode(errors="ignore") if isinstance(one, bytes) else str(one) for one in values]


@pytest.mark.django_db
def test_gb_03_emergency_is_answered_in_its_series_and_later_letters_are_told_at_once(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    asked = _letters(at)
    series = open_series(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, code="heating",
        title="供热管网抢修", facts="十一日九时，人民路供热管网破裂，正在抢修。",
    )  # fmt: skip
    release_entry(actor=cast.portal_leader, at=at, entry_id=series.entries.get().pk)
    topic = answer_in_series(
        actor=cast.desk_editor, at=at, series_id=series.pk, name="何时恢复供暖",
        text="预计今晚八时恢复。", letters=[one.pk for one in asked],
    )  # fmt: skip
    drain(at)
    topic.refresh_from_db()
    entry = SeriesEntry.objects.get(text__contains="3 位群众来信反映：何时恢复供暖")
    release_entry(actor=cast.portal_leader, at=at, entry_id=entry.pk)
    drain(at)
    late = letter(at, title="没有暖气", text="桃源小区今天没有暖气。")
    tie_letters(actor=cast.desk_editor, at=at, topic_id=topic.pk, letters=[late.pk])

    for case in (*asked, late):
        assert "/series/heating/" in str(case.entries.get(kind="to_citizen"))
    assert topic.letters.filter(told_at=None).count() == 0


@pytest.mark.django_db
def test_desk_finds_a_question_and_starts_its_answer(
    cast: Cast, browser: Callable[..., Client]
) -> None:
    from mingtang.ground.foundation import clock

    asked, person = _letters(clock.now(), *OTHERS), cast.desk_editor
    desk = browser(person)
    found = desk.get(reverse("letters:find-topics")).content.decode()
    assert all(word in found for word in ("供暖", "大家在问"))
    url = reverse("letters:answer-topic")
    query = "&".join(["site=portal", *(f"letters={one.pk}" for one in asked[:3])])
    form = desk.get(f"{url}?{query}").content.decode()
    assert form.count("checked") >= 3
    assert f'value="{asked[0].masked_title}"' in form  # the question, to be shortened
    answer = desk.post(
        f"{url}?{query}",
        {
            FIELD: new_form_key(person.pk, url), "name": "供暖温度不够", "text": "已调高水温。",
            "letters": [one.pk for one in asked[:2]],
        },
        follow=True,
    )  # fmt: skip
    topic = HotTopic.objects.get()
    assert topic.letters.count() == 2
    assert "回应的来信" in answer.content.decode()
    assert browser(cast.officer).get(reverse("letters:topics")).status_code == 404

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from mingtang.ground.foundation.checks import Level
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.spine.search import jobs, queries
from mingtang.spine.search.actions import put_documents, refresh_documents, remove_documents
from mingtang.spine.search.checks import CHECKS
from mingtang.spine.search.engines import engine_for
from mingtang.spine.search.models import IndexedDocument
from mingtang.spine.search.policies import LONGEST_TEXT, VERSION
from mingtang.spine.search.policies.documents import shelf_of
from mingtang.spine.search.queries import matching
from mingtang.spine.search.registry import (
    SearchDocument,
    SearchKind,
    UnknownDocumentKind,
    document_kind,
    document_kinds,
    forget_documents,
    register_documents,
)
from tests.factories.obligations import moment

pytestmark = pytest.mark.django_db
AT = moment("2026-03-11 10:00")
TEXTS = {
    1: ("关于防汛抗旱工作的通知", "各县（市、区）人民政府：汛期将至。"),
    2: ("招生公告", "请携带身份证复印件（PDF 格式）到市教育局办理，〔2026〕12号文件同时废止。"),
    3: ("汛期安全提示", "防患于未然。抗洪、抗汛、防旱。"),
}


@pytest.fixture
def shelf() -> Iterator[dict[int, tuple[str, str]]]:
    """A room of its own with documents, and its kind."""
    texts = dict(TEXTS)

    def read(numbers: Sequence[int]) -> Iterator[SearchDocument]:
        for number in numbers:
            if number in texts:
                yield SearchDocument(number=number, title=texts[number][0], text=texts[number][1])

    def numbers_after(number: int, limit: int) -> list[int]:
        return sorted(one for one in texts if one > number)[:limit]

    def touched(event: SealedEvent) -> list[int]:
        return []

    kind = SearchKind("shelf", "书架", read, numbers_after, frozenset(), touched)
    register_documents(kind)
    refresh_documents(kind, [1, 2, 3], at=AT)
    yield texts
    forget_documents("shelf")


Texts = dict[int, tuple[str, str]]


def found(query: str) -> list[int]:
    return sorted(matching("shelf", query).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("防汛", [1]),
        ("汛", [1, 3]),
        ("期", [1, 3]),
        ("未然", [3]),
        ("防汛抗旱", [1]),
        ("汛期", [1, 3]),
        ("防汛 汛期", [1]),
        ("pdf", [2]),
        ("ＰＤＦ", [2]),
        ("2026", [2]),
        ("202", [2]),
        ("〔2026〕12号", [2]),
        ("教育局 通知", []),
        ("县市", []),  # a bracket and a stop between them
        ("'; DROP TABLE x --", []),
        ('"防汛" OR *', []),
        ("防汛*", [1]),
        ("&|!<->:()", []),
        ("\\", []),
        ("", []),
    ],
)
def test_what_is_written_is_found(shelf: Texts, query: str, numbers: list[int]) -> None:
    assert found(query) == numbers


def test_pairs_that_do_not_follow_each_other_are_no_match(shelf: Texts) -> None:
    shelf[4] = ("防汛和汛抗还有抗旱", "")
    refresh_documents(document_kind("shelf"), [4], at=AT)
    assert found("防汛抗旱") == [1]


def test_words_of_many_documents_are_found_all_the_same(
    shelf: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [found(query) for query in ("汛", "汛期", "防汛抗旱", "防汛 汛期", "〔2026〕12号")]
    monkeypatch.setattr(queries, "FEW", 0)
    after = [found(query) for query in ("汛", "汛期", "防汛抗旱", "防汛 汛期", "〔2026〕12号")]
    assert after == before


def test_changed_document_is_found_by_its_new_words_alone(shelf: Texts) -> None:
    shelf[1] = ("关于秋季招生的通知", "")
    refresh_documents(document_kind("shelf"), [1], at=AT)
    assert found("防汛") == []
    assert found("秋季招生") == [1]
    assert IndexedDocument.objects.filter(kind="shelf").count() == 3


def test_document_that_is_gone_is_taken_out(shelf: Texts) -> None:
    del shelf[1]
    assert refresh_documents(document_kind("shelf"), [1, 2], at=AT) == 1
    assert found("防汛") == []
    assert remove_documents("shelf", [2, 2, 99]) == 1
    assert remove_documents("shelf", [2]) == 0
    assert found("招生") == []
    assert found("汛期") == [3]


def test_kinds_do_not_mix(shelf: Texts) -> None:
    put_documents("other", [SearchDocument(number=1, title="防汛物资")], at=AT)
    assert found("防汛") == [1]
    assert [row.title for row in matching("other", "防汛")] == ["防汛物资"]


def test_very_long_text_is_indexed_to_its_limit(shelf: Texts) -> None:
    middle = "甲乙丙丁" * (LONGEST_TEXT // 8)
    shelf[5] = ("长篇", middle + "中间这句" + middle * 2 + "末尾那句")
    refresh_documents(document_kind("shelf"), [5], at=AT)
    assert found("中间这句") == [5]
    assert found("末尾那句") == []
    remove_documents("shelf", [5])
    assert found("甲乙") == []


def test_rebuild_reads_everything_and_takes_out_what_is_gone(
    shelf: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    later = AT + timedelta(hours=1)
    shelf[1] = ("关于秋季招生的通知", "")
    del shelf[3]
    shelf[4] = ("新增的一条", "")
    enqueue_job(kind=jobs.REBUILD, actor="system", at=later, arguments={"kind": "shelf"})

    assert work_jobs(later, lane=JobLane.MAINTENANCE) == 1

    job = Job.objects.get()
    assert (job.state, job.result, job.done) == (JobState.DONE, {"documents": 3}, 3)
    assert found("招生") == [1, 2]
    assert found("汛期") == []
    assert found("新增") == [4]


def _answers(at: datetime) -> list[tuple[Level, str]]:
    (check,) = CHECKS
    return [(result.level, result.found) for result in check.run(at)]


def test_doctor_tells_of_an_empty_and_of_an_old_index(shelf: Texts) -> None:
    assert [level for level, _ in _answers(AT)] == [Level.GOOD]
    IndexedDocument.objects.filter(number=1).update(version=VERSION - 1)
    assert [level for level, _ in _answers(AT)] == [Level.WARNING]
    remove_documents("shelf", [1, 2, 3])
    assert "“书架”还没有建立检索，列表中搜索不到" in [text for _, text in _answers(AT)]


def test_unknown_kind_and_two_of_one_name_are_refused(shelf: Texts) -> None:
    with pytest.raises(UnknownDocumentKind):
        document_kind("nothing")
    kind = document_kind("shelf")
    assert register_documents(kind) is kind
    other = SearchKind("shelf", "别的", kind.read, kind.numbers_after, frozenset(), kind.touched)
    with pytest.raises(ValueError, match="shelf"):
        register_documents(other)


@pytest.mark.django_db(transaction=True)
def test_two_public_kinds_whose_ids_would_meet_are_refused() -> None:
    kinds = [one for one in document_kinds() if one.is_public]
    assert len({shelf_of(one.name) for one in kinds}) == len(kinds)
    taken = next(
        name for name in map(str, range(1000)) if shelf_of(name) == shelf_of(kinds[0].name)
    )
    with pytest.raises(ValueError, match="ids of another"):
        register_documents(replace(kinds[0], name=taken))
    assert taken not in {one.name for one in document_kinds()}


def test_flushed_tables_leave_no_terms() -> None:
    put_documents("other", [SearchDocument(number=1, title="防汛物资")], at=AT)
    engine_for(connection.vendor).create(connection)  # a second time
    assert [row.title for row in matching("other", "防汛")] == ["防汛物资"]


@pytest.mark.django_db(transaction=True)
def test_flushed_tables_left_no_terms() -> None:
    put_documents("other", [SearchDocument(number=1, title="招生")], at=AT)
    assert not matching("other", "防汛").exists()

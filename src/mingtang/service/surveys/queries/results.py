"""The figures of a survey. Pages, office and exports all count answers here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from mingtang.service.surveys.enums import SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.models import Survey, SurveyPick, SurveyQuestion, SurveySubject
from mingtang.service.surveys.policies import RATINGS, WORDS, percent

MOST_WORDS = 100  # shown of one question


@dataclass(frozen=True, slots=True)
class ResultShare:
    """How often one choice was picked; `share` is in percent of the answers to the question."""

    label: str
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result of one question; `average` of ratings and numbers; `words` are the shown ones."""

    question: SurveyQuestion
    number: int
    answered: int
    shares: tuple[ResultShare, ...] = ()
    average: float | None = None
    least: float | None = None
    largest: float | None = None
    words: tuple[str, ...] = ()
    written: int = 0


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """The ratings of a unit: the average of each point in order, of all, and their number."""

    name: str
    points: tuple[float | None, ...]
    average: float | None
    raters: int


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """All figures of a survey; an appraisal also has points and units."""

    answers: int
    questions: tuple[QuestionResult, ...]
    points: tuple[str, ...] = ()
    subjects: tuple[SubjectResult, ...] = ()


def results_of(row: Survey) -> SurveyResults:
    """Return the figures of a survey; answers that do not count have no picks."""
    questions = list(row.questions.order_by("position", "pk"))
    is_appraisal = row.kind == SurveyKind.APPRAISAL
    points = [one for one in questions if is_appraisal and one.kind == SurveyQuestionKind.RATING]
    counts = _counts(SurveyPick.objects.filter(question__in=questions, about=None))
    answered = _answered(SurveyPick.objects.filter(question__in=questions, about=None))
    return SurveyResults(
        answers=row.answers_counted,
        questions=tuple(
            _result(one, number, counts[one.pk], answered.get(one.pk, 0))
            for number, one in enumerate([one for one in questions if one not in points], 1)
        ),
        points=tuple(one.label for one in points),
        subjects=_subjects(row, points) if points else (),
    )


def _counts(picks: QuerySet[SurveyPick]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = picks.values_list("question", "value").annotate(Count("pk")).order_by()
    for question, value, count in rows:
        found[question][value] = count
    return found


def _answered(picks: QuerySet[SurveyPick]) -> dict[int, int]:
    rows = picks.values_list("question").annotate(Count("answer", distinct=True)).order_by()
    return dict(rows)


def _result(
    question: SurveyQuestion, number: int, counts: dict[str, int], answered: int
) -> QuestionResult:
    kind = SurveyQuestionKind(question.kind)
    if kind in WORDS:
        shown = question.words.shown()[:MOST_WORDS]
        words = tuple(one.public_text for one in shown)
        written = question.words.count()
        return QuestionResult(question, number, written, words=words, written=written)
    average = _average(counts)
    if kind is SurveyQuestionKind.NUMBER:
        values = [float(one) for one in counts]
        least, largest = (min(values), max(values)) if values else (None, None)
        return QuestionResult(question, number, answered, (), average, least, largest)
    labels = _labels(question, kind, counts)
    shares = tuple(
        ResultShare(label, count, percent(count, answered)) for label, count in labels.items()
    )
    is_rating = kind is SurveyQuestionKind.RATING
    return QuestionResult(question, number, answered, shares, average if is_rating else None)


def _labels(
    question: SurveyQuestion, kind: SurveyQuestionKind, counts: dict[str, int]
) -> dict[str, int]:
    """Return label and count of every choice; dates by month."""
    if kind is SurveyQuestionKind.DATE:
        months: dict[str, int] = defaultdict(int)
        for day in sorted(counts):
            months[f"{day[:4]}年{int(day[5:7])}月"] += counts[day]
        return months
    if kind is SurveyQuestionKind.RATING:
        return {label: counts.get(value, 0) for value, label in RATINGS}
    return {one["label"]: counts.get(one["key"], 0) for one in question.choices}


def _average(counts: dict[str, int]) -> float | None:
    try:
        total = sum(float(value) * count for value, count in counts.items())
    except ValueError:  # choices and days have no average
        return None
    number = sum(counts.values())
    return round(total / number, 2) if number else None


def _subjects(row: Survey, points: Sequence[SurveyQuestion]) -> tuple[SubjectResult, ...]:
    picks = SurveyPick.objects.filter(question__in=points)
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    counted = picks.values_list("about", "question", "value").annotate(Count("pk")).order_by()
    for about, question, value, count in counted:
        found[about, question][value] = count
    raters: dict[Any, int] = dict(
        picks.values_list("about").annotate(Count("answer", distinct=True)).order_by()
    )
    rated = [_subject(one, points, found, raters) for one in row.subjects.order_by("pk")]
    return tuple(sorted(rated, key=lambda one: (one.average is None, -(one.average or 0))))


def _subject(
    subject: SurveySubject,
    points: Sequence[SurveyQuestion],
    found: dict[tuple[int, int], dict[str, int]],
    raters: dict[Any, int],
) -> SubjectResult:
    of_points = [found.get((subject.pk, one.pk), {}) for one in points]
    averages = tuple(_average(one) for one in of_points)
    known = [one for one in averages if one is not None]
    average = round(sum(known) / len(known), 2) if known else None
    return SubjectResult(subject.name, averages, average, raters.get(subject.pk, 0))

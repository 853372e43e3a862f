"""The public form of a survey, with its questions as fields."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingtang.ground.foundation.text import paragraphs
from mingtang.service.surveys.enums import OnceRule, SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveySubject
from mingtang.service.surveys.policies import RATINGS
from mingtang.workbench.intake.actions.offering import Offering
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import FormField

UNITS, MAIL = "units", "mail"
MOST_SHORT, MOST_LONG = 200, 2000  # signs of one answer
_KINDS = {
    SurveyQuestionKind.SINGLE: FieldKind.CHOICE,
    SurveyQuestionKind.SEVERAL: FieldKind.MULTIPLE,
    SurveyQuestionKind.RATING: FieldKind.CHOICE,
    SurveyQuestionKind.SHORT: FieldKind.LINE,
    SurveyQuestionKind.LONG: FieldKind.TEXT,
    SurveyQuestionKind.NUMBER: FieldKind.NUMBER,
    SurveyQuestionKind.DATE: FieldKind.DATE,
}
_MAIL_FIELD = FormField(
    name=MAIL,
    label="电子邮箱",
    kind=FieldKind.EMAIL,
    help="提交以后请打开邮件中的链接确认，答卷才会计入。邮箱只用来确认，不与答卷一起保存",
    is_required=True,
    is_personal=True,
)


def offering_of(row: Survey) -> Offering:
    """Return the public form of a survey that has opened, without choices that are full."""
    assert row.opens_at is not None
    assert row.closes_at is not None
    fields, titles = _form(row)
    by_mail = row.once == OnceRule.MAIL
    receipt = (
        "请在几分钟内打开邮箱，按邮件中的链接确认，答卷才会计入。" if by_mail else "答卷已经收到。"
    )
    words = f"还想反映的，可以拨打 {row.phone}（{row.unit.name}）。" if row.phone else ""
    return Offering(
        code=row.form_code,
        site=row.site.code,
        title=row.title,
        fields=fields,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        intro=row.purpose,
        receipt=f"谢谢您参与。{receipt}结果会在本网站“调查评议”公布。",
        closed_words=words,
        once_a_day=row.once == OnceRule.DAILY,
        has_status=False,
        section_titles=titles,
        unit=row.unit.code,
    )


def _form(row: Survey) -> tuple[tuple[FormField, ...], tuple[str, ...]]:
    """Return the fields and the headings of the pages."""
    questions = list(row.questions.select_related("depends_on").order_by("position", "pk"))
    subjects: Sequence[SurveySubject] = ()
    titles = [] if row.is_short else paragraphs(row.sections)
    fields: list[FormField] = []
    start = 0
    if row.kind == SurveyKind.APPRAISAL:
        subjects = list(row.subjects.order_by("pk"))
        points = [one for one in questions if one.kind == SurveyQuestionKind.RATING]
        questions = [one for one in questions if one not in points]
        fields, start = _appraised(subjects, points), len(subjects) + 1
        titles = ["选择单位", *(one.name for one in subjects), *titles]
    full = full_choices(questions)
    fields += [_field(one, start, full, number) for number, one in enumerate(questions, 1)]
    if row.once == OnceRule.MAIL:
        fields.append(replace(_MAIL_FIELD, section=max((one.section for one in fields), default=0)))
    return tuple(fields), tuple(titles)


def _appraised(
    subjects: Sequence[SurveySubject], points: Sequence[SurveyQuestion]
) -> list[FormField]:
    """Return the field that chooses units, and a page of ratings for each chosen one."""
    choices = tuple((f"u{one.pk}", one.name) for one in subjects)
    units = FormField(
        name=UNITS,
        label="您要评议哪些单位",
        kind=FieldKind.MULTIPLE,
        help="只选您了解或者办过事的单位，可以选多个",
        most=1000,
        is_required=True,
        choices=choices,
    )
    rated = [
        FormField(
            name=point_name(point, subject),
            label=point.label,
            kind=FieldKind.CHOICE,
            help=point.help,
            is_required=point.is_required,
            choices=RATINGS,
            section=section,
            only_when=(UNITS, (f"u{subject.pk}",)),
        )
        for section, subject in enumerate(subjects, 1)
        for point in points
    ]
    return [units, *rated]


def point_name(point: SurveyQuestion, subject: SurveySubject) -> str:
    """Return the name of the field in which a unit is rated on a point."""
    return f"{point.field_name}_u{subject.pk}"


def _field(
    question: SurveyQuestion, start: int, full: set[tuple[int, str]], number: int
) -> FormField:
    kind = SurveyQuestionKind(question.kind)
    decides = question.depends_on
    condition = (decides.field_name, tuple(question.depends_values)) if decides else None
    limit = f"最多选 {question.most} 项" if question.most else "可以选多项"
    helps = [question.help, limit if kind is SurveyQuestionKind.SEVERAL else ""]
    return FormField(
        name=question.field_name,
        label=f"{number}. {question.label}",
        kind=_KINDS[kind],
        help="；".join(one for one in helps if one),
        most={SurveyQuestionKind.LONG: MOST_LONG}.get(kind, MOST_SHORT),
        is_required=question.is_required,
        choices=tuple(_choices(question, kind, full)),
        most_chosen=question.most,
        section=start + question.section - 1,
        only_when=condition,
    )


def _choices(
    question: SurveyQuestion, kind: SurveyQuestionKind, full: set[tuple[int, str]]
) -> Iterator[tuple[str, str]]:
    if kind is SurveyQuestionKind.RATING:
        yield from RATINGS
    for one in question.choices:
        if (question.pk, one["key"]) not in full:
            yield one["key"], one["label"]


def full_choices(questions: Sequence[SurveyQuestion]) -> set[tuple[int, str]]:
    """Return question and key of each choice whose places are taken."""
    return {
        (one.pk, choice["key"])
        for one in questions
        for choice in one.choices
        if choice["quota"] is not None
        and one.picks.filter(value=choice["key"]).count() >= choice["quota"]
    }

"""A year of letters in the demo city: of all kinds, some late, some disputed, each by the real actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import bundled_calendar
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions import (
    LetterSent,
    import_matters,
    open_letter,
    save_mailbox,
)
from mingtang.service.letters.enums import LetterCategory, MailboxKind, ProgressChannel, RealName
from mingtang.service.letters.policies import MailboxFacts
from mingtang.service.responses.actions.drafts import save_draft, send_draft
from mingtang.service.responses.actions.publication import release_answer, save_redaction
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.casework.actions.joining import add_joint_unit
from mingtang.workbench.casework.actions.judging import (
    explain_case,
    reopen_case,
    supervise_case,
    urge_case,
)
from mingtang.workbench.casework.actions.moving import (
    claim_case,
    dispatch_case,
    object_to_dispatch,
)
from mingtang.workbench.casework.actions.opening import CITIZEN, Sender, rate_case
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case

LETTERS = 48
REOPENED = 36
OPEN = 9  # the newest, which are on their way
YEAR = timedelta(days=360)
FOREIGN = "foreign"
PLACES = ("东门", "西街", "望江", "桃源", "青石", "柳林", "北桥")
NAMES = ("陈晨", "李想", "王平", "赵敏之", "孙小满", "周而立")
CHANNELS = (CaseChannel.SITE,) * 4 + (CaseChannel.FORUM, CaseChannel.HOTLINE, CaseChannel.PHONE)
MAILBOXES = (
    MailboxFacts(
        "mayor", "市长信箱", MailboxKind.LEADER, "市长", "反映全市性的意见和建议。",
        real_name=RealName.REQUIRED,
    ),
    MailboxFacts("ask", "咨询投诉", intro="办事咨询、投诉、求助。", position=1),
    MailboxFacts("schools", "教育信箱", MailboxKind.DEPARTMENT, unit="edu", position=2),
    MailboxFacts("transport", "交通信箱", MailboxKind.DEPARTMENT, unit="transport", position=3),
)  # fmt: skip
MATTERS = (
    ("学校、幼儿园、招生、校车、教师", "edu"),
    ("医院、疫苗、挂号、诊所", "health"),
    ("公交、班车、公路、出租车", "transport"),
    ("景区、旅行社、图书馆、文物", "culture"),
    ("低保、养老、婚姻登记、救助", "civil"),
    ("种粮补贴、种子、农机、大棚", "agri"),
)


@dataclass(frozen=True)
class LetterPlan:
    """One letter of the story, and what is answered."""

    unit: str
    category: LetterCategory
    title: str
    text: str
    answer: str


def plans() -> Iterator[LetterPlan]:
    """Yield letters without end, each about a place of its own."""
    lines = (Path(__file__).parent / "letters.txt").read_text("utf-8").splitlines()
    written = [line.split("|") for line in lines if not line.startswith("#")]
    for number, (unit, category, title, text, answer) in enumerate(cycle(written)):
        place = PLACES[number % len(PLACES)]
        yield LetterPlan(
            unit, LetterCategory(category), title, text.replace("PLACE", place), answer
        )


def tell_letters(people: People, founded: datetime, now: datetime) -> None:
    """Open the mailboxes, and tell the letters in the order of their moments."""
    desk = people.of(CITY, Post.DESK)
    boxes = [save_mailbox(actor=desk, at=founded, site="portal", facts=one) for one in MAILBOXES]
    import_matters(actor=desk, at=founded, desk_unit="office", lines=MATTERS)
    for number, plan in enumerate(islice(plans(), LETTERS)):
        at = _moment(number, now)
        box = boxes[number % 2].pk
        case = open_letter(
            actor=CITIZEN,
            at=at,
            sent=LetterSent(
                category=plan.category,
                title=plan.title,
                text=plan.text,
                sender=_sender(number),
                may_publish=_may_publish(number),
                progress=ProgressChannel.PHONE if number % 5 == 0 else ProgressChannel.WEB,
            ),
            site="portal",
            mailbox=box,
            channel=CHANNELS[number % len(CHANNELS)],
        )
        _handle(people, desk, plan, case, number, at, now)


def _moment(number: int, now: datetime) -> datetime:
    """Return a working morning of the year, or hours ago for those on their way."""
    left = LETTERS - number
    if left <= OPEN:
        return now - timedelta(hours=5 * left)
    return working_morning(
        now - YEAR + (YEAR - timedelta(days=8)) * number / LETTERS, 9, number % 50
    )


def working_morning(moment: datetime, hour: int, minute: int = 0) -> datetime:
    """Return an hour of the day of a moment, or of the last working day before it."""
    day = moment.astimezone(BEIJING).date()
    while not bundled_calendar().is_working(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, minute), tzinfo=BEIJING)


def _may_publish(number: int) -> bool:
    """Tell whether the sender agrees that the answer is shown."""
    return number % 3 != 0


def _sender(number: int) -> Sender:
    return Sender(NAMES[number % len(NAMES)], f"1380000{number % 40:04d}")


def _handle(
    people: People, desk: Person, plan: LetterPlan, case: Case, number: int, at: datetime, now: datetime
) -> None:  # fmt: skip
    left = LETTERS - number
    if left <= OPEN and left % 3 == 0:
        return
    if plan.unit == FOREIGN:
        explain_case(
            actor=desk, at=min(at + timedelta(hours=3), now), case_id=case.pk, text=plan.answer
        )
        return
    first = min(at + timedelta(minutes=20), now)
    if number % 13 == 4:  # disputed: the wrong unit sends it back
        wrong = "health" if plan.unit != "health" else "civil"
        dispatch_case(actor=desk, at=first, case_id=case.pk, unit=wrong)
        officer = people.of(wrong, Post.INFORMATION_OFFICER)
        object_to_dispatch(
            actor=officer, at=first, case_id=case.pk, reason="不属于本单位职责，请改派。"
        )
    dispatch_case(actor=desk, at=first, case_id=case.pk, unit=plan.unit)
    if left <= OPEN and left % 3 == 1:
        return
    officer = people.of(plan.unit, Post.INFORMATION_OFFICER)
    _join(desk, plan, case, number, first)
    late = number % 9 == 7
    claim_case(
        actor=officer, at=min(first + timedelta(hours=4 if late else 1), now), case_id=case.pk
    )
    if left <= OPEN:
        return
    if late:
        urge_case(
            actor=desk,
            at=first + timedelta(days=6),
            case_id=case.pk,
            reason="已超过时限，请尽快答复。",
        )
    answered = at + (timedelta(days=9) if late else timedelta(hours=6))
    answer_letter(people, case, officer, plan.answer, answered)
    if _may_publish(number) and number % 2:
        _publish(desk, plan, case, officer, answered + timedelta(days=1))
    if number == REOPENED:
        _reopen(people, desk, case, now)
    elif number % 2 == 0:
        rate_case(
            at=at + timedelta(days=10), case_id=case.pk, rating=2 if late else 4 + number % 4 // 2
        )


def _join(desk: Person, plan: LetterPlan, case: Case, number: int, at: datetime) -> None:
    """Ask a second unit to help with one letter in eleven."""
    if number % 11 == 3:
        other = "civil" if plan.unit != "civil" else "health"
        add_joint_unit(actor=desk, at=at, case_id=case.pk, unit=other)


def _reopen(people: People, desk: Person, case: Case, now: datetime) -> None:
    """Reopen a case, which a leader of the city then supervises."""
    again, eye = now - timedelta(hours=30), now - timedelta(hours=6)
    reopen_case(actor=desk, at=again, case_id=case.pk, reason="来信人说问题又出现了。")
    leader = people.of(CITY, Post.LEADER_IN_CHARGE)
    supervise_case(actor=leader, at=eye, case_id=case.pk, reason="反复出现，请今天查清。")


def answer_letter(people: People, case: Case, officer: Person, text: str, at: datetime) -> None:
    """Draft the answer and pass it as the leader of the officer's unit."""
    save_draft(actor=officer, at=at, case_id=case.pk, text=text)
    send_draft(actor=officer, at=at, case_id=case.pk)
    leader = people.of(officer.unit.code, Post.LEADER_IN_CHARGE)
    steps = ApprovalStep.objects.filter(round__subject=case.subject_key, round__state="open")
    for step in steps.order_by("order"):
        pass_step(actor=leader, at=at, step_id=step.pk)


def _publish(desk: Person, plan: LetterPlan, case: Case, officer: Person, at: datetime) -> None:
    """Show question and answer to everyone: one person leaves out what is personal, another releases."""
    save_redaction(
        actor=officer, at=at, case_id=case.pk, title=plan.title, question=plan.text, answer=plan.answer,
    )  # fmt: skip
    release_answer(actor=desk, at=at + timedelta(hours=1), case_id=case.pk)

"""Letters of the demo city that tell who wrote them: hidden as the machine proposes, before everyone reads them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions import LetterSent, open_letter
from mingtang.service.letters.enums import LetterCategory
from mingtang.service.letters.models import Mailbox
from mingtang.service.responses.actions.publication import release_answer, save_redaction
from mingtang.service.responses.models import facts_of_sender
from mingtang.service.responses.policies.masking import proposal_for
from mingtang.wiring.config.demo_city.letters import answer_letter, working_morning
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.casework.actions.moving import claim_case, dispatch_case
from mingtang.workbench.casework.actions.opening import CITIZEN, Sender
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import answer_of


@dataclass(frozen=True)
class PrivateLetter:
    """A letter that names people, the answer, and how far its way to everyone has come."""

    days_ago: int
    unit: str
    category: LetterCategory
    title: str
    text: str
    answer: str
    sender: Sender
    is_redacted: bool = True
    is_released: bool = False


# District 349901 does not exist: no such number was ever given to a person.
STORIES = (
    PrivateLetter(
        21, "civil", LetterCategory.HELP, "母亲的高龄津贴停发了",
        "我叫钱桂英，家住望江街道桃源小区3号楼2单元501室。母亲今年八十五岁，身份证号349901194003121526，"
        "高龄津贴从八月起没有到账，社区说要等。请帮助查一查，电话13805631208。",
        "钱桂英女士：经查，您母亲领取津贴的银行卡换了卡号，八月以后的津贴被银行退回。望江街道已上门更正，"
        "三个月的津贴已经补发。今后有疑问请拨打市民政局电话0563-6033300。",
        Sender("钱桂英", "13805631208"), is_released=True,
    ),
    PrivateLetter(
        4, "transport", LetterCategory.COMPLAINT, "出租车绕路多收费",
        "本人周立新，上周五晚上从客运站乘出租车（皖P31872）回西街，司机绕路，计价器显示46元，平时不到30元。"
        "可以打我手机13905632217核实。",
        "周立新先生：经调取车辆行驶轨迹，驾驶员确有绕行，已责令退还多收的车费16元，并按规定扣分、停岗学习。"
        "监督电话0563-6035511。",
        Sender("周立新", "13905632217"),
    ),
    PrivateLetter(
        3, "edu", LetterCategory.INQUIRY, "孩子转学要办哪些手续",
        "我是李文静，户口迁到北桥街道柳林花园12幢，孩子在外地上四年级，下学期转回来。要带哪些材料？"
        "联系电话13705638815，邮箱liwj1986@mail.example。",
        "李文静家长：请带户口簿、房产证和转出学校的学籍证明，到北桥小学教务处登记，学籍由两校在网上转接，"
        "不用跑教育局。咨询电话0563-6032110。",
        Sender("李文静", "13705638815", "liwj1986@mail.example"), is_redacted=False,
    ),
)  # fmt: skip


def tell_private_letters(people: People, now: datetime) -> None:
    """Tell the letters by the real actions: one is public, one waits for its release, one for its redaction."""
    desk, box = people.of(CITY, Post.DESK), Mailbox.objects.get(code="ask")
    for story in STORIES:
        at = working_morning(now - timedelta(days=story.days_ago), 10)
        case = open_letter(
            actor=CITIZEN, at=at,
            sent=LetterSent(
                category=story.category, title=story.title, text=story.text, sender=story.sender,
                may_publish=True,
            ),
            site="portal", mailbox=box.pk,
        )  # fmt: skip
        officer = people.of(story.unit, Post.INFORMATION_OFFICER)
        dispatch_case(actor=desk, at=at + timedelta(minutes=15), case_id=case.pk, unit=story.unit)
        claim_case(actor=officer, at=at + timedelta(minutes=50), case_id=case.pk)
        answered = min(at + timedelta(hours=6), now)
        answer_letter(people, case, officer, story.answer, answered)
        if story.is_redacted:
            _redact(officer, case, min(answered + timedelta(hours=1), now))
        if story.is_released:
            release_answer(actor=desk, at=answered + timedelta(hours=2), case_id=case.pk)


def _redact(officer: Person, case: Case, at: datetime) -> None:
    """Accept what the machine proposes to hide, as the screen shows it."""
    sender, answer = facts_of_sender(case), answer_of(case)
    save_redaction(
        actor=officer, at=at, case_id=case.pk,
        title=proposal_for(case.title, sender).text,
        question=proposal_for(case.body, sender).text,
        answer=proposal_for(answer.text if answer else "", sender, is_of_office=True).text,
    )  # fmt: skip

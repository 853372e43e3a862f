"""Made-up news of a city: titles and bodies, the same for the same number."""

from collections.abc import Iterator
from datetime import datetime

PLACES = (
    "青云县", "临江区", "望湖区", "松岭县", "南浦镇", "石桥街道", "白鹭镇", "东湾开发区", "明州高新区",
    "云溪乡", "柳林镇", "北关街道",
)  # fmt: skip
OFFICES = (
    "市教育局", "市卫健委", "市交通运输局", "市生态环境局", "市人社局", "市民政局", "市农业农村局",
    "市市场监管局", "市住建局", "市文旅局", "市应急管理局", "市政府办公室",
)  # fmt: skip
DOINGS = (
    "召开安全生产工作会议", "推进老旧小区改造", "开展春季义务植树活动", "完成高标准农田建设任务",
    "举办企业用工招聘会", "部署防汛抗旱工作", "启动城乡供水一体化工程", "组织开展食品安全检查",
    "发布优化营商环境若干措施", "公布义务教育招生划片范围", "召开政务公开工作推进会", "建成一批口袋公园",
    "开展根治欠薪专项行动", "推动政务服务事项一网通办",
)  # fmt: skip
_SENTENCES = (
    "会议强调，要坚持以人民为中心的发展思想，聚焦群众反映强烈的突出问题，逐项研究、逐项落实。",
    "记者从现场了解到，项目总投资约三亿二千万元，建成后可惠及周边六个乡镇的两万余名居民。",
    "下一步，将继续完善工作机制，压实各级责任，加强督促检查，确保各项任务按时保质完成。",
    "据介绍，今年以来全市累计办理各类事项十二万余件，群众满意率达到百分之九十九以上。",
    "参加会议的有关部门负责人分别汇报了工作进展情况，并就存在的困难和问题提出了意见建议。",
    "“以前办这件事要跑三个窗口，现在在家里用手机就能办好。”前来咨询的市民王女士说。",
    "各地各部门要加强统筹协调，形成工作合力，及时总结推广基层的好经验、好做法。",
    "工作人员深入企业车间、田间地头，面对面宣讲政策，手把手指导申报，切实打通最后一公里。",
    "文件自印发之日起施行，此前有关规定与本文件不一致的，以本文件为准。",
    "要严格落实值班值守制度，遇有突发情况第一时间处置、第一时间报告，确保信息畅通。",
    "活动现场气氛热烈，志愿者们分工协作，有的挥锹铲土，有的扶苗培土，处处是一派繁忙景象。",
)  # fmt: skip


def title_of(number: int) -> str:
    """Return the title of an article."""
    place = PLACES[number % len(PLACES)]
    office = OFFICES[number // len(PLACES) % len(OFFICES)]
    doing = DOINGS[number * 7 // 3 % len(DOINGS)]
    return f"{office}在{place}{doing}（{number}）"


def office_of(number: int) -> str:
    """Return the office that an article came from."""
    return OFFICES[number // len(PLACES) % len(OFFICES)]


def paragraphs_of(number: int, day: datetime, characters: int) -> Iterator[str]:
    """Yield paragraphs of about so many characters in all; no two articles have the same."""
    lead = (
        f"{day.month}月{day.day}日，{office_of(number)}在{PLACES[number % len(PLACES)]}"
        f"{DOINGS[number * 7 // 3 % len(DOINGS)]}，这是今年第{number}项重点工作。"
    )
    yield lead
    written, turn = len(lead), number
    while written < characters:
        picked = [
            _SENTENCES[(turn + step * (1 + number % 5)) % len(_SENTENCES)] for step in (0, 2, 5)
        ]
        text = f"（{turn - number + 1}）" + "".join(picked)
        yield text
        written, turn = written + len(text), turn + 1


def html_of(number: int, day: datetime, characters: int) -> str:
    """Return the body of an article as clean HTML."""
    return "".join(f"<p>{text}</p>" for text in paragraphs_of(number, day, characters))

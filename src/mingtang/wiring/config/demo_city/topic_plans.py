"""What the topics of the demo city are about, and which items belong to them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TopicPlan:
    """A topic: its column, the words by which items belong to it, its banner, figures and entries."""

    code: str
    title: str
    summary: str
    words: tuple[str, ...]
    scene: str
    banner: str
    figures: dict[str, Any]
    entries: tuple[tuple[str, str], ...]
    is_closed: bool = False


def _figures(name: str, measure: str, unit: str, rows: dict[str, float]) -> dict[str, Any]:
    listed = [{"label": label, "amount": str(amount)} for label, amount in rows.items()]
    return {
        "name": name, "form": "bar", "heading": "事项", "measure": measure, "unit": unit,
        "rows": listed, "source": "市政府办",
    }  # fmt: skip


TOPICS = (
    TopicPlan(
        "livelihood",
        "民生实事进行时",
        "市政府每年办好十件民生实事：进展、政策、评价都在这里公开，请您监督。",
        (
            "民生实事", "老旧小区", "养老", "食堂", "托育", "公办幼儿园", "停车", "家庭医生",
            "供水", "社区老年", "无障碍", "城市书房",
        ),
        "square",
        "市民在广场上散步、交谈（绘图）",
        _figures(
            "今年民生实事完成进度", "进度", "%",
            {"老旧小区改造": 100, "停车位建设": 100, "社区食堂": 96, "农村供水": 88, "托育服务": 82},
        ),
        (("网上信箱", "/letters.html"), ("意见征集", "/consultations/"), ("网上调查", "/surveys/")),
    ),
    TopicPlan(
        "business",
        "优化营商环境",
        "减材料、减环节、减时间：为企业办事的措施、政策和办理情况。",
        (
            "营商", "企业", "免申", "一件事", "政务服务", "跨域通办", "融资", "公平竞争", "数据共享",
            "政务诚信", "园区", "不动产登记",
        ),
        "town",
        "明州新区的楼房和街道（绘图）",
        _figures(
            "开办企业平均用时", "用时", "小时",
            {"三年前": 32, "前年": 20, "去年": 12, "今年": 6},
        ),
        (("网上信箱", "/letters.html"), ("部门评议", "/surveys/"), ("通讯录", "/contact-book.html")),
    ),
    TopicPlan(
        "clean-villages",
        "农村人居环境整治三年行动",
        "三年行动已经完成，做法和成果留存在这里，供查阅。",
        ("人居环境", "厕所", "户厕", "沼气", "雨污", "清溪河综合", "河道", "移风易俗", "口袋公园"),
        "river",
        "明州江两岸的树和帆船（绘图）",
        _figures(
            "三年行动完成情况", "完成", "%",
            {"户厕改造": 100, "生活垃圾收运": 100, "污水治理": 92, "村道硬化": 98},
        ),
        (("意见征集", "/consultations/"),),
        is_closed=True,
    ),
)  # fmt: skip


def topic_of(text: str) -> str:
    """Return the code of the topic that an item belongs to by its title, empty for none."""
    return next((one.code for one in TOPICS if any(word in text for word in one.words)), "")

"""What a site says of itself until its office writes something else: built from the site's own facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.policies.statements_english import english_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCard:
    """The facts of a site that statements speak of; empty where the site has none."""

    name: str
    host: str
    operator: str = ""
    domain: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    identity_code: str = ""
    icp: str = ""
    police_record: str = ""
    description: str = ""
    is_foreign: bool = False  # its readers do not read Chinese


def marks_of(card: SiteCard) -> dict[str, str]:
    """Return what stands for each mark of a statement (【电话】)."""
    return {
        "网站名称": card.name,
        "主办单位": card.host,
        "承办单位": card.operator,
        "域名": card.domain,
        "联系人": card.contact,
        "电话": card.phone,
        "邮箱": card.email,
        "地址": card.address,
    }


def default_text(kind: StatementKind, card: SiteCard) -> str:
    """Return the statement to begin with, with marks for the facts; nothing for an overview."""
    if card.is_foreign:
        return english_text(kind)
    makers = {
        StatementKind.ABOUT: _about,
        StatementKind.CONTACT: _contact,
        StatementKind.PRIVACY: _privacy,
        StatementKind.ACCESSIBILITY: _accessibility,
    }
    return "\n".join(makers[kind](card)) if kind in makers else ""


def _about(card: SiteCard) -> Iterator[str]:
    operated = "，【承办单位】承办" if card.operator not in ("", card.host) else ""
    yield f"【网站名称】网站由【主办单位】主办{operated}，域名是【域名】。"
    if card.description:
        yield card.description
    yield "一、提供什么"
    yield "本网站发布权威信息，公开政策文件和解读，提供办事入口，听取意见建议并回应公众关切。"
    yield "二、怎样使用"
    yield (
        "网站适用于电脑、平板和手机。页面上方的“长辈版”把字放大、把内容减少；“显示设置”可以调整字号和颜色。"
        "不使用脚本也能阅读全部内容。"
    )
    yield "三、转载与引用"
    yield (
        "本网站标明来源的信息，欢迎转载，转载时请注明来源，不得改变原意。"
        "转自其他媒体的信息，版权属于原作者。政策文件以正式印发的文本为准。"
    )
    yield "四、发现错误"
    yield "发现页面有错别字、失效链接或者内容不准确，请通过页脚的“我为政府网站找错”告诉我们，我们会核实、改正并答复。"


def _contact(card: SiteCard) -> Iterator[str]:
    yield f"对【网站名称】网站有意见、建议，或者在使用中遇到困难，可以用下面的方式联系{'【联系人】' if card.contact else '我们'}。"
    yield "一、网站的问题"
    yield "页面打不开、内容有误、看不清或者用不了，请填写页脚的“我为政府网站找错”，不必注册，凭查询码可以查看处理结果。"
    yield "二、办事和政策的问题"
    yield "咨询、投诉、求助和建议，请拨打 12345 政务服务便民热线，或者联系通讯录中的岗位。"
    yield "三、紧急情况"
    yield "遇到危险请直接拨打 110（报警）、119（火警）、120（急救）。本网站不受理紧急求助。"


def _privacy(card: SiteCard) -> Iterator[str]:
    yield "【主办单位】按照《中华人民共和国个人信息保护法》保护您的个人信息。这里说明【网站名称】网站收集什么、怎样使用、您有哪些权利。"
    yield "一、浏览网站时"
    yield (
        "浏览不需要注册，不使用跟踪您的 Cookie，也不把访问情况交给其他机构。"
        "网站只统计页面被打开的次数和访客的大致人数，不保存您的网络地址和浏览器信息。"
        "您选择的字号、颜色和长辈版只存在您自己的浏览器里。"
    )
    yield "二、提交表单时"
    yield (
        "写信、找错、征集等表单会请您填写必要的内容和联系方式，只用于办理这件事和答复您。"
        "内容在提交时就加密，只有承办人员能看到，查看会留下记录。公开答复时隐去您的姓名、电话和住址。"
        "需要登录的，由统一身份认证平台核验，我们只取得姓名和电话，登录信息加密存在您自己的浏览器里，半小时后失效。"
    )
    yield "三、保存多久"
    yield "办件按档案管理的规定保存，期满后删除。为了网络安全，服务器的运行记录按《中华人民共和国网络安全法》保存不少于六个月。"
    yield "四、您的权利"
    yield "您可以要求查阅、复制、更正或者删除自己的个人信息，我们核实身份后办理并答复。不同意的，可以向有关部门投诉、举报。"
    yield "五、怎样联系"
    yield "个人信息方面的问题，请用本页下方的联系方式告诉我们。"


def _accessibility(card: SiteCard) -> Iterator[str]:
    yield "【主办单位】希望每个人都能使用【网站名称】网站，包括老年人和看不见、听不见、行动不便的人。"
    yield "一、依据的标准"
    yield (
        "网站按照《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668-2019）"
        "和 WCAG 2.2 的 AA 级设计。"
    )
    yield "二、已经做到的"
    yield (
        "全部功能可以只用键盘操作，焦点清楚可见；支持读屏软件，图片有文字说明；"
        "文字与背景的对比度不低于 4.5 比 1；字号可以放大，页面在放大四倍时不需要左右滚动；"
        "提供长辈版和深色显示；不闪烁，不自动播放声音，不弹出窗口。"
    )
    yield "三、还不完善的"
    yield "部分早期的附件是扫描件，读屏软件读不出来；部分视频没有字幕，附有文字说明。需要这些内容的，请联系我们，我们会提供可以阅读的文本。"
    yield "四、遇到障碍怎么办"
    yield "请告诉我们是哪个页面、使用什么设备和软件、遇到什么困难，我们会尽快处理。联系方式在本页下方。"

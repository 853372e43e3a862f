"""The names of labels, and whether a text is one: `发布机构：`, `文号`."""

import re
from functools import lru_cache

from mingtang.editorial.reading.traditional import forms
from mingtang.editorial.reading.tree import SEAM

_GROUPS = {
    "released": "发布时间 发布日期 发表时间 发表日期 公开日期 公开时间 上网时间 上网日期 发稿时间 刊发时间 刊发日期 刊登时间 刊登日期 "
    "信息发布日期 信息发布时间 发布于 发表于 信息时间 公布时间 网上发布日期 网站发布时间 主动公开日期 上传时间 上传日期 信息公开日期 公开发布日期 首发时间 公告日期 刊载日期 刊载时间 发布日",
    "released_weak": "更新时间 更新日期 添加时间 添加日期 录入时间 录入日期 修改时间 修改日期 最后更新 加入时间 创建时间 编辑时间 公示日期 公示时间 采编时间 审核日期 上报时间",
    "released_bare": "日期 时间 发布",
    "document_date": "成文日期 成文时间 生成日期 公文生成日期 公文日期 印发日期 印发时间 发文日期 发文时间 制发日期 签发日期 签发时间 颁布日期 "
    "颁布时间 公布日期 文件日期 落款日期 形成日期 制定日期 信息生成日期 文件生成日期 产生日期 信息生成时间 生成时间 公文成文日期 成文 答复日期 答复时间 回复日期 回复时间",
    "source": "信息来源 文章来源 来源 稿源 稿件来源 来源单位 信息来源单位 文章出处 出处 转载自 内容来源 新闻来源 供稿单位 供稿 来稿单位 来稿 信息提供 "
    "信息来源于 来源于 来源部门 转自 来自 公告来源",
    "office": "发文机关 发布机构 发布单位 颁布单位 制发机关 发文单位 发布机关 发文机构 公开责任部门 制定机关 印发机关 公开主体 信息公开机构 发文部门 "
    "发布部门 公开机构 公开部门 信息公开责任部门 颁发部门 颁布机关 颁布机构 印发单位 制发单位 信息发布机构 信息生成机构 生成机构 公文发布机构 制定单位 "
    "发文机关名称 公布机关 责任部门 信息提供单位 发布主体 信息所属单位 答复单位 答复部门 答复机构 回复单位 回复部门 办理单位 办理部门",
    "number": "发文字号 文件编号 文号 发文文号 文件号 文件字号 公文号 文件文号 公文文号 发布文号 发文编号 公文字号 发文号 备注 备注文号 公文编号",
    "title": "标题 名称 信息名称 文件名称 文件标题 公文名称 题名 文件名 信息标题 公文标题 来信标题 来信主题 信件标题 信件主题 咨询标题 咨询主题 留言标题 留言主题",
    "index_number": "索引号 信息索引号 信息索引 目录索引号 索取号 索引 索引码 公开索引号 信息公开索引号 索引编号",
    # Their values belong to no field; they end the value before.
    "other": "浏览次数 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读人数 阅读 点击次数 点击量 点击率 点击数 点击 访问次数 访问量 人气 字体 字号 字体大小 "
    "文字大小 字号大小 失效日期 失效时间 生效日期 生效时间 实施日期 施行日期 废止日期 有效期 有效期至 截止日期 效力级别 效力状态 时效性 时效 主题分类 "
    "体裁分类 组配分类 服务对象分类 信息分类 公开类别 分类 类别 作者 编辑 责任编辑 审核 校对 有效性 主题词 关键词 关键字 公开方式 公开范围 公开形式 "
    "公开程序 公开时限 服务对象 内容概述 内容概要 信息内容 摘要 简介 概述 视力保护色 保护视力色 视力保护 背景色 打印 分享到 分享至 分享 我要分享 收藏 "
    "统一编号 规范性文件编号 规范性文件统一编号 登记号 规文登记号 是否有效 所属类别 所属地区 信息类别 文件类型 文件类别 文件状态 状态 语种 责编 监制 一审 "
    "二审 三审 初审 终审 复审 撰稿 摄影 记者 通讯员 所属栏目 栏目 信息有效性 文件有效性 公文种类 文种 体裁 题材分类 主题 目录 行政区划 关联 来源网址 "
    "原文地址 原文链接 原文网址 原文 本文网址 本文链接 本文地址 文章网址 文章链接 信息网址 网页地址 转载地址 信息来源网址 永久链接 "
    "审核人 发布人 录入人 录入 发布者 上传者 上传 发稿 稿件类型 分值 密级 有效状态 信息状态 公文时效 备案号 签发人 生效 公开属性 公开目录 所属主题 分享文章 "
    "来信编号 信件编号 来信类型 信件类型 来信类别 信件类别 来信人 写信人 咨询人 留言人 来信日期 来信时间 写信时间 咨询时间 咨询日期 "
    "留言时间 留言日期 提交时间 处理状态 办理状态 信件状态 回复状态 办理结果评价 受理编号 受理时间 受理日期 办结时间 办结日期 查询编号 是否公开 满意度 满意度评价",
}


def _combined(firsts: str, lasts: str) -> str:
    """Return every first word with every last word (`公开` and `单位`)."""
    return " ".join(first + last for first in firsts.split() for last in lasts.split())


_GROUPS["office"] += " " + _combined(
    "公开 发布 发文 制发 印发 颁布 颁发 制定 生成 公布 产生 信息发布 信息公开 信息生成 信息产生 公文发布 文件发布",
    "机关 机构 单位 部门 主体",
)
_GROUPS["document_date"] += " " + _combined("成文 生成 制发 发文 形成 产生", "日期 时间 日")
_GROUPS["released"] += " " + _combined(
    "发布 发表 公开 上网 发稿 刊发 刊登 刊载 信息发布 信息公开 信息上网 网上发布 网站发布 上传 挂网 推送 首发",
    "日期 时间",
)
_GROUPS["released_weak"] += " " + _combined(
    "最后 本页最后 页面 本页 本文 信息", "修改时间 修改日期 更新时间 更新日期"
)
FIELD_OF = {
    form: name
    for name, group in _GROUPS.items()
    for label in group.split()
    for form in forms(label)
}
# Labels of tools and of who made the page: the value is behind the colon or nowhere.
_TOOL_NAMES = (
    "浏览次数 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读人数 阅读 点击次数 点击量 点击率 点击数 点击 访问次数 访问量 人气 字体 字号 字体大小 文字大小 字号大小 视力保护色 保护视力色 "
    "视力保护 背景色 打印 分享到 分享至 分享 我要分享 收藏 分享文章 编辑 责任编辑 责编 审核 校对 录入"
)
TOOLS = frozenset(form for name in _TOOL_NAMES.split() for form in forms(name))
LONGEST = max(map(len, FIELD_OF))
_WITHOUT_COLON = frozenset(
    label for label in FIELD_OF if len(label) >= 3 or label in {"文号", "来源", "文號", "來源"}
) - {"发布于", "最后更新", "发表于"}
ENGLISH = {
    **dict.fromkeys(
        ["updated", "update time", "published", "publish time", "publish date", "published on", "release date", "released",
         "release time", "posted", "posted on", "last updated", "date"],
        "released",
    ),
    **dict.fromkeys(["source", "sources", "from"], "source"),
    **dict.fromkeys(
        ["author", "editor", "edited by", "writer", "by", "font size", "font", "views", "hits", "share to", "share"], "other"
    ),
}  # fmt: skip
FIELD_OF.update(ENGLISH)
LONGEST_CONTENT = 12
LONGEST_SPREAD = 80  # of a name with spaces inside
LONGEST_VALUE = 30
_LETTER = re.compile("来信|信件|咨询|留言")
_CONTENT = re.compile(
    r"[【\[]?(?:来信|信件|咨询|留言|问题|提问|诉求|反映|投诉|答复|回复|办理|处理)(?:内容|正文|结果|意见|情况)[】\]]?[:：]?|内容[:：]?"
)
SPACE = f" 　\t\xa0{SEAM}"


def is_label(text: str) -> bool:
    """Tell whether a text is a known label and nothing else (`文号`, `索 引 号：`, `[发文机构]`)."""
    name = name_in(text)
    return name in FIELD_OF and (name in _WITHOUT_COLON or ends_in_colon(text))


def spaced_label(text: str) -> tuple[str, str]:
    """Return field and value of a line that has a space for a colon (`来源 安和日报`), or empty strings."""
    name, space, value = text.partition(" ")
    is_one = space and name in FIELD_OF and 2 <= len(value) <= LONGEST_VALUE and " " not in value
    return (FIELD_OF[name], value) if is_one and not re.search("[:：]", value) else ("", "")


def names_content(text: str) -> bool:
    """Tell whether a text is the name of a part of a letter and its answer (`来信内容`, `答复内容`)."""
    return len(text) < LONGEST_CONTENT and _CONTENT.fullmatch("".join(text.split())) is not None


_BRACKETED = re.compile(r"[【\[]([^【】\[\]]{2,12})[】\]]\s*[:：]?\s*\S")


def is_filled(text: str) -> bool:
    """Tell whether a text is a label and its value (`索引号：015432187/2020-00031`, `【文号】云发1号`)."""
    bracketed = _BRACKETED.match(text)
    if bracketed and is_label(bracketed[1]):
        return True
    name, colon, value = text.replace("：", ":").partition(":")
    return bool(colon and value.strip()) and is_label(name)


def name_in(text: str) -> str:
    """Return a text as the name of a label: without spaces, colon and brackets."""
    return _name_in(text) if len(text) <= LONGEST_SPREAD else ""


@lru_cache(maxsize=4096)
def _name_in(text: str) -> str:
    bare = "".join(text.split()).replace(SEAM, "").strip("[]【】()（）:：∶﹕*·•/／、。|｜")
    return bare.replace("/", "").replace("／", "").replace("、", "") if len(bare) < 14 else ""


def ends_in_colon(text: str) -> bool:
    """Tell whether a text ends as a label does, in a colon or a closing bracket."""
    bare = text.rstrip(SPACE)
    return bare.endswith((":", "：", "∶", "﹕", "】", "]"))

"""What stands on a page around a document: navigation, tools, counters, footers, advertising."""

import re
from functools import lru_cache

from mingtang.editorial.reading.traditional import both

# Opens what follows a document; it counts only after real text, and only as a short line.
_END = re.compile(
    both(
        r"^[\s【\[(（「［]*(?:版权所有|版权声明|站群导航|友情链接|相关链接|相关文档|相关文件|相关解读|相关阅读|相关新闻|相关信息|相关稿件|相关文章|"
        r"相关政策|关联文件|关联阅读|关联稿件|延伸阅读|热门推荐|推荐阅读|猜你喜欢|上一篇|下一篇|上一条|下一条|前一篇|后一篇|上篇|下篇|"
        r"政策咨询$|扫一扫|扫码|用微信扫|分享到|分享至|分享[:：]|打印|关闭|责任编辑|责编|编辑[:：]|[(（]?作者[:：].{0,20}编辑[:：]|"
        r"以上就是小编|网站地图|关于我们|主办单位[:：]|主办[:：]|承办[:：]|承办单位[:：]|联系我们|网站声明|返回顶部|回到顶部|"
        r"[Cc]opyright|©|Produced By|.{0,8}ICP备|网站标识码|网页内容仅供参考|我要纠错|网站纠错|您是第|"
        r"[【\[]?(?:我要)?(?:打印|纠错|收藏)[】\]]?$|\d{1,6}\s?条?(?:评论|留言)$|审核[:：]|校对[:：]|监制[:：]|(?:意见)?反馈(?:情况|结果)$|征集结果$|[【\[]?(?:(?:发表|我要|网友|全部|最新|热门|精彩|用户|读者|文章|相关|参与)(?:评论|跟帖|点评)|评论)(?:列表|区|专区)?[】\]]?\s?(?:[（(]\s?\d+\s?条?\s?[)）])?[:：]?$|[初复终一二三]审[:：]|撰稿[:：]|供稿[:：]|上传[:：]|"
        r"(?:文字|图文|图片|文图|摄影|摄像|排版|美编|策划|统筹|配图|制图|设计|文案)[:：]\s?\S{1,16}$|"
        r"(?:来源|文字|图文|图片|文图|摄影|摄像|排版|编辑|责编|校对|审核|监制|作者|记者|供稿|[初复终一二三]审)\s?[|｜丨]\s?\S.{0,30}$|"
        r"(?:[—–\-]\s?)*(?:THE )?END(?:\s?[—–\-])*$)"
    ),
)
# Words of tools and counters, wherever they stand outside running text.
_TOOLS = re.compile(
    both(
        r"(?:您?当前的?|您?现在的?|所在的?|您的|目前)\s*(?:所在)?位置|浏览(?:次数|量)|阅读(?:次数|量|数)|点击(?:数|量|率|次数)|访问(?:次数|量)|(?:浏览|访问|点击|阅读)(?:总(?:数|量|次数|人数)|人次|人数)\s?[:：]|位访问者|^\W*(?:欢迎|请)?(?:微信|抖音|微博|视频号)?(?:点击|轻触|戳|长按|识别|扫码|扫描)[^。，,]{0,16}(?:关注|下载|查看|观看|收听|分享)[^。，,]{0,18}$|"
        r"\[?字\s*[体号]\s*[:：]|^字\s*[体号]|字体大小|文字大小|视力保护|保护视力|繁體|手机版|RSS订阅|无障碍|设为首页|加入收藏|长者|关怀版|"
        r"读完约\d+分钟|我要问|打印(?:本页|本文|页面|文章|此页)|关闭(?:窗口|本页|页面|此页)|更多内容敬请关注|如果本公司侵犯|小编为您|>>|收藏本站|收藏本页|"
        r"微信扫|扫一扫|分享到|我要分享|我要打印|语音(?:播报|朗读|播放)|朗读|人气\s*[:：]|返回列表|推荐给好友|复制链接|一键(?:收藏|打印|复制)|"
        r"^(?:You are here\s?:\s?)?H(?:ome|OME)\s?[>›»→/|]|^首\s*页\s*(?:[>›»→/＞\-—|·]|::)|首\s*页\s*[>›»→＞]|\s[>›»]+\s|^首页(?:[\s|｜]+[\u4e00-\u9fff]{2,6}){3,}$|满意\s*(?:基本满意|较满意|一般).{0,8}不满意|共\s?\d+\s?条记录|页次\s?[:：]|无插件|(?:建议|推荐)您?(?:使用|采用|用).{0,30}(?:浏览|分辨率)|浏览器.{0,8}(?:不支持|版本|升级)|(?:不支持|升级).{0,8}浏览器|[为给](?:我|他|她|它|TA|本文|文章)?点赞|浏览\s*[:：]\s*\d|点击\s*[:：]\s*\d|阅读\s*[:：]\s*\d"
    )
)
_TOOL_LINE = re.compile(
    both(
        r"(?:[\s|｜【】\[\]()（）、,，/:：+\-]*(?:字体|字号|大|中|小|特大|默认|打印|打印本页|打印本文|打印文章|关闭|关闭窗口|关闭本页|收藏|分享|分享到|"
        r"微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|朋友圈|人人网|豆瓣|复制链接|返回|返回顶部|返回列表|返回首页|返回上页|返回主页|返回上一页|返回上级|返回目录|后退|上一页|顶部|纠错|我要纠错|繁|简|繁体|简体|"
        r"A\+?|A-|T|放大|缩小|下载|正文下载|文件下载|全文下载|文本下载|WORD下载|PDF下载|word|pdf|加入收藏|推荐|语音播报|朗读|播放|暂停|听全文|邮件|二维码|更多|"
        r"大号|中号|小号|字号大|我要分享|一键分享|扫一扫|手机查看|手机浏览|手机看|扫描二维码|正文|文章正文|信息内容|公文正文|内容|阅读全文|展开全文|展开|收起|"
        r"评论|点赞|赞|在看|倍速|高清|标清|流畅|超清|全屏|静音|音量|\d{1,2}:\d{2}|来源|次|人|本文|页面|此页|相关附件|图解|文字解读|音频|视频))+[\s|｜【】\[\]()（）、,，/:：+\-]*"
    )
)
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．])"
)
_ADDRESS_ONLY = re.compile(r"https?://[^\s\u4e00-\u9fff]+")
_FOOT = re.compile(
    both(
        r"^(?!由|本)[\u4e00-\u9fff（）()]{4,30}\s?(?:主办|承办|制作|维护|主管|版权|运维)(?:$|\s.{0,30}(?:主办|承办|制作|维护|主管|支持|运维)$)|"
        r"^(?:主办|承办|主管|维护|版权)\s[\u4e00-\u9fff（）()]{4,30}$|(?:^|[\u4e00-\u9fff]\s?)(?:Powered|Designed|Developed|Theme|Supported) [Bb]y\b|"
        r"版权所有|ICP备|公网安备|网站标识码|主办单位|承办单位|技术支持|[Cc]opyright|©|网站地图|关于我们|联系我们|友情链接|网站声明|Produced By|"
        r"^(?:Sponsored|Hosted|Organi[sz]ed|Maintained|Powered) by|[Aa]ll [Rr]ights [Rr]eserved"
    )
)
_FILES_FOLLOW = re.compile(
    r"^[【\[]?(?:相关)?附件(?:下载|列表|信息)?\s*[】\]]?[:：]?$|^文件下载[:：]?$|^下载附件[:：]?$|^[【\[]?附件[】\]]?[:：]?$"
)
# Whether a regulation is still in force, as a page states it between title and text (`【全文有效】`).
_IN_FORCE = re.compile(
    both(
        r"[\s【\[(（★※]*(?:[本该]?文件|公文|法规|文件|全文|部分|条款|部分条款|现行|已|已经|已被|尚未|目前|状态|[:：\s])*(?:有效|失效|废止|生效|修改|修订)[\s】\])）★※]*"
    )
)
_PAGE_NUMBER = re.compile(r"[—–－\-]{1,2}\s?\d{1,4}\s?[—–－\-]{1,2}")
_COLOPHON = re.compile(
    both(r"^[（(]?(?:抄送|抄报|主送|主题词|此件|信息公开选项)|印发\s?[）)]?$|^[（(]?共印")
)
_BOX = re.compile(
    both(
        r"[【\[]?(?:相关|关联|延伸|推荐|更多|热门|新闻)(?:链接|阅读|新闻|报道|文章|稿件|信息|解读|推荐|资讯)[】\]]?[:：]?"
    )
)
# Who wrote or took the pictures, in brackets at the end of a text; who edited it belongs to the page.
LONGEST_CREDIT = 40
_CREDIT = re.compile(
    r"[（(](?:摄影|文字|图文|图片|文图|供稿|撰稿|作者|通讯员|记者)[^编审校]{1,30}[）)]"
)
_CODE = re.compile(r"扫|长按|识别|二维码")
_FACT = re.compile(r"(?:^|[\s　|｜/])[\u4e00-\u9fff]{2,6}[:：]\s?[^\s。；;，,]")
LONGEST_FACTS = 160
_CONTACT_OF_SITE = re.compile(
    r"^(?:(?:单位|联系|办公|通信|通讯)?地\s?址|邮政编码|邮\s?编|(?:联系|值班|办公|总机|举报|服务)?电\s?话|传\s?真|(?:电子)?邮\s?箱|E-?mail)[:：]\s?\S"
)
LONGEST_CONTACT = 120
LONGEST_FORCE = 20
# Names of classes and ids that only the frame of a page has: whole, or as first or last part.
_WHOLE = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "submenu",
        "footer",
        "foot",
        "footbox",
        "bottom",
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
        "bread",
        "mbx",
        "mianbao",
        "location",
        "dqwz",
        "weizhi",
        "position",
        "curpos",
        "sidebar",
        "aside",
        "bdsharebuttonbox",
        "bdshare",
        "bshare",
        "jiathis",
        "share",
        "sharebox",
        "fenxiang",
        "copyright",
        "friendlink",
        "friendlinks",
        "yqlj",
        "pagination",
        "pager",
        "pagebar",
        "toolbar",
        "related",
        "relate",
        "recommend",
        "xgyd",
        "xglj",
        "prevnext",
        "qrcode",
        "ewm",
        "login",
        "search",
        "searchbox",
        "banner",
        "topbar",
        "hotnews",
        "gotop",
        "totop",
        "backtop",
        "sitemap",
        "leftmenu",
        "leftnav",
        "subnav",
        "header-top",
        "top-bar",
        "dangqian",
    ]
)
_PART = frozenset(
    [
        "nav",
        "navbar",
        "footer",
        "foot",
        "breadcrumb",
        "crumb",
        "crumbs",
        "sidebar",
        "share",
        "copyright",
        "pagination",
        "menu",
        "toolbar",
        "qrcode",
    ]
)


def ends_document(line: str) -> bool:
    """Tell whether a line opens what follows a document on its page."""
    is_end = len(line) <= 120 and _END.match(line) is not None and not is_prose(line)
    return is_end and not is_credit(line)


def is_credit(line: str) -> bool:
    """Tell whether a line in brackets names who wrote a text or took its pictures."""
    return len(line) <= LONGEST_CREDIT and _CREDIT.fullmatch(line) is not None


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to the document."""
    return len(line) <= 200 and not is_prose(line) and _names_tools(line)


@lru_cache(maxsize=4096)
def _names_tools(line: str) -> bool:
    """Tell whether a short line has a word of the page in it; every step asks it of the same lines."""
    return _TOOLS.search(line) is not None


def is_tool_line(line: str) -> bool:
    """Tell whether a line consists of the names of tools alone (`打印 关闭 分享到`)."""
    return len(line) <= 80 and _TOOL_LINE.fullmatch(line) is not None


def without_tools(line: str) -> str:
    """Return a line without its parts in brackets that are tools (`[字号：大 中 小]`)."""
    return re.sub(
        r"[\[【(（][^\[\]【】()（）]{1,20}[\]】)）]",
        lambda part: " " if is_tool_line(part[0]) else part[0],
        line,
    )


def is_foot(line: str) -> bool:
    """Tell whether a line belongs to the foot of a site."""
    return len(line) <= 300 and _names_foot(line)


@lru_cache(maxsize=4096)
def _names_foot(line: str) -> bool:
    return _FOOT.search(line) is not None and not is_prose(line) and not _NUMBERED.match(line)


def is_contact_of_site(line: str) -> bool:
    """Tell whether a short line is address, telephone or the like of who keeps the site."""
    return len(line) <= LONGEST_CONTACT and _CONTACT_OF_SITE.match(line) is not None


def states_force(line: str) -> bool:
    """Tell whether a short line only states whether a document is in force (`全文有效`)."""
    return len(line) <= LONGEST_FORCE and _IN_FORCE.fullmatch(line) is not None


def is_page_number(line: str) -> bool:
    """Tell whether a line is the number of a page as printed (`— 18 —`)."""
    return _PAGE_NUMBER.fullmatch(line) is not None


def is_colophon(line: str) -> bool:
    """Tell whether a line stands below the date of a printed document (抄送, 主题词, 印发)."""
    return len(line) <= 300 and _COLOPHON.search(line) is not None


def opens_box(line: str) -> bool:
    """Tell whether a short line is the name of a box of links to other texts (`相关链接`)."""
    return _BOX.fullmatch(line) is not None


def opens_box_of_links(line: str) -> bool:
    """Tell whether a line begins with the name of a box of links (`【相关阅读】…`)."""
    return _BOX.match(line) is not None


def names_code(line: str) -> bool:
    """Tell whether a line says what to do with the code in the picture above it."""
    return is_furniture(line) and _CODE.search(line) is not None


def names_files(line: str) -> bool:
    """Tell whether a line is the name of a box of files (`附件下载：`)."""
    return _FILES_FOLLOW.match(line) is not None


def is_bare_address(line: str) -> bool:
    """Tell whether a line is nothing but a web address."""
    return len(line) < 2000 and _ADDRESS_ONLY.fullmatch(line) is not None


def holds_facts(line: str) -> bool:
    """Tell whether a line is several short names with their values, whatever they are called."""
    return len(line) <= LONGEST_FACTS and "。" not in line and len(_FACT.findall(line)) > 1


def is_frame_name(names: str) -> bool:
    """Tell whether classes and ids say that their element belongs to the frame of the page."""
    for name in names.lower().split()[:8]:
        whole = name.rstrip("0123456789")
        if whole in _WHOLE:
            return True
        parts = whole.replace("_", "-").split("-")
        if len(parts) > 1 and (parts[0] in _PART or parts[-1] in _PART):
            return True
    return False


def is_prose(line: str) -> bool:
    """Tell whether a line is running text: a sentence that ends, and more than a few words."""
    return (len(line) > 12 and "。" in line.rstrip("。")) or (
        len(line) > 25 and line.endswith("。")
    )

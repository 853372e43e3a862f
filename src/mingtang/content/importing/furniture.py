"""What stands on a page around a document: navigation, counters, footers, advertising."""

import re

# A line that begins so, after the title, ends the document.
_END = re.compile(
    r"^(?:版权所有|版权声明|站群导航|友情链接|相关链接|相关文档|相关解读|相关阅读|相关附件下载|上一篇|下一篇|"
    r"文件下载$|政策咨询$|扫一扫|分享到|【?打印|【?关闭|责任编辑|责编|编辑[:：]|"
    r"[(（]?作者[:：].{0,20}编辑[:：]|以上就是小编|网站地图|关于我们|主办单位[:：]|主办[:：]|"
    r"Copyright|©|Produced By|.{0,8}ICP备|网站标识码)",
    re.IGNORECASE,
)
# A line that is furniture wherever it stands outside the running text.
_FURNITURE = re.compile(
    r"当前的?位置|浏览次数|阅读次数|点击数|访问次数|访问量|位访问者|\[?字[体号][:：]|^字[体号]|繁體|手机版|RSS订阅|"
    r"无障碍浏览|设为首页|加入收藏|读完约\d+分钟|我要问|打印本页|关闭窗口|更多内容敬请关注|如果本公司侵犯|"
    r"小编为您|\s[>›»]+\s|>>|收藏本站|微信扫|分享到"
)
_ADDRESS_ONLY = re.compile(r"^https?://\S+$")


def ends_document(line: str) -> bool:
    """Tell whether a line opens what follows a document on its page."""
    return bool(_END.search(line))


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to the document."""
    return bool(_FURNITURE.search(line)) and "。" not in line.rstrip("。")


def is_bare_address(line: str) -> bool:
    """Tell whether a line is nothing but a web address."""
    return bool(_ADDRESS_ONLY.fullmatch(line))

"""What Jinja2 says is wrong with a template, in Chinese, for those who read a failed page's reason."""

import re

_WORDS = (
    (r"No filter named '(?P<a>.+)'.*", "没有名为“{a}”的过滤器。"),
    (r"No test named '(?P<a>.+)'.*", "没有名为“{a}”的判断。"),
    (r"Encountered unknown tag '(?P<a>(?!end|el)\w+)'.*", "没有“{a}”这个标签。"),
    (r"Encountered unknown tag '(?P<a>.+?)'.*block that needs to be closed is '(?P<b>.+?)'.*",
     "“{b}”没有结束，却遇到了“{a}”。"),
    (r"Encountered unknown tag '(?P<a>.+?)'.*", "没有“{a}”这个标签。"),
    (r"Unexpected end of template.*block that needs to be closed is '(?P<a>.+?)'.*",
     "文件已到末尾，“{a}”没有结束。"),
    (r"Unexpected end of template.*", "文件已到末尾，还有标签没有结束。"),
    (r"block '(?P<a>.+)' defined twice", "“{a}”块定义了两次。"),
    (r"expected token '(?P<a>.+)', got '(?P<b>.+)'", "此处应为“{a}”，却是“{b}”。"),
    (r"unexpected '(?P<a>.+)'", "此处不能有“{a}”。"),
    (r"'[\w. ]*?(?P<a>\w+) object' has no attribute '(?P<b>.+)'", "“{a}”没有“{b}”这一项。"),
    (r"'?(?P<a>\w+)'? has no attribute '(?P<b>.+)'", "“{a}”没有“{b}”这一项。"),
    (r"(?P<a>\w+) object has no element '?(?P<b>\w+)'?", "“{a}”没有“{b}”这一项。"),
    (r"'?(?P<a>[\w.]+)'? is undefined", "没有“{a}”这一项。"),
    (r".* is not safely callable", "模板中不能调用函数。"),
    (r"access to attribute '(?P<a>.+)' of .* is unsafe\.?", "不能使用属性“{a}”。"),
    (r"too large for a template", "结果过大，页面用不到这么长的内容。"),
    (r"maximum recursion depth exceeded.*", "模板无休止地引用自己。"),
)  # fmt: skip


def in_chinese(message: str) -> str:
    """Return Jinja2's message in Chinese; one that is not known comes in its own words."""
    line = " ".join(message.split())
    for pattern, words in _WORDS:
        if found := re.fullmatch(pattern, line):
            return words.format(**found.groupdict())
    return f"模板有误：{line}"

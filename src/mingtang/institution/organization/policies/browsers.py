"""The name of a browser in words that its owner recognises. Pure: no Django."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("360SE", "360浏览器"),
    ("360EE", "360浏览器"),
    ("QQBrowser", "QQ浏览器"),
    ("UBrowser", "UC浏览器"),
    ("MicroMessenger", "微信"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Return `Chrome（Windows）` of the header User-Agent; what says nothing known is named so."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "未知浏览器")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser}（{system}）" if system else browser

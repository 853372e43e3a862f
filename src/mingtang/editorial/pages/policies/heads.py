"""What every page tells search engines and those who share it, from its own title and description."""

import re

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_ABOUT = re.compile(r'<meta name="[Dd]escription" content="([^"]*)">')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
_HIDDEN = '<meta name="robots" content="noindex'


def completed_head(head: str, *, site_name: str, address: str, picture: str = "") -> str:
    """Return the head of a page with a canonical address and Open Graph tags where it has none.

    `site_name` and `picture` are escaped. A page that no engine may list gets none.

    Source: RFC 6596; The Open Graph protocol.
    """
    if _HIDDEN in head:
        return head
    lines = []
    if own := _CANONICAL.search(head):
        address = own[1]
    else:
        lines.append(f'<link rel="canonical" href="{address}">')
    if 'property="og:title"' not in head:
        title, about = _TITLE.search(head), _ABOUT.search(head)
        told = {
            "type": "website",
            "site_name": site_name,
            "title": title[1].strip().removesuffix(f" - {site_name}") if title else "",
            "description": about[1] if about else "",
            "url": address,
            "image": picture,
        }
        lines += [
            f'<meta property="og:{name}" content="{text}">' for name, text in told.items() if text
        ]
    return head + "".join(f"{line}\n" for line in lines)

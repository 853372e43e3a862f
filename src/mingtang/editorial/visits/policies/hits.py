"""What counts as a visit: a page of the site itself, opened by the browser of a person."""

import posixpath
from hashlib import blake2b
from urllib.parse import urlsplit

LONGEST_PATH = 255  # characters; longer addresses are answered and not counted
MOST_VIEWS = 10_000_000  # of one page in one batch: more is a fault, not a crowd
# What clients that are no browsers call themselves. Short on purpose: what hides is not found by a list.
_ROBOTS = (
    *("bot", "spider", "crawl", "slurp", "curl", "wget", "python", "java/", "go-http"),
    *("okhttp", "httpclient", "headless", "scrapy", "phantom", "monitor", "probe"),
)


def is_robot(agent: str) -> bool:
    """Tell whether a client says that it is no browser, or says nothing."""
    lowered = agent.lower()
    return not lowered or any(word in lowered for word in _ROBOTS)


def is_of_own_page(*, host: str, origin: str, fetch_site: str) -> bool:
    """Tell whether a page of this very host sent the request.

    Browsers send `Origin` with each POST, and `Sec-Fetch-Site` where the site is encrypted.
    """
    if fetch_site not in {"", "same-origin"}:
        return False
    try:
        named = urlsplit(origin)
    except ValueError:
        return False
    return bool(host) and named.scheme in {"http", "https"} and named.netloc.lower() == host.lower()


def counted_path(path: str) -> str:
    """Return the one address under which a page counts, empty for what is no page.

    `/news/index.html` is `/news/`.
    """
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    is_page = path[:1] == "/" != path[1:2] and path.endswith(("/", ".html"))
    if not is_page or len(path) > LONGEST_PATH or "\\" in path or any(ord(c) < 32 for c in path):
        return ""
    plain = posixpath.normpath(path) + ("/" if path.endswith("/") and path != "/" else "")
    is_hidden = any(part.startswith(".") for part in path.split("/"))
    return "" if is_hidden or plain != path else path


def visitor_number(salt: bytes, *, address: str, agent: str) -> int:
    """Return the number of 64 bits that stands for a browser at an address while the salt lasts."""
    said = f"{address}\n{agent}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(said, digest_size=8, key=salt).digest(), "big")


def is_plausible(path: object, views: object) -> bool:
    """Tell whether an entry of a batch may be added to the totals."""
    is_page = isinstance(path, str) and bool(path) and counted_path(path) == path
    is_count = isinstance(views, int) and not isinstance(views, bool)
    return is_page and is_count and 0 < views <= MOST_VIEWS  # type: ignore[operator]

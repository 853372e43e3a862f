"""Whom finders of a weak spot may tell: the file `security.txt` of a site.

Source: RFC 9116: `Contact` and `Expires` must be there, and `Expires` should be less than a year ahead.
"""

from datetime import datetime, time, timedelta
from urllib.parse import quote

from mingtang.editorial.themes.policies.links import telephone
from mingtang.ground.foundation.clock import BEIJING

SECURITY_PATH = "/.well-known/security.txt"
VALID_FOR = timedelta(days=180)
RENEW_BEFORE = timedelta(days=30)


def expiry(at: datetime) -> datetime:
    """Return until when a file made now is valid: the midnight in Beijing about half a year ahead."""
    day = (at.astimezone(BEIJING) + VALID_FOR).date()
    return datetime.combine(day, time(), tzinfo=BEIJING)


def must_renew(until: datetime | None, at: datetime) -> bool:
    """Answer whether a file runs out soon, or was dated by a clock that went wrong."""
    return until is None or until - at < RENEW_BEFORE or until - at > VALID_FOR + RENEW_BEFORE


def security_text(*, email: str, phone: str, url: str, until: datetime) -> str:
    """Return the words of the file; a site without e-mail and telephone names its home page."""
    contacts = [f"mailto:{quote(email, safe='@')}"] if email else []
    contacts += [number] if (number := telephone(phone)) else []
    lines = [f"Contact: {contact}" for contact in contacts or [f"{url}/"]]
    lines.append(f"Expires: {until.astimezone(BEIJING).isoformat(timespec='seconds')}")
    lines += ["Preferred-Languages: zh, en", f"Canonical: {url}{SECURITY_PATH}"]
    return "\n".join(lines) + "\n"

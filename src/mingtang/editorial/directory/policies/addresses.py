"""Where the pages of the directory are on each site, and under which subjects they wake."""

LEADERS = "/leaders.html"
INSTITUTIONS = "/institutions.html"
CONTACT_BOOK = "/contact-book.html"


def leader_path(number: int) -> str:
    """Return the address of a leader; no folder of a column holds a name like this."""
    return f"/leaders/{number}.html"


def institution_path(number: int) -> str:
    """Return the address of an institution."""
    return f"/institutions/{number}.html"


def contact_path(number: int) -> str:
    """Return the place of a post in the contact book."""
    return f"{CONTACT_BOOK}#post-{number}"


def statement_path(kind: str) -> str:
    """Return the address of a statement."""
    return f"/{kind}.html"


def lists_of(site_id: int) -> str:
    """Return the subject of which lists of a site have anything to show."""
    return f"directory:{site_id}"

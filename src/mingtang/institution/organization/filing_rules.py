"""With whom a unit files a change of its contacts, and what such a filing says."""

from datetime import datetime

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import PostHolding, Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema import Duty, Register

FILED = "organization.contact.filed"


def contact_receivers(code: str, at: datetime) -> dict[str, str]:
    """Return with whom a unit files a change of its contacts, by code, as its regulation names them.

    They are those by whom the duties of `contacts.*` are met (LA-20); empty where there is no such rule.
    """
    rules = rules_for(unit_path(code), at)
    wanted = [
        str(code)
        for rule in rules.rules.values()
        if isinstance(rule, Duty) and FILED in rule.met_by
        for code in rule.met_when.get(FILED, {}).get("receiver", ())
    ]
    labels = {}
    if "account.receivers" in rules:
        entries = rules.rule("account.receivers", Register).entries
        labels = {entry.code: entry.label for entry in entries}
    return {code: labels.get(code, "制度规定的单位") for code in wanted}


def contacts_in_words(unit: Unit, at: datetime) -> str:
    """Return who the information and liaison officers of a unit are, as a filing says it."""
    rows = (
        PostHolding.objects.in_force(at)
        .filter(unit=unit, post__in=(Post.INFORMATION_OFFICER, Post.LIAISON_OFFICER))
        .select_related("person")
        .order_by("post", "pk")
    )
    said = [f"{Post(row.post).label} {row.person.name}" for row in rows]
    return "；".join(said)[:400] or "暂无信息员、联络员"

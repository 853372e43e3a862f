"""The directory of a site: leaders, institutions, contacts, statements."""

from typing import Any

from mingtang.editorial.directory import actions
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.models import (
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from mingtang.editorial.directory.policies.entries import (
    MOST_ENTRIES,
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
)
from mingtang.editorial.pages.models import Target
from tests.actions.spec import Case

OTHERS = ("officer", "leader", "stranger", "auditor", "operator")
LEADER = LeaderFacts(name="顾全", post="市长")
OFFICE = InstitutionFacts(name="综合科", phone="0550-3000001")
POST = ContactFacts(post="值班室", phone="0550-3000002")


def _leader(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "facts": LEADER}


def _office(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "facts": OFFICE}


def _post(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "facts": POST}


def _about(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "kind": StatementKind.ABOUT, "text": "由【主办单位】主办。"}


def _saved_leader(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    row = actions.save_leader(actor=cast.desk_editor, at=at, **given)
    return {"leader_id": row.pk, "version": 7}


def _saved_office(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    row = actions.save_institution(actor=cast.desk_editor, at=at, **given)
    return {"institution_id": row.pk, "version": 7}


def _office_elsewhere(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    row = Institution.objects.create(
        site=cast.edu_site, name="基础教育科", kind="office", changed_at=at
    )
    return {"institution_id": row.pk}


def _full(cast: Any, at: Any, given: dict[str, Any]) -> None:
    PublicContact.objects.bulk_create(
        PublicContact(site=cast.portal, post="窗口", phone="12345", changed_at=at)
        for _ in range(MOST_ENTRIES)
    )


def _page(path: str) -> bool:
    return Target.objects.filter(path=path, lane=1).exists()


CASES = (
    Case(
        actions.save_leader, "desk_editor", _leader, "directory.leader.saved",
        lambda cast, row, _: Leader.objects.get(pk=row.pk).name == "顾全"
        and _page("/leaders.html") and _page(f"/leaders/{row.pk}.html"),
        OTHERS,
        {
            "directory.no_name": lambda cast, at, _: {"facts": LeaderFacts(name=" ", post="市长")},
            "directory.no_post": lambda cast, at, _: {"facts": LeaderFacts(name="顾全", post="")},
            "directory.no_portrait_words": lambda cast, at, _: {"portrait": 10**9},
            "directory.foreign_picture": lambda cast, at, _: {"portrait": 10**9},
            "directory.too_long": lambda cast, at, _: {
                "facts": LeaderFacts(name="顾全", post="市长", resume="长" * 5001)
            },
            "directory.changed_since": _saved_leader,
        },
    ),
    Case(
        actions.save_institution, "desk_editor", _office, "directory.institution.saved",
        lambda cast, row, _: Institution.objects.get(pk=row.pk).phone == "0550-3000001"
        and _page("/institutions.html") and _page(f"/institutions/{row.pk}.html"),
        OTHERS,
        {
            "directory.no_name": lambda cast, at, _: {"facts": InstitutionFacts(name="")},
            "directory.bad_kind": lambda cast, at, _: {
                "facts": InstitutionFacts(name="科", kind="x")
            },
            "directory.private_number": lambda cast, at, _: {
                "facts": InstitutionFacts(name="科", phone="13912345678")
            },
            "directory.changed_since": _saved_office,
        },
    ),
    Case(
        actions.save_contact, "desk_editor", _post, "directory.contact.saved",
        lambda cast, row, _: PublicContact.objects.get(pk=row.pk).post == "值班室"
        and _page("/contact-book.html"),
        OTHERS,
        {
            "directory.no_post": lambda cast, at, _: {"facts": ContactFacts(post="", phone="110")},
            "directory.no_phone": lambda cast, at, _: {"facts": ContactFacts(post="值班", phone="")},
            "directory.private_number": lambda cast, at, _: {
                "facts": ContactFacts(post="值班", phone="13912345678")
            },
            "directory.bad_number": lambda cast, at, _: {
                "facts": ContactFacts(post="值班", phone="小王")
            },
            "directory.foreign_institution": _office_elsewhere,
            "directory.too_many": _full,
        },
    ),
    Case(
        actions.change_statement, "desk_editor", _about, "directory.statement.changed",
        lambda cast, row, _: SiteStatement.objects.get(pk=row.pk).text == "由【主办单位】主办。"
        and _page("/about.html"),
        OTHERS,
        {
            "directory.unknown_mark": lambda cast, at, _: {"text": "【传真】"},
            "directory.too_long": lambda cast, at, _: {"text": "长" * 20_001},
            "directory.changed_since": lambda cast, at, _: {"version": 3},
        },
    ),
)  # fmt: skip

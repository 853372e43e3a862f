"""The rights of the public process in PostgreSQL (公众端数据库角色): it reads what is public, and inserts forms.

Everything that is not named here is forbidden to it, also in tables that come later.
"""

import re

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model

from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.pages.models import PublishedColumn
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sitesearch.models import SearchMiss
from mingtang.editorial.visits.models import PageVisits, SiteDay, VisitBatch
from mingtang.institution.organization.models import Unit
from mingtang.service.interviews.models import PublishedInterview
from mingtang.service.letters.models import Mailbox
from mingtang.service.responses.models import PublishedAnswer
from mingtang.service.signin.models import OwnCase, SignInDraft, SignInService, SignInSite
from mingtang.spine.search.engines.ranked import PUBLIC_TERMS
from mingtang.spine.search.models import PublicDocument
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from mingtang.workbench.intake.models import (
    AnswerCode,
    IntakeRow,
    OfferedForm,
    PublicTry,
    SpentPass,
    StatusRow,
)

ROLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


def _tables(*models: type[Model]) -> tuple[str, ...]:
    return tuple(model._meta.db_table for model in models)


# What citizens send, their visits, what they searched in vain: put in, never read again.
INSERTED = _tables(IntakeRow, VisitBatch, SearchMiss)
# How often an address tried, by its digest, and which pages were sent: put in, and counted. What was typed before
# signing in, sealed with a key that the citizen has: put in, and read when they come back.
COUNTED = _tables(PublicTry, SpentPass, SignInDraft)
# What is online and the index of it, how often it was visited, the titles of pictures and files in it, and the
# status rows that only code and secret lead to, the forms that the office offers, by which service citizens sign in,
# and which status rows are those of a person, by a keyed digest.
READ = (
    PUBLIC_TERMS,
    *_tables(
        *(StatusRow, OfferedForm, AnswerCode, GovSite, Column, PublishedColumn, Unit, Mailbox),
        *(Release, Placement, Address, Picture, OfficeFile, ContentType),
        *(PageVisits, SiteDay, PublicDocument, PublishedAnswer, PublishedInterview),
        *(SignInService, SignInSite, OwnCase),
    ),
)


class UnusableRole(ValueError):
    """A role cannot have this name, or the database has no roles; the text is a Chinese sentence."""


def statements(role: str) -> list[str]:
    """Return the SQL that gives a role the rights of the public process and no other.

    :raises UnusableRole: for a name that is none.
    """
    if not ROLE.fullmatch(role):
        raise UnusableRole(f"角色名 {role!r} 不可用，请用小写字母、数字和下划线")
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        f"REVOKE CREATE ON SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT INSERT ON {', '.join(INSERTED)} TO {role}",
        f"GRANT INSERT, SELECT ON {', '.join(COUNTED)} TO {role}",
        f"GRANT SELECT ON {', '.join(READ)} TO {role}",
    ]


def grant(role: str) -> None:
    """Give the rights to a role that exists, all or none.

    :raises UnusableRole: the database is not PostgreSQL, or has no such role.
    """
    commands = statements(role)
    if connection.vendor != "postgresql":
        raise UnusableRole("SQLite 没有角色；公众端要与工作台隔离，请改用 PostgreSQL")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise UnusableRole(f"数据库没有角色 {role}，请先用 CREATE ROLE {role} LOGIN 建立")
        for command in commands:
            cursor.execute(command)

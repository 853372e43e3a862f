"""What the room stores for others: drafts on their way, and whose case a case is."""

from datetime import datetime, timedelta

import pytest

from mingtang.service.letters.actions.letters import identity_of
from mingtang.service.signin.actions import (
    forget_own_case,
    note_own_case,
    store_draft,
    tidy_drafts,
)
from mingtang.service.signin.models import OwnCase, SignInDraft
from mingtang.service.signin.policies import DRAFTS_KEPT
from mingtang.service.signin.queries import person_digest
from mingtang.workbench.intake.forms import VerifiedSender

ISSUER, OTHER = "https://sso.example.gov.cn", "https://other.example.gov.cn"


@pytest.mark.django_db
def test_draft_is_stored_once_and_deleted_past_its_time(at: datetime) -> None:
    store_draft(key="k" * 20, payload=b"sealed", at=at)
    store_draft(key="k" * 20, payload=b"other", at=at)
    store_draft(key="n" * 20, payload=b"newer", at=at + timedelta(hours=1))

    assert bytes(SignInDraft.objects.get(pk="k" * 20).payload) == b"sealed"
    assert tidy_drafts(at=at + DRAFTS_KEPT) == 0
    assert tidy_drafts(at=at + DRAFTS_KEPT + timedelta(minutes=1)) == 1
    assert SignInDraft.objects.get().pk == "n" * 20


@pytest.mark.django_db
def test_case_belongs_to_the_subject_of_one_issuer_until_it_is_forgotten(at: datetime) -> None:
    for _ in range(2):
        note_own_case(
            issuer=ISSUER, subject="7", status_key="s" * 64, site="portal", received_at=at
        )

    row = OwnCase.objects.get()
    assert row.person == person_digest(ISSUER, "7")
    assert row.person != person_digest(OTHER, "7")
    for _ in range(2):
        forget_own_case(status_key="s" * 64)
    assert not OwnCase.objects.exists()


def test_identity_names_issuer_and_subject() -> None:
    sender = VerifiedSender("市统一身份认证平台", ISSUER, "7", {})

    assert identity_of(sender) == f"{ISSUER}\n7"
    assert identity_of(None) == ""

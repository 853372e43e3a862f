"""Tables are empty after a test that commits, whatever they refer to."""

from datetime import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.search.actions import put_public
from mingtang.spine.search.registry import SearchDocument
from tests.factories.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_content_types_and_nothing_else(cast: Cast) -> None:
    types = ContentType.objects.count()
    assert Person.objects.exists()

    call_command("flush", verbosity=0, interactive=False)

    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    assert ContentType.objects.count() == types > 0


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_terms_of_public_documents(at: datetime) -> None:
    document = SearchDocument(number=1, title="防汛通知", text="请做好准备", dated=at)
    put_public("note", [document], at=at)

    call_command("flush", verbosity=0, interactive=False)

    put_public("note", [document], at=at)  # the same id again: refused where the terms remained

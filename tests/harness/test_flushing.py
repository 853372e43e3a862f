"""Tables are empty after a test that commits, whatever they refer to."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from mingtang.institution.organization.models import Person, Unit
from tests.factories.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_content_types_and_nothing_else(cast: Cast) -> None:
    types = ContentType.objects.count()
    assert Person.objects.exists()

    call_command("flush", verbosity=0, interactive=False)

    assert not Person.objects.exists()
    assert not Unit.objects.exists()
    assert ContentType.objects.count() == types > 0

"""Journeys write into folders of their own, with the rules of the demo city in force."""

from datetime import datetime

import pytest

from mingtang.editorial.pages.models import PublishedSite
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

__all__ = ["folders"]


@pytest.fixture(autouse=True)
def rules(cast: Cast, at: datetime) -> None:
    """The demo pack holds for the whole city."""
    bound_pack("city", at=at)
    for site in (cast.portal, cast.edu_site):
        PublishedSite.objects.update_or_create(pk=site.pk, defaults={"theme": "official"})

"""Which events the promises hear of."""

from datetime import datetime

import pytest

from mingtang.institution.obligations.policies.facts import UNIT_MERGED
from mingtang.institution.obligations.queries.rules import concerns
from mingtang.institution.regulations.actions import install_bundled_packs

pytestmark = pytest.mark.django_db


def test_without_rules_only_the_merger_of_units_concerns_promises() -> None:
    assert concerns(UNIT_MERGED)
    assert not concerns("review.round.started")


def test_codes_of_installed_rules_concern_promises_and_others_do_not(at: datetime) -> None:
    install_bundled_packs(actor="system", at=at)
    assert concerns("review.round.started")  # opens the time of a review
    assert concerns("publishing.article.released")  # renews a column
    assert not concerns("review.gate.passed")

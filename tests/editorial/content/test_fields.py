import json
from datetime import date

from mingtang.editorial.content.actions.fields import fields_from, stored
from tests.factories.content import news_fields


def test_revision_gives_back_the_fields_it_stored() -> None:
    fields = news_fields(
        happened_on=date(2026, 3, 2),
        first_released_on=date(2019, 5, 6),
        document_date=date(2026, 3, 1),
        lapses_on=date(2031, 3, 1),
    )

    assert fields_from(json.loads(json.dumps(stored(fields)))) == fields

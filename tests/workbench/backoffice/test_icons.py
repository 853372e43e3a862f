import ast

import pytest
from wagtail.admin.icons import get_icons

from tests.architecture.source import sources


def _named() -> set[str]:
    """Return every icon that the code of the office names."""
    return {
        one.value.value
        for source in sources()
        for one in ast.walk(ast.parse(source.text))
        if isinstance(one, ast.keyword)
        and one.arg == "icon"
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
    }


@pytest.mark.parametrize("icon", sorted(_named()))
def test_icon_of_a_button_is_drawn(icon: str) -> None:
    assert f'id="icon-{icon}"' in get_icons()

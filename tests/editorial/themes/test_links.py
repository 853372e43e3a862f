"""How pages write addresses, and numbers that can be called."""

import pytest

from mingtang.editorial.themes.policies import links


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/index.html", "/"),
        ("/tzgg/index.html", "/tzgg/"),
        ("/tzgg/202603/p2.html", "/tzgg/202603/p2.html"),
        ("/tzgg/myindex.html", "/tzgg/myindex.html"),
    ],
)
def test_readers_see_folders(path: str, link: str) -> None:
    assert links.link(path) == link


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("0563-3020001", "tel:+86-563-3020001"),
        ("0563 3020001 转 801", "tel:+86-563-3020001"),
        ("（0563）3020001、3020002", "tel:+86-563-3020001"),
        ("05633020001", "tel:+86-5633020001"),
        ("138 0563 0001", "tel:+86-13805630001"),
        ("010-66017755", "tel:+86-10-66017755"),
        ("13805630001", "tel:+86-13805630001"),
        ("12345", "tel:12345;phone-context=+86"),
        ("400-123-4567", "tel:400-123-4567;phone-context=+86"),
        ("请见网站底部", ""),
        ("", ""),
    ],
)
def test_telephones_become_addresses(typed: str, address: str) -> None:
    assert links.telephone(typed) == address

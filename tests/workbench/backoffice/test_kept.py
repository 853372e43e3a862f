from django.http import QueryDict
from django.test import override_settings

from mingtang.workbench.backoffice.kept import LARGEST, seal, unseal


def test_sealed_form_opens_as_it_was() -> None:
    fields = QueryDict("title=%E7%A8%BF&tag=a&tag=b&empty=")

    opened = unseal(seal(fields))

    assert opened is not None
    assert dict(opened.lists()) == {"title": ["稿"], "tag": ["a", "b"], "empty": [""]}


def test_sealed_form_tells_nothing() -> None:
    sealed = seal(QueryDict("title=secret-words"))

    assert b"secret-words" not in sealed
    assert b"title" not in sealed


def test_form_of_another_installation_does_not_open() -> None:
    sealed = seal(QueryDict("a=b"))

    with override_settings(SECRET_KEY="another"):
        assert unseal(sealed) is None


def test_form_too_large_is_not_kept() -> None:
    assert seal(QueryDict("a=" + "x" * LARGEST)) == b""

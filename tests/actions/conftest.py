"""Actions of publishing write into folders of their own, as the tests of pages do."""

from tests.editorial.pages.conftest import folders

__all__ = ["folders"]

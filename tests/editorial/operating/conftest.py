"""Every test of operators writes into folders of its own, as those of pages do."""

from tests.editorial.pages.conftest import folders

__all__ = ["folders"]

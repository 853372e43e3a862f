"""The editor of rich text, reading only what an editor can have sent."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea

from mingtang.ground.foundation.nesting import json_is_deeper_than

LONGEST = 2_000_000  # characters of the editor's own form, which repeats each block's structure
DEEPEST_JSON = 20
# A list in a list in a list … is written as a number by the editor, which itself stops at 4.
_DEEP_LIST = re.compile(r'(?<!\\)"depth"\s*+:\s*+\d{2}')


class GuardedRichTextArea(DraftailRichTextArea):  # type: ignore[misc]
    """Refuses what would take minutes to convert."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        raw = data.get(name) or ""
        if len(raw) > LONGEST or json_is_deeper_than(raw, DEEPEST_JSON) or _DEEP_LIST.search(raw):
            raise BadRequest("rich text that no editor sends")
        return super().value_from_datadict(data, files, name)

"""Tables of documents: their first row becomes the headings that a screen reader reads with each cell."""

from collections.abc import Iterable
from typing import Any

Raw = dict[str, Any]

LONG_TABLE = 200  # rows: some ten screens of a telephone


def with_heads(block: Raw) -> Raw:
    """Return a table whose first row is headings; a table that has headings, and any other block, as it is.

    Word and Excel know no headings. A first row with an empty cell, or with one that reaches into the
    next row, is no plain row of names and is left to the editor.
    """
    from selectolax.lexbor import LexborHTMLParser  # slow import

    if block["type"] != "html_table" or "<table" not in block["value"]:
        return block
    table = LexborHTMLParser(block["value"]).css_first("table")
    if table is None or table.css_first("th") is not None:
        return block
    rows = table.css("tr")
    cells = rows[0].css("td") if len(rows) > 1 else []
    if len(cells) < 2 or any(
        not one.text().strip() or one.attributes.get("rowspan") for one in cells
    ):
        return block
    first = rows[0].html or ""
    heads = first.replace("<td", "<th").replace("</td>", "</th>")
    return {"type": "html_table", "value": (table.html or "").replace(first, heads, 1)}


def long_table_notes(blocks: Iterable[Raw]) -> list[str]:
    """Return a Chinese sentence about each table that hardly anybody reads to its end on a page."""
    notes = []
    for block in blocks:
        rows = str(block["value"]).count("<tr") if block["type"] == "html_table" else 0
        if rows > LONG_TABLE:
            notes.append(
                f"有一个表格共 {rows} 行，已全部收入，但网页和手机上很难看完；"
                "建议另存为 Excel 作附件，正文里只留要点。"
            )
    return notes

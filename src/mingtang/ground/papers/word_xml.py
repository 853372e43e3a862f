"""What `python-docx` has no words for: fonts by script, indents by characters, lines, page numbers."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from mingtang.ground.papers.layout import CHARACTER, LINE, RED, Typeface

LATIN = "Times New Roman"
TWIPS = 20  # in a point


def child(parent: Any, tag: str, **attributes: object) -> Any:
    """Return the only child of a tag, made where there is none, with attributes set."""
    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        parent.append(found)
    for name, value in attributes.items():
        found.set(qn(f"w:{name.rstrip('_')}"), str(value))
    return found


def set_font(holder: Any, face: Typeface, size: float, *, color: str = "") -> None:
    """Set typeface and size of a style or a run; Latin letters stand in Times New Roman."""
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # those of the theme would win
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN)
    fonts.set(qn("w:eastAsia"), face.names[0])
    holder.font.size = Pt(size)
    holder.font.bold = holder.font.italic = False
    holder.font.color.rgb = RGBColor.from_string((color or "#000000")[1:])


def set_indent(
    holder: Any, *, first: float = 0, left: float = 0, right: float = 0, hanging: float = 0
) -> None:
    """Indent a style or paragraph by characters; programs without them read the lengths."""
    owner = holder.element if hasattr(holder, "element") else holder._p
    indent = owner.get_or_add_pPr().get_or_add_ind()
    named = {"left": left, "right": right, "hanging" if hanging else "firstLine": hanging or first}
    for name, characters in named.items():
        indent.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
        indent.set(qn(f"w:{name}"), str(round(characters * CHARACTER * TWIPS)))


def set_spacing(
    holder: Any, *, lines_before: float = 0, line: float = LINE, before: float = 0
) -> None:
    """Set the height of lines in points, and the space above in lines of the page or in points."""
    form = holder.paragraph_format
    form.space_before = Pt(before + lines_before * LINE)
    form.space_after = Pt(0)
    form.line_spacing = Pt(line)
    form.widow_control = False


def rule_below(paragraph: Any, *, color: str = RED, width: float = 1.5) -> None:
    """Draw a line over the whole width below a paragraph; `width` in points."""
    borders = child(paragraph._p.get_or_add_pPr(), "w:pBdr")
    child(borders, "w:bottom", val="single", sz=round(width * 8), space=0, color=color[1:])
    # The order of these elements is fixed; lines come before spacing and indents.
    properties = paragraph._p.pPr
    properties.remove(borders)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def add_page_number(paragraph: Any) -> None:
    """Write the number of the page with a dash on each side."""
    paragraph.add_run("— ")
    field = child(paragraph._p, "w:fldSimple", instr="PAGE")
    field.append(paragraph.add_run("1")._r)
    paragraph.add_run(" —")


def set_table_borders(table: Any, **widths: float | None) -> None:
    """Set the lines of a table in points by their names (`top`, `insideH`, …); None is no line."""
    properties = table._tbl.tblPr
    borders = child(properties, "w:tblBorders")
    for name in ("top", "left", "bottom", "right", "insideH", "insideV"):
        width = widths.get(name)
        if width is None:
            child(borders, f"w:{name}", val="nil")
        else:
            child(borders, f"w:{name}", val="single", sz=round(width * 8), space=0, color="000000")
    properties.remove(borders)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def float_at_bottom(table: Any) -> None:
    """Let a table stand at the lower edge of the text area of the page it falls on."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "center"), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.insert_element_before(
        place, "w:tblOverlap", "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook"
    )

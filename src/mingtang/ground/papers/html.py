"""Documents as HTML for paper: what PDF is made from, in the layout of official documents."""

import base64
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from mingtang.ground.foundation.text import visible
from mingtang.ground.papers import layout
from mingtang.ground.papers.blocks import (
    BodyBlock,
    BodyPicture,
    BodyText,
    DataTable,
    HeadingText,
    OfficialDocument,
)
from mingtang.ground.papers.layout import CHARACTER, LINE, POINTS, SIZE_3, Typeface
from mingtang.ground.papers.pictures import prepared


def document_html(document: OfficialDocument) -> Markup:
    """Return a whole page of HTML with its style; nothing in it is fetched from elsewhere.

    :raises UnusablePicture: a picture cannot be read.
    """
    title = _words(document.title.replace("\n", ""))
    parts = [*_head(document), *_main(document), *_imprint(document)]
    return Markup(
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title>'
        "<style>{}</style></head><body>{}</body></html>"
    ).format(title, Markup(_STYLE), Markup("\n").join(parts))  # noqa: S704 - no words from outside


def _words(text: str) -> str:
    return visible(text)


def _p(text: str, kind: str = "", **lengths: float) -> Markup:
    """Return a paragraph; lengths are in points."""
    style = "; ".join(f"{name.replace('_', '-')}: {value:.2f}pt" for name, value in lengths.items())
    lines = Markup("<br>").join(_words(text).split("\n"))
    return Markup('<p class="{}" style="{}">{}</p>').format(kind, style, lines)


# 版头


def _head(document: OfficialDocument) -> Iterator[Markup]:
    before = [
        (document.copy_number, ""), (document.secrecy, "heiti"), (document.urgency, "heiti"),
    ]  # fmt: skip
    lines = [(text, kind) for text, kind in before if text]
    for text, kind in lines:
        yield _p(text, f"flush {kind}")
    if not document.mark:
        return
    above = max(layout.MARK_BELOW_TOP * POINTS - len(lines) * LINE, 0)
    yield _mark(document, above)
    yield from _number(document)
    yield Markup('<div class="rule"></div>')


def _mark(document: OfficialDocument, above: float) -> Markup:
    suffix = document.mark_suffix
    widest = max(document.mark, key=layout.width_of) + suffix
    several = len(document.mark) > 1
    size = layout.mark_size(widest + ("　" if several else ""))
    if not several:
        return _p(document.mark[0] + suffix, "mark", padding_top=above, font_size=size)
    offices = Markup("").join(_spread(office, document.mark, size) for office in document.mark)
    return Markup(
        '<table class="mark" style="margin-top: {:.2f}pt; font-size: {:.2f}pt"><tr><td>{}</td><td>{}</td></tr></table>'
    ).format(above, size, offices, _words(suffix))


def _spread(office: str, offices: Sequence[str], size: float) -> Markup:
    """Return an office of a joint mark, as wide as the widest of them."""
    missing = max(map(layout.width_of, offices)) - layout.width_of(office)
    space = missing * size / max(len(office) - 1, 1)
    last = -space  # the space behind the last character is none
    return Markup('<div style="letter-spacing: {:.2f}pt; margin-right: {:.2f}pt">{}</div>').format(
        space, last, _words(office)
    )


def _number(document: OfficialDocument) -> Iterator[Markup]:
    signers = layout.signer_lines([_words(name) for name in document.signers])
    if not signers:
        yield _p(document.number, "centre", margin_top=2 * LINE)
    for place, signer in enumerate(signers):
        number = document.number if place == len(signers) - 1 else ""
        yield Markup(
            '<p class="signers" style="margin-top: {:.2f}pt"><span>{}</span><span>{}<i>{}</i></span></p>'
        ).format(0 if place else 2 * LINE, _words(number), signer[:4], signer[4:])


# 主体


def _main(document: OfficialDocument) -> Iterator[Markup]:
    lines = Markup("<br>").join(_words(document.title).split("\n"))
    above = 2 * LINE if document.mark else 0
    yield Markup('<h1 style="margin-top: {:.2f}pt">{}</h1>').format(above, lines)
    if document.receivers:
        yield _p(layout.receivers_line(document.receivers), "flush")
    for block in layout.numbered(document.body):
        yield _block(block)
    for place, name in enumerate(document.attachments):
        yield _attachment(place, name, is_one=len(document.attachments) == 1)
    yield from _signature(document)
    if document.note:
        yield _p(layout.note_line(document.note))


_ALIGNED = {"center": "centre", "right": "to-right", "flush": "flush"}


def _block(block: BodyBlock) -> Markup:
    match block:
        case HeadingText():
            tag = f"h{block.level + 1}"
            return Markup("<{0}>{1}</{0}>").format(Markup(tag), _words(block.text))  # noqa: S704
        case BodyText():
            return _p(block.text, _ALIGNED.get(block.align, ""))
        case DataTable():
            return _table(block)
        case BodyPicture():
            return _picture(block)


def _table(block: DataTable) -> Markup:
    width = len(block.headings)
    head = _cells(block.headings, '<th scope="col">{}</th>')
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(_cells([*row, *[""] * (width - len(row))], "<td>{}</td>"))
        for row in block.rows
    )
    caption = Markup("<caption>{}</caption>").format(_words(block.caption)) if block.caption else ""
    return Markup(
        '<table class="data">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(caption, head, rows)


def _cells(cells: Iterable[str], form: str) -> Markup:
    return Markup("").join(Markup(form).format(_words(cell)) for cell in cells)  # noqa: S704


def _picture(block: BodyPicture) -> Markup:
    content, media_type, width = prepared(block)
    source = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
    caption = Markup("<figcaption>{}</figcaption>").format(_words(block.caption))
    return Markup('<figure><img src="{}" alt="{}" style="width: {:.1f}mm">{}</figure>').format(
        source, _words(block.description), width, caption if block.caption else ""
    )


def _attachment(place: int, name: str, *, is_one: bool) -> Markup:
    number = "" if is_one else f"{place + 1}."
    left = 5 + (0 if is_one else 1.5)
    back = (5 if place else 2) - left
    return Markup(
        '<p class="attachment" style="margin: {:.2f}pt 0 0 {:.2f}pt; text-indent: {:.2f}pt">{}'
        '<span style="width: {:.2f}pt">{}</span>{}</p>'
    ).format(
        0 if place else LINE,
        left * CHARACTER,
        back * CHARACTER,
        "" if place else "附件：",
        0 if is_one else 1.5 * CHARACTER,
        number,
        _words(name),
    )


def _signature(document: OfficialDocument) -> Iterator[Markup]:
    day = layout.chinese_date(document.written_on) if document.written_on else ""
    offices = [_words(office) for office in document.offices]
    rights, date_right = layout.signature_indents(offices, day, is_sealed=document.is_sealed)
    lines = [*zip(offices, rights, strict=True), *([(day, date_right)] if day else [])]
    for place, (text, right) in enumerate(lines):
        above = 0 if place else LINE
        yield _p(text, "signature", margin_right=right * CHARACTER, margin_top=above)


# 版记


def _imprint(document: OfficialDocument) -> Iterator[Markup]:
    rows = []
    if document.copies_to:
        copies = f"抄送：{layout.copies_line(document.copies_to)}"
        rows.append(Markup('<div class="copies">{}</div>').format(_words(copies)))
    if document.printed_by or document.printed_on:
        day = layout.chinese_date(document.printed_on) + "印发" if document.printed_on else ""
        rows.append(
            Markup('<div class="printed"><span>{}</span><span>{}</span></div>').format(
                _words(document.printed_by), day
            )
        )
    if rows:
        yield Markup('<div class="imprint">{}</div>').format(Markup("").join(rows))


def _family(face: Typeface) -> str:
    generic = "serif" if face.is_serif else "sans-serif"
    return ", ".join([*(f'"{name}"' for name in face.names), generic])


# Not justified: the maker of PDF would stretch nothing but the few spaces of a Chinese line.
_NUMBER = '"— " counter(page) " —"'
_FOOT = f"""content: {_NUMBER}; font: {layout.SIZE_4}pt {_family(layout.SONGTI)};
    vertical-align: top; padding-top: {layout.PAGE_NUMBER_BELOW - layout.SIZE_4 / POINTS / 2:.2f}mm;"""
_STYLE = f"""
@page {{
  size: A4; margin: {layout.TOP}mm {layout.RIGHT}mm {layout.BOTTOM}mm {layout.LEFT}mm;
  @footnote {{ border: 0; margin: 0; padding: 0 }}
}}
@page :right {{ @bottom-right {{ {_FOOT} text-align: right; padding-right: {CHARACTER:.2f}pt }} }}
@page :left {{ @bottom-left {{ {_FOOT} text-align: left; padding-left: {CHARACTER:.2f}pt }} }}
body {{ margin: 0; font: {SIZE_3}pt/{LINE:.3f}pt {_family(layout.FANGSONG)};
  letter-spacing: {CHARACTER - SIZE_3 - 0.01:.3f}pt; orphans: 1; widows: 1 }}
p, h1, h2, h3, h4, h5, figure {{ margin: 0 }}
p, h2, h3, h4, h5 {{ text-indent: {2 * CHARACTER:.2f}pt }}
h1, h2, h3, h4, h5 {{ font-size: {SIZE_3}pt; font-weight: normal; break-after: avoid }}
h1 {{ font: {layout.SIZE_2}pt/35pt {_family(layout.XIAOBIAOSONG)}; letter-spacing: 0;
  text-align: center; padding-bottom: {LINE:.2f}pt }}
h2, .heiti {{ font-family: {_family(layout.HEITI)} }}
h3 {{ font-family: {_family(layout.KAITI)} }}
.flush, .centre, .mark, .signers, .signature {{ text-indent: 0 }}
.centre {{ text-align: center }}
.mark {{ color: {layout.RED}; font-family: {_family(layout.XIAOBIAOSONG)}; line-height: 1.25;
  letter-spacing: 0; text-align: center; white-space: nowrap }}
table.mark {{ margin-left: auto; margin-right: auto; border-spacing: 0 }}
table.mark div {{ text-align: left }}
table.mark td {{ padding: 0 3pt; vertical-align: middle }}
.signers {{ display: flex; justify-content: space-between; padding: 0 {CHARACTER:.2f}pt }}
.signers i {{ font-style: normal; font-family: {_family(layout.KAITI)} }}
.signers span {{ white-space: pre }}
.rule {{ height: {layout.LINE_BELOW_NUMBER}mm; border-bottom: 1.5pt solid {layout.RED} }}
.to-right {{ text-align: right; text-indent: 0 }}
.signature {{ text-align: right; break-before: avoid }}
.attachment span {{ display: inline-block; text-indent: 0 }}
figure {{ text-align: center; text-indent: 0; break-inside: avoid }}
figure img {{ max-width: 100% }}
table.data {{ width: 100%; border-collapse: collapse; font-size: {layout.TABLE_SIZE}pt; line-height: 20pt;
  letter-spacing: 0; margin-bottom: {LINE / 4:.2f}pt }}
table.data th, table.data td {{ border: .5pt solid #000; padding: 1pt 1.5mm; text-align: left; font-weight: normal }}
table.data th {{ font-family: {_family(layout.HEITI)}; text-align: center }}
table.data tr {{ break-inside: avoid }}
caption {{ font-size: {SIZE_3}pt; line-height: {LINE:.2f}pt; text-align: center }}
.imprint {{ float: footnote; font-size: {layout.SIZE_4}pt; line-height: 24pt; letter-spacing: 0;
  border-top: {layout.THICK}mm solid; border-bottom: {layout.THICK}mm solid }}
.imprint::footnote-call, .imprint::footnote-marker {{ content: none }}
.imprint div + div {{ border-top: {layout.THIN}mm solid }}
.copies {{ padding: 0 1em 0 4em; text-indent: -3em }}
.printed {{ display: flex; justify-content: space-between; padding: 0 1em }}
"""

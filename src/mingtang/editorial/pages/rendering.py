"""From a frozen view to the bytes of a file.

The frame (header, navigation, footer) of a column is rendered once and cut at two marks; a page is
then its head and body joined with the three pieces. The pieces are kept by site, column and the
version of the site's frames.

What the standard demands of every page stands in templates that no theme replaces: one goes before the
head, one takes the place of `{{ marks }}` in the footer of the frame.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import escape

from mingtang.editorial.pages.policies.heads import completed_head
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.themes import Theme
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import ONE_LANGUAGE, PageSection, SiteLanguages, SiteView
from mingtang.editorial.themes.wording import in_chinese

LARGEST_PAGE = 5 * 1024 * 1024
_HEAD_MARK = "\x02head\x02"
_BODY_MARK = "\x02body\x02"
_MARKS_MARK = "\x02marks\x02"
_HERE_MARK = "\x02here\x02"
_TRAIL_MARK = "\x02trail\x02"
STANDARD_HEAD = "standard/head.html"
STANDARD_SCRIPTS = "standard/scripts.html"
STANDARD_LANGUAGES = "standard/languages.html"
STANDARD_FOOT = "standard/foot.html"
STANDARD_SECTION = "standard/section.html"
STANDARD_TRAIL = "standard/trail.html"
_COLUMN = '<meta name="ColumnName"'
NO_MARKS = (
    "shell.html：页脚中应写一次 {{ marks }}，放在 page_body 之后。它生成党政机关网站标识、"
    "“我为政府网站找错”入口、网站标识码、主办单位、备案号和网站地图，这是国家规范的要求，模板不能去掉。"
)
_KEPT_SHELLS = 4096


class CannotRender(Exception):
    """A page could not be made; the text says why, for the editor and the operator."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A frame, cut where head and body of a page go, and what it read."""

    before: str
    between: str
    after: str
    notes: Notes
    languages: SiteLanguages = ONE_LANGUAGE

    @property
    def frame(self) -> str:
        """The frame without a page in it."""
        return "".join((self.before, self.between, self.after))


class ShellCache:
    """The frames of this process, the least recently used go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Pieces] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Pieces | None:
        """Return a frame that is kept."""
        pieces = self._kept.get(key)
        if pieces is not None:
            self._kept.move_to_end(key)
        return pieces

    def put(self, key: tuple[object, ...], pieces: Pieces) -> None:
        """Keep a frame."""
        self._kept[key] = pieces
        while len(self._kept) > _KEPT_SHELLS:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all; for tests."""
        self._kept.clear()


shells = ShellCache()


def render_shell(theme: Theme, context: dict[str, Any], notes: Notes) -> Pieces:
    """Render a frame with two marks in it and cut it there.

    Source: 国办发〔2017〕47号, GL-F: what stands at the foot of every page of a government website.

    :raises CannotRender: the template fails or has not exactly one place for head, body and marks.
    """
    marks = {"page_head": _HEAD_MARK, "page_body": _BODY_MARK, "marks": _MARKS_MARK}
    marks["here"] = _HERE_MARK  # the address of the page, known later
    marks["trail"] = _TRAIL_MARK  # the way to a page of no column
    text = _render(theme, "shell.html", context | marks)
    if text.count(_HEAD_MARK) != 1 or text.count(_BODY_MARK) != 1:
        raise CannotRender("shell.html：page_head 和 page_body 应各出现一次。")
    before, rest = text.split(_HEAD_MARK)
    if _BODY_MARK not in rest:
        raise CannotRender("shell.html：page_head 应在 page_body 之前。")
    between, after = rest.split(_BODY_MARK)
    if text.count(_MARKS_MARK) != 1 or _MARKS_MARK not in after:
        raise CannotRender(NO_MARKS)
    before += _render(theme, STANDARD_HEAD, context)
    after = after.replace(_MARKS_MARK, _render(theme, STANDARD_FOOT, context))
    return Pieces(before, between, after, notes, context["shell"].languages)


def render_page(
    theme: Theme,
    template_name: str,
    context: dict[str, Any],
    pieces: Pieces | None,
    *,
    marks: str = "",
    section: PageSection | None = None,
    twins: Mapping[str, str] | None = None,
) -> bytes:
    """Return the bytes of a page; with a frame, its template has a `head` and a `body` block.

    `marks` is the template of the tags required by the standard in the head of pages of this kind, `section` what
    these tags say of a page of no column;
    `twins` are the addresses of the page in other languages.

    :raises CannotRender: the template fails, or the page is too large.
    """
    if pieces is None:
        text = _render(theme, template_name, context)
    else:
        head, body = _blocks(theme, template_name, context)
        here, trail = link(context["url"]), ""
        if section:
            trail = _render(theme, STANDARD_TRAIL, context | {"section": section})
        told = context | {"section": section, "here": here}
        if twins:
            told |= {"languages": pieces.languages, "twins": twins}
        head = _with_marks(theme, head, told, marks)
        ways = {_HERE_MARK: here, _TRAIL_MARK: trail} | _ways(pieces.languages, twins or {})
        frame = [_replaced(piece, ways) for piece in (pieces.before, pieces.between, pieces.after)]
        text = "".join((frame[0], head, frame[1], body, frame[2]))
    return checked_size(text.encode())


def _with_marks(theme: Theme, head: str, told: dict[str, Any], marks: str) -> str:
    """Return the head of a page behind what the standard demands there and the ways to its copies."""
    if marks:
        head = _render(theme, marks, told) + head
    if told["section"] and _COLUMN not in head:
        head = _render(theme, STANDARD_SECTION, told) + head
    head = _completed(head, told["site"], told["here"])
    if told["site"].has_traditional:
        head = _render(theme, STANDARD_SCRIPTS, told) + head
    if "twins" in told:
        head = _render(theme, STANDARD_LANGUAGES, told) + head
    return head


def _completed(head: str, site: SiteView, here: str) -> str:
    emblem = site.look.emblem
    picture = f"{site.url}{emblem.link}" if emblem else ""
    return completed_head(
        head,
        site_name=str(escape(site.name)),
        address=str(escape(f"{site.url}{here}")),
        picture=str(escape(picture)),
    )


def _ways(languages: SiteLanguages, twins: Mapping[str, str]) -> dict[str, str]:
    """Return the link to each language from a page: its twin, else the other home."""
    return {one.mark: str(escape(twins.get(one.tag, one.home))) for one in languages.others}


def _replaced(text: str, ways: Mapping[str, str]) -> str:
    for mark, address in ways.items():
        text = text.replace(mark, address)
    return text


def checked_size(content: bytes) -> bytes:
    """Return the content.

    :raises CannotRender: it is larger than a page may be.
    """
    if len(content) > LARGEST_PAGE:
        size = len(content) / 1024 / 1024
        raise CannotRender(f"页面有 {size:.1f} MB，超过 5 MB 的上限。请把长表格或附表改为附件。")
    return content


def _render(theme: Theme, name: str, context: dict[str, Any]) -> str:
    try:
        return theme.template(name).render(context)
    except Exception as error:
        raise _told(name, error) from error


def _blocks(theme: Theme, name: str, context: dict[str, Any]) -> tuple[str, str]:
    try:
        template = theme.template(name)
        run = template.new_context(context)
        try:
            return "".join(template.blocks["head"](run)), "".join(template.blocks["body"](run))
        except Exception:  # noqa: BLE001 - raised again, with the lines of the template
            theme.environment.handle_exception()
    except Exception as error:
        raise _told(name, error) from error


def _told(name: str, error: Exception) -> CannotRender:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return CannotRender(
            f"模板 {error.name or name} 第 {error.lineno} 行：{in_chinese(error.message or '')}"
        )
    if isinstance(error, jinja2.TemplateNotFound):
        return CannotRender(f"模板中缺少 {error.name}。")
    if isinstance(error, KeyError) and error.args and error.args[0] in {"head", "body"}:
        return CannotRender(f"模板 {name} 缺少 {error.args[0]} 块。")
    if isinstance(error, MemoryError):
        return CannotRender(f"模板 {name} 第 {_line_of(name, error)} 行：占用的内存过多。")
    return CannotRender(f"模板 {name} 第 {_line_of(name, error)} 行：{in_chinese(str(error))}")


def _line_of(name: str, error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

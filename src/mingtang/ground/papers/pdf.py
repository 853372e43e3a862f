"""Documents as PDF, with tags for screen readers (PDF/UA); needs the extra `documents` and Pango."""

from typing import Any

from PIL import ImageFile

from mingtang.ground.papers.blocks import OfficialDocument
from mingtang.ground.papers.html import document_html

ADVICE = (
    "请安装附加组件和系统库：pip install 'mingtang[documents]'，"
    "apt-get install libpangoft2-1.0-0 fonts-noto-cjk；在此之前可以导出 Word"
)


class PdfUnavailable(RuntimeError):
    """This machine cannot make PDF; the text is Chinese and says what is missing."""


def load_pdf_maker() -> Any:
    """Return the library that makes PDF. :raises PdfUnavailable: it or its system library is missing."""
    try:
        import weasyprint  # optional dependency
    except ImportError as error:
        raise PdfUnavailable("没有安装导出 PDF 的组件 WeasyPrint") from error
    except OSError as error:  # what the loader says of a system library
        raise PdfUnavailable(f"缺少导出 PDF 的系统库 Pango：{str(error)[:200]}") from error
    finally:
        # The library turns this on for the whole process, where it would let damaged uploads in.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def write_pdf(document: OfficialDocument) -> bytes:
    """Return a document as PDF. Nothing is fetched; the same document gives the same bytes.

    :raises PdfUnavailable: this machine cannot.
    :raises UnusablePicture: a picture cannot be read.
    """
    maker = load_pdf_maker()
    from weasyprint.urls import URLFetcher  # optional dependency

    inside = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    page = maker.HTML(string=str(document_html(document)), url_fetcher=inside)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return made

"""A document with every part, and a small picture, for the tests of Word and PDF."""

import io
from datetime import date
from typing import Any

from PIL import Image

from mingtang.ground.papers.blocks import (
    BodyPicture,
    BodyText,
    DataTable,
    HeadingText,
    OfficialDocument,
)

WORDS = "为进一步规范全市政府网站管理，提升信息发布、解读回应、办事服务和互动交流水平，现就有关事项通知如下。"


def png(width: int = 40, height: int = 30, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(out, form)
    return out.getvalue()


def notice(**changed: Any) -> OfficialDocument:
    """Return a notice of an office with every part; `changed` replaces some."""
    parts: dict[str, Any] = {
        "title": "宣城市人民政府办公室关于加强\n全市政府网站管理工作的通知",
        "mark": ["宣城市人民政府办公室"],
        "number": "宣政办〔2026〕12号",
        "receivers": ["各县、市、区人民政府", "市政府各部门"],
        "body": [
            BodyText(WORDS),
            HeadingText("总体要求", 1),
            HeadingText("主要任务", 1),
            HeadingText("规范发布", 2),
            HeadingText("三审三校", 3),
            HeadingText("初审", 4),
            DataTable(["单位", "来信"], [["宣州区", "120"], ["郎溪县"]], "表1　来信"),
            BodyPicture(png(), "办理流程图", "图1　流程"),
        ],
        "attachments": ["网站名录", "账号清单"],
        "offices": ["宣城市人民政府办公室"],
        "written_on": date(2026, 3, 1),
        "note": "此件公开发布",
        "copies_to": ["市委各部门", "市法院"],
        "printed_by": "宣城市人民政府办公室",
        "printed_on": date(2026, 3, 12),
    }
    return OfficialDocument(**{**parts, **changed})

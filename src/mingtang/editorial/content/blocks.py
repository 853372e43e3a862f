"""The blocks of an article's body, and the rules for the raw list that is stored.

What is stored is a list of `{"type", "value", "id"}`. A block type is never deleted, only hidden:
a type that is gone would vanish from old texts without a word.
"""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr", "blockquote"]


class PictureBlock(blocks.StructBlock):
    """A picture with its name; every picture has one (图片必须命名)."""

    image = ImageChooserBlock(label="图片")
    name = blocks.CharBlock(
        label="图片名称", max_length=100, help_text="写清图中的人和事，读屏软件会朗读。"
    )
    caption = blocks.CharBlock(label="图注", required=False, max_length=200)

    class Meta:
        icon = "image"
        label = "图片"


class AttachmentBlock(blocks.StructBlock):
    """A file that readers can download (附件)."""

    document = DocumentChooserBlock(label="文件")
    title = blocks.CharBlock(label="附件名称", max_length=200)

    class Meta:
        icon = "doc-full"
        label = "附件"


class SignatureBlock(blocks.StructBlock):
    """The signature and date at the end of a document (落款)."""

    office = blocks.CharBlock(label="落款单位", max_length=200)
    date = blocks.DateBlock(label="落款日期", required=False)

    class Meta:
        icon = "edit"
        label = "落款"


class ArticleBody(blocks.StreamBlock):
    """What a body is made of."""

    text = blocks.RichTextBlock(label="正文", features=TEXT_FEATURES)
    table = TypedTableBlock(
        [("text", blocks.TextBlock(required=False, label="文字"))], label="表格"
    )
    picture = PictureBlock()
    attachment = AttachmentBlock()
    signature = SignatureBlock()
    # Tables with merged cells, as imported documents have them; cleaned when saved.
    html_table = blocks.RawHTMLBlock(label="导入的表格", icon="table")

    class Meta:
        required = False

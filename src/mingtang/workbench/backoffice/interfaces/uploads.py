"""Wagtail's forms and views for pictures and files, with our door in front and our actions behind.

Whatever view builds a form for one of them (one or several at once, the chooser, editing) takes it
from here: a new file is judged and stored by `add_media`, and an old one keeps its file.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.views import multiple as documents
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.views import multiple as images

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import AdmittedFile, FileUse, admit_file
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.media import add_media, change_media, note_refused_upload
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.models import OfficeFile, Picture


class _JudgedImageField(WagtailImageField):  # type: ignore[misc]
    """Takes whatever comes; the form judges it. Wagtail's own would open it first."""

    default_validators: ClassVar[list[Any]] = []

    def to_python(self, data: Any) -> Any:
        return FileField.to_python(self, data)


class _MediaForm:
    """What the forms of pictures and of files have in common."""

    use: ClassVar[FileUse]
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, user: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]
        self._person = user
        self._admitted: AdmittedFile | None = None
        if self.instance.pk:
            self.fields.pop("file", None)  # other bytes are another picture or file
        elif "file" in self.fields:
            self.fields["file"].help_text = _help_text(self.use)

    def clean_file(self) -> Any:
        """Judge what was sent.

        :raises ValidationError: it may not come in; every reason is said.
        """
        sent = self.cleaned_data["file"]
        try:
            self._admitted = admit_file(sent, sent.name, self.use)
        except Refused as refusal:
            if self._person is not None:
                codes = [reason.code for reason in refusal.reasons]
                note_refused_upload(actor=self._person, at=moment(), use=self.use, codes=codes)
            raise ValidationError([f"{reason.text}。" for reason in refusal.reasons]) from refusal
        return sent

    def save(self, commit: bool = True) -> Any:
        """Store a new file, or other words about one; always at once and by our actions."""
        assert self._person is not None  # every view of the office gives one
        if len(self.collections) == 1:  # type: ignore[attr-defined]
            self.instance.collection = self.collections[0]  # type: ignore[attr-defined]
        if self.instance.pk:
            change_media(actor=self._person, at=moment(), media=self.instance)
        else:
            assert self._admitted is not None  # a valid form has judged one
            add_media(actor=self._person, at=moment(), media=self.instance, admitted=self._admitted)
        return self.instance


class PictureForm(_MediaForm, BaseImageForm):  # type: ignore[misc]
    """A picture, on its way in or described again."""

    use = FileUse.PICTURE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            known = self.fields["file"]
            field = _JudgedImageField(label=known.label, widget=known.widget)
            field.help_text = known.help_text
            self.fields["file"] = field


class FileForm(_MediaForm, BaseDocumentForm):  # type: ignore[misc]
    """A file to download, on its way in or described again."""

    use = FileUse.ATTACHMENT


class AddPictures(images.AddView):  # type: ignore[misc]
    """Several pictures at once."""

    def save_object(self, form: PictureForm) -> Picture:
        """Store one of them; Wagtail would save it twice, the second time past the form."""
        picture: Picture = form.save()
        return picture


class AddFiles(documents.AddView):  # type: ignore[misc]
    """Several files at once."""

    def save_object(self, form: FileForm) -> OfficeFile:
        """Store one of them."""
        file: OfficeFile = form.save()
        return file


def _help_text(use: FileUse) -> str:
    kinds = "、".join(dict.fromkeys(end.upper() for end in use.extensions))
    megabytes = use.max_bytes // 1024 // 1024
    return f"可以上传：{kinds}；每个不超过 {megabytes} MB。"

"""Addresses of the media library, and its place in the menu."""

from django.urls import path

from mingtang.editorial.media.interfaces import cropping, lists, replacing, screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.models import OfficeFile, Picture

app_name = "media"
_VERBS = {"": screens.MediaScreen, "edit": screens.ChangeMedia, "delete": screens.DeleteMedia}
urlpatterns = [
    path("", lists.PictureList.as_view(), name="pictures"),
    path("films/", lists.FilmList.as_view(), name="films"),
    path("files/", lists.FileList.as_view(), name="files"),
    path("watermark/", cropping.SetWatermark.as_view(), name="watermark"),
    path("pictures/<int:pk>/focus/", cropping.FocusPicture.as_view(), name="picture-focus"),
    path("pictures/<int:pk>/crop/", cropping.CropPicture.as_view(), name="picture-crop"),
    path("pictures/<int:pk>/replace/", replacing.ReplaceMedia.as_view(), name="picture-replace"),
    path("files/<int:pk>/convert/", screens.ConvertFilm.as_view(), name="file-convert"),
    path("files/<int:pk>/replace/", replacing.ReplaceFile.as_view(), name="file-replace"),
    *(
        path(
            f"{sort}s/<int:pk>/{verb}/" if verb else f"{sort}s/<int:pk>/",
            screen.as_view(model=model),
            name=f"{sort}-{verb}" if verb else sort,
        )
        for sort, model in (("picture", Picture), ("file", OfficeFile))
        for verb, screen in _VERBS.items()
    ),
]

register_menu_item(
    MenuEntry("library", "素材库", "media:pictures", "image", "media", 10, lists.READ)
)

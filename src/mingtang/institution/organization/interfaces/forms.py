"""The forms of the sign-in pages. They check the shape; actions decide."""

from typing import Any

from django import forms
from django.conf import settings

from mingtang.ground.foundation.decisions import Refused


class PlainForm(forms.Form):
    """A form without furniture, whose refusals stand beside the fields they belong to."""

    template_name = "sign_in/form.html"
    use_required_attribute = False  # our own words say what is missing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def get_context(self) -> dict[str, Any]:
        """Put the cursor where something is to be typed: the first wrong field, else the first."""
        wrong = (name for name in self.errors if name in self.fields)
        first = self.fields[next(wrong, next(iter(self.fields)))]
        first.widget.attrs["autofocus"] = True
        return super().get_context()

    def add_refusal(self, refused: Refused) -> None:
        """Put every reason of a refusal on its field, or on the whole form."""
        for reason in refused.reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


def _text(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs=attributes)


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class SignInForm(PlainForm):
    """User name and password."""

    username = forms.CharField(
        label="用户名",
        max_length=60,
        error_messages={"required": "请输入用户名。", "max_length": "用户名不超过60个字符。"},
        widget=_text(autocomplete="username", autocapitalize="none", spellcheck="false"),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        error_messages={"required": "请输入密码。", "max_length": "密码不超过200个字符。"},
        widget=_password("current-password"),
    )


class CodeForm(PlainForm):
    """A code of the authenticator, or where the second step asks, a recovery code."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="打开手机上的身份验证器，输入当前显示的6位数字。",
        error_messages={"required": "请输入动态口令。", "max_length": "动态口令不对，请重新输入。"},
        widget=_text(autocomplete="one-time-code", inputmode="text", spellcheck="false"),
    )


class PasswordForm(PlainForm):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label="原密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请输入原密码。"},
        widget=_password("current-password"),
    )
    password = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请输入新密码。"},
        widget=_password("new-password"),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请再输一遍新密码。"},
        widget=_password("new-password"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        length = next(
            entry["OPTIONS"]["min_length"]
            for entry in settings.AUTH_PASSWORD_VALIDATORS
            if entry["NAME"].endswith("MinimumLengthValidator")
        )
        self.fields[
            "password"
        ].help_text = (
            f"至少{length}个字符，不能全是数字，不能是常见密码，也不能与用户名、姓名相近。"
        )

    def clean(self) -> None:
        """Compare the two entries of the new password."""
        first, second = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", "两次输入的新密码不一致，请重新输入。")


class ProofForm(PlainForm):
    """The own password once more, before something that weakens the account."""

    password = forms.CharField(
        label="登录密码",
        strip=False,
        max_length=200,
        help_text="为确认是您本人操作，请再次输入登录密码。",
        error_messages={"required": "请输入登录密码。"},
        widget=_password("current-password"),
    )

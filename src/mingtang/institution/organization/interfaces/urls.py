"""Addresses of signing in, mounted by the office at `sign-in/`."""

from django.urls import path

from mingtang.institution.organization.interfaces import own_account, sign_in

app_name = "sign_in"
urlpatterns = [
    path("", sign_in.enter, name="enter"),
    path("code/", sign_in.code, name="code"),
    path("leave/", sign_in.leave, name="leave"),
    path("password/", own_account.password, name="password"),
    path("second-factor/", own_account.second_factor, name="second_factor"),
    path("second-factor/off/", own_account.second_factor_off, name="second_factor_off"),
    path("second-factor/recovery-codes/", own_account.recovery_codes, name="recovery_codes"),
]

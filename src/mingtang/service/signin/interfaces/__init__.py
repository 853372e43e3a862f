"""The screens of sign-in services, and the public pages of signing in."""

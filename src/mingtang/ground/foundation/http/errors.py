"""Why nothing was fetched: refused by a rule of ours, or failed on the way."""


class FetchError(Exception):
    """`code` is stable; the text is Chinese and says what is wrong."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text)


class FetchRefused(FetchError):
    """We do not go there: scheme, sign-in in the address, private address, too many redirects."""


class FetchFailed(FetchError):
    """We went and got nothing whole: name, connection, certificate, time, size, broken answer."""


def timed_out() -> FetchFailed:
    """Return the error for a deadline that passed."""
    return FetchFailed("timeout", "对方没有在规定时间内答复")

"""What can go wrong on the way to a server, in words of ours."""


class Unsent(Exception):
    """A message was not taken; `is_final` where another try would change nothing.

    The words never quote the answer of a server: it may repeat an address or a number.
    """

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        self.words, self.is_final = words, is_final
        super().__init__(words)

"""The surroundings of a page of a form (所在网站): the site, the reader, and what is looked up when a page asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mingtang.workbench.intake.forms import SignInOffer, VerifiedSender

SignInHere = tuple[SignInOffer | None, VerifiedSender | None]


@dataclass(frozen=True)
class SiteMarks:
    """What a site's published pages say: tags of the head and the end of the page, which the standard
    demands of every page, and their language.
    """

    head: str = ""
    foot: str = ""
    language: str = ""


@dataclass(frozen=True)
class PublicPlace:
    """Where a page of a form stands: its site, the address of the reader, and what finds the site's name
    and marks, how one signs in there, and what was typed into a form before that.
    """

    site: str
    address: str
    find_name: Callable[[], str]
    find_signing: Callable[[], SignInHere] = field(default=lambda: (None, None))
    find_draft: Callable[[str], Mapping[str, str]] = field(default=lambda code: {})
    find_marks: Callable[[], SiteMarks] = SiteMarks

    @cached_property
    def name(self) -> str:
        """The name of the site, asked for by what shows it: who sends a form is only led on."""
        return self.find_name()

    @cached_property
    def signing(self) -> SignInHere:
        """How one signs in here and who is signed in, looked up by the forms that ask for it."""
        return self.find_signing()

    @property
    def showed_sign_in(self) -> bool:
        """Whether a page asked how one signs in here, and one can."""
        return "signing" in vars(self) and self.signing[0] is not None

    @cached_property
    def marks(self) -> SiteMarks:
        """The marks of the site as its published pages have them; none as long as it has no page."""
        return self.find_marks()

    @property
    def language(self) -> str:
        """The language of the site's published pages (BCP 47); empty as long as it has none."""
        return self.marks.language

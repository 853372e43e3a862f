"""Which public forms exist (公众表单): a room above declares a form and what is done with it. No Django.

A form of a room costs its declaration, an action that its `take` calls, and, where the shared template
does not do, a template of its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from mingtang.ground.foundation.decisions import YES, Decision, Reason
from mingtang.ground.foundation.files import AdmittedFile, FileKind
from mingtang.ground.foundation.files.uses import MEGABYTE
from mingtang.workbench.intake.enums import FieldKind, SignInNeed

CODE = re.compile(r"[a-z][a-z0-9-]{1,58}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Names that the page of every form uses itself.
RESERVED_CODES = frozenset({"receipt", "status", "parts", "sign-in", "my-letters"})
RESERVED_NAMES = frozenset(
    {"pass", "answer", "altcha", "files", "held", "kept", "section", "turn", "seen", "verified"}
)
# What citizens send as evidence; a form may take more of what the door for files knows, or less.
USUAL_KINDS = frozenset(
    {
        *(FileKind.JPG, FileKind.PNG, FileKind.PDF, FileKind.OFD, FileKind.TXT, FileKind.ZIP),
        *(FileKind.DOC, FileKind.DOCX, FileKind.XLS, FileKind.XLSX, FileKind.WPS, FileKind.ET),
        FileKind.MP4,
    }
)
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.MULTIPLE})
MOST_BYTES = 10 * MEGABYTE  # of one file, unless the form says less


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field of a public form.

    `most` is its limit in characters. `is_personal` marks what tells who a person is: it is masked
    wherever an operator looks at a form. `choices` are pairs of value and label, of a CHOICE alone.
    `autocomplete` is the token by which a browser offers what the person typed elsewhere
    (HTML, 4.10.18.7). `is_page_before` fills a WEB_ADDRESS in with the page of the site that led here,
    `is_in_address` any field with what the address says (`?name=value`). `choices_at` finds the choices
    of a site, by its code, whenever its page is shown or sent. The value of a MULTIPLE is one chosen value
    a line, at most `most_chosen` of them if that is above 0. Fields of a later `section` are on a
    later page. `only_when` is a field of an earlier section and some of its values: the field is
    shown only if one of them was chosen.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    help: str = ""
    most: int = 100
    is_required: bool = False
    is_personal: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    autocomplete: str = ""
    is_page_before: bool = False
    is_in_address: bool = False
    choices_at: Callable[[str], Sequence[tuple[str, str]]] | None = None
    most_chosen: int = 0
    section: int = 0
    only_when: tuple[str, tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or self.name in RESERVED_NAMES:
            raise ValueError(f"a field cannot be named {self.name!r}")
        has_choices = bool(self.choices) or self.choices_at is not None
        if has_choices != (self.kind in CHOSEN):
            raise ValueError(f"field {self.name}: a CHOICE has choices, and nothing else has")
        if self.is_page_before and self.kind is not FieldKind.WEB_ADDRESS:
            raise ValueError(f"field {self.name}: a page is a WEB_ADDRESS")
        if self.most < 1:
            raise ValueError(f"field {self.name}: its limit is above 0 characters")


@dataclass(frozen=True, kw_only=True)
class FileSlot:
    """The one place of a form for files: how many, how large each in bytes, of which kinds."""

    label: str = "附件"
    help: str = ""
    most_files: int = 3
    most_bytes: int = MOST_BYTES
    kinds: frozenset[FileKind] = USUAL_KINDS
    is_required: bool = False


@dataclass(frozen=True)
class FormLimits:
    """How many forms are taken in a time: from one address, and of everybody together."""

    by_address: int = 20
    by_all: int = 1000
    within: timedelta = timedelta(minutes=30)


@dataclass(frozen=True)
class TurnedAwayFile:
    """An attachment that did not come through the door for files, and why."""

    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class SignInOffer:
    """The service by which people sign in on a site, and the telephone for those who cannot."""

    service: str
    phone: str


@dataclass(frozen=True)
class VerifiedSender:
    """Who is signed in, by the word of a service; `values` are the fields that it fills in."""

    service: str
    issuer: str
    subject: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class ReceivedForm:
    """What a citizen sent, opened by the worker; all that a room above learns of it.

    `code` is the receipt code that the citizen was given, `status_key` the key of the row that answers
    a query by code and secret (see :func:`mingtang.workbench.intake.actions.put_status`): a case takes
    both over. `site` is the code of the site on which the form stood. `values` holds every field by
    name, empty where nothing was typed. The content of `files` can be read during the call alone.
    `sender` is who was signed in, where the form asks for that.
    """

    form: str
    key: str
    code: str
    status_key: str
    site: str
    received_at: datetime
    values: Mapping[str, str]
    files: tuple[AdmittedFile, ...] = ()
    turned_away: tuple[TurnedAwayFile, ...] = ()
    sender: VerifiedSender | None = None


@dataclass(frozen=True)
class FormHint:
    """A page of the same site that may answer a person who is about to send a form, with a note."""

    title: str
    link: str
    note: str = ""


class FindHints(Protocol):
    """Finds hints for typed values; runs in the public process and reads only public tables."""

    def __call__(self, values: Mapping[str, str], *, site: str, at: datetime) -> Sequence[FormHint]:
        """Return hints, the most likely first.

        :raises DatabaseError: the query failed; the form is then taken without hints.
        """


class TakeForm(Protocol):
    """What a room does with a form: it calls an action of the room, in the transaction it is given."""

    def __call__(self, received: ReceivedForm, *, at: datetime) -> None:
        """Take a form over; `at` is the moment of receipt, with which every clock of it begins.

        What it writes is there exactly once, with the mark that the form is taken. It writes rows and
        files by their digest, and asks no network.

        :raises Refused: the form cannot be taken, and no repeat will change that; an operator is told.
            Any other error is tried again with growing pauses.
        """


@dataclass(frozen=True, kw_only=True)
class PublicForm:
    """A public form: its fields, its limits, and the function that takes what is sent.

    `code` is the end of its address (`/forms/CODE/`). `check` is called with all values once each
    is valid by itself. `receipt` is the text on the receipt. `has_status` is off if there is
    nothing to query later, such as for a rating: no secret is issued then. `is_follow_up` links the
    form from the status page. `site` is the code of its only site, empty for all. `section_titles`
    are the headings of its pages, by section. `may_send` is called with the moment: a form that
    opens and closes returns why it takes nothing now. `one_click` names what a program posts to the
    address of the form in place of a page that a person sends: the form is then taken with the
    fields filled in from the address. `fill_in` is called with the values of the address and the
    site, and returns initial values. `hints` finds pages that may answer the person; they are shown
    once before the form is taken, and its files are sealed meanwhile. `next_steps` are
    sentences on the receipt about what happens next. `sign_in` is called with the values and the
    site, and returns whether their sender signs in.
    `column_type` is the kind of column that the page is by the standard (ColumnType).
    """

    code: str
    title: str
    fields: tuple[FormField, ...]
    take: TakeForm
    intro: str = ""
    receipt: str = "我们已收到您提交的内容。"
    files: FileSlot | None = None
    checks_robots: bool = True
    has_status: bool = True
    is_follow_up: bool = False
    site: str = ""
    section_titles: tuple[str, ...] = ()
    may_send: Callable[[datetime], Decision] = field(default=lambda at: YES)
    one_click: str = ""
    limits: FormLimits = FormLimits()
    check: Callable[[Mapping[str, str]], Decision] = field(default=lambda values: YES)
    template: str = "intake/form.html"
    hints: FindHints | None = None
    fill_in: Callable[[Mapping[str, str], str], Mapping[str, str]] | None = None
    next_steps: tuple[str, ...] = ()
    sign_in: Callable[[Mapping[str, str], str], SignInNeed] | None = None
    column_type: str = "咨询投诉"

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or self.code in RESERVED_CODES:
            raise ValueError(f"a public form cannot be called {self.code!r}")
        names = [one.name for one in self.fields]
        if not names or len(names) != len(set(names)):
            raise ValueError(f"form {self.code}: no fields, or two of one name")
        sections = {one.name: one.section for one in self.fields}
        for one in self.fields:
            if one.only_when and sections.get(one.only_when[0], one.section) >= one.section:
                raise ValueError(
                    f"field {one.name}: what it depends on is asked in an earlier section"
                )

    def on_site(self, site: str) -> "PublicForm":
        """Return the form with the choices of a site."""
        if not any(one.choices_at for one in self.fields):
            return self
        fields = (
            replace(one, choices=tuple(one.choices_at(site))) if one.choices_at else one
            for one in self.fields
        )
        return replace(self, fields=tuple(fields))

    @property
    def has_no_choice(self) -> FormField | None:
        """The required field that has no choices on this site, if there is one."""
        fields = (one for one in self.fields if one.kind is FieldKind.CHOICE and one.is_required)
        return next((one for one in fields if not one.choices), None)

    @property
    def has_sections(self) -> bool:
        """Whether it is asked on more than one page."""
        return len({one.section for one in self.fields}) > 1

    @property
    def most_bytes(self) -> int:
        """The largest request that the form can make, with room for what browsers put around it."""
        texts = sum(4 * one.most for one in self.fields) + 64 * 1024
        return texts + (self.files.most_files * self.files.most_bytes if self.files else 0)


class UnknownForm(LookupError):
    """No room declared a form of this code."""


# What finds a form that the office made, by its code.
FindForm = Callable[[str], PublicForm | None]

_forms: dict[str, PublicForm] = {}
_families: dict[str, FindForm] = {}


def register_form(form: PublicForm) -> PublicForm:
    """Add a form; the same registration twice is harmless.

    :raises ValueError: another form has the code.
    """
    if _forms.setdefault(form.code, form) != form:
        raise ValueError(f"two public forms are called {form.code}")
    return form


def register_family(name: str, find: FindForm) -> None:
    """Add forms that the office makes, such as surveys; their codes are `NAME-NUMBER`.

    `find` gets the code and returns the form, also of one that is closed: what was sent before is taken
    after. The public process calls it (:func:`mingtang.workbench.intake.offered.offered` finds rows that it may read).

    :raises ValueError: another family has the name.
    """
    if _families.setdefault(name, find) != find:
        raise ValueError(f"two families of public forms are called {name}")


def public_form(code: str) -> PublicForm:
    """Return the form of a code.

    :raises UnknownForm: nothing is registered under it.
    """
    if code in _forms:
        return _forms[code]
    family = code.rpartition("-")[0]
    found = _families[family](code) if family in _families else None
    if found is None:
        raise UnknownForm(code)
    return found


def all_forms() -> Iterator[PublicForm]:
    """Yield every form, by code."""
    for code in sorted(_forms):
        yield _forms[code]


def forget_form(code: str) -> None:
    """Remove a form; for tests that register their own."""
    _forms.pop(code, None)

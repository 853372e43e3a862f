"""The default English statements of a site in a foreign language."""

from collections.abc import Iterator

from mingtang.editorial.directory.enums import StatementKind


def english_text(kind: StatementKind) -> str:
    """Return the default statement, with placeholders for the facts; empty for an overview."""
    makers = {
        StatementKind.ABOUT: _about,
        StatementKind.CONTACT: _contact,
        StatementKind.PRIVACY: _privacy,
        StatementKind.ACCESSIBILITY: _accessibility,
    }
    return "\n".join(makers[kind]()) if kind in makers else ""


def _about() -> Iterator[str]:
    yield "【网站名称】 (【域名】) follows the Chinese website of the same government and publishes its core content in translation."
    yield "Where a translation and the Chinese text differ, the Chinese text counts."
    yield (
        "The website is made for computers, tablets and telephones. 'Easy view' at the top shows larger letters and "
        "less on a page; 'Display' changes size and colours. Everything can be read without scripts."
    )
    yield "You are welcome to reuse what names its source here, with the source and without changing the meaning."
    yield "If you find a mistake or a link that does not work, please tell us: 'Report an error' is at the foot of each page."


def _contact() -> Iterator[str]:
    yield "If you have a question about this website, or something does not work, please write or call: see below."
    yield "For questions about services and policies call the hotline 12345."
    yield "In danger call 110 (police), 119 (fire) or 120 (ambulance). This website cannot help in an emergency."


def _privacy() -> Iterator[str]:
    yield "Your personal data are protected under the Personal Information Protection Law of the People's Republic of China."
    yield (
        "Reading needs no registration. No cookie follows you, and nothing of your visit is given to others. We count how "
        "often a page is opened and about how many visitors there are; network addresses and browsers are not stored. Size, "
        "colours and easy view are kept in your own browser."
    )
    yield (
        "Forms ask for what is needed to deal with your matter and to answer you. What you send is encrypted, and only those "
        "who deal with it can read it. Published answers show no name, telephone or address."
    )
    yield "Running records of the servers are kept for at least six months, as the Cybersecurity Law asks."
    yield "You may ask to see, copy, correct or delete your data. Please use the contact below."


def _accessibility() -> Iterator[str]:
    yield "Everyone should be able to use this website, also older people and those who see, hear or move with difficulty."
    yield "It is designed after GB/T 37668-2019 and WCAG 2.2, level AA."
    yield (
        "All of it works with the keyboard alone; the focus is easy to see; pictures have a text; contrast is at least 4.5 to 1; "
        "at four times the size nothing has to be scrolled sideways; nothing flashes or plays by itself."
    )
    yield "Some older attachments are scans that screen readers cannot read. Ask us for a readable text."
    yield "If something keeps you out, tell us which page it is and what device and software you use."

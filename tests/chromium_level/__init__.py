"""Whether scripts and style sheets of the office use only what Chromium 86 knows.

Government desktops run browsers made of it. A script with newer syntax does not run there at all, and a
rule with a newer selector is left out as a whole, so both are refused before they are seen. Parsers find
what stands in a file; `chromium_86.json` says what is newer. `python -m tests.chromium_level` checks,
`python -m tests.chromium_level.derive` makes the table again.
"""

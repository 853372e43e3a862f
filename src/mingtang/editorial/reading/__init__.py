"""The reader of documents (识读): a page or text file of any maker, read as a person reads it.

Pure: bytes in, a :class:`Reading` out. What is not certain stays empty with a doubt in Chinese;
what is no single document is refused with the reason. No tables, no Django.
"""

from mingtang.editorial.reading.result import DocumentKind, Doubt, Found, Reading, Unreadable

__all__ = ["DocumentKind", "Doubt", "Found", "Reading", "Unreadable"]

"""XML inside office files, read as it comes: no tree is built, elements are counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files.containers import DamagedFile
from mingtang.ground.foundation.files.reasons import TOO_COMPLEX

MAX_ELEMENTS = 1_000_000  # of all parts of a file that are read


@dataclass
class Elements:
    """How many elements of a file may still be read."""

    left: int = MAX_ELEMENTS

    def count(self) -> None:
        """Count one. :raises Refused: there are too many."""
        self.left -= 1
        if self.left < 0:
            raise Refused([TOO_COMPLEX])


@dataclass
class Listed:
    """Takes down the attributes of every element that has some, and the names of all."""

    elements: Elements
    attributes: list[dict[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an element."""
        self.elements.count()
        self.names.add(tag.rpartition("}")[2])
        if attributes:
            self.attributes.append(attributes)

    def close(self) -> None:
        """Do nothing more."""


class Fields:
    """Gathers the instructions of fields, each behind a NUL.

    Source: ECMA-376, part 1, 17.16.
    """

    def __init__(self, elements: Elements) -> None:
        self.text = ["\0"]
        self._elements = elements
        self._is_inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where a field or its instruction begins."""
        self._elements.count()
        name = tag.rpartition("}")[2]
        self._is_inside = name in {"instrText", "delInstrText"}
        values = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "fldSimple":
            self.text += ["\0", values.get("instr", "")]
        elif name == "fldChar" and values.get("fldCharType") == "begin":
            self.text.append("\0")

    def data(self, text: str) -> None:
        """Note what stands in an instruction."""
        if self._is_inside:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """Note where an instruction ends."""
        self._is_inside = False

    def close(self) -> None:
        """Do nothing more."""


def read_xml(pieces: Iterable[bytes], target: Listed | Fields) -> None:
    """Parse a part into a target.

    :raises DamagedFile: it is no XML, or declares entities.
    :raises Refused: it has more elements than may be read.
    """
    from defusedxml import DefusedXmlException  # slow import
    from defusedxml.ElementTree import ParseError, XMLParser  # slow import

    parser = XMLParser(target=target)
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DamagedFile from error

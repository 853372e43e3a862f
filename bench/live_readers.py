"""Readers of one live page, each requesting it every few seconds as its script does.

    python bench/live_readers.py 127.0.0.1:8080 /interviews/1.html --readers 10000 --seconds 30

Every reader has its own connection, sends the ETag of its version, and starts at its own moment.
Prints one line of JSON: answers by status, bytes received, and the age of each turn that was new to
a reader (the page contains the moment of each turn as `@<seconds>`).
"""

import argparse
import asyncio
import gzip
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field

STAMP = re.compile(rb"@(\d+\.\d+)")
LENGTH, TAG = re.compile(rb"(?i)\ncontent-length: (\d+)"), re.compile(rb"(?i)\netag: ([^\r]+)")


@dataclass
class Tally:
    """The totals of all readers; `received` is in bytes, `stamps` are moments of turns by ETag."""

    statuses: Counter[str] = field(default_factory=Counter)
    received: int = 0
    ages: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    stamps: dict[bytes, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Readers:
    """The address, number, interval and duration of the readers."""

    host: str
    port: int
    path: str
    number: int
    every: float
    seconds: float

    async def read(self) -> Tally:
        """Run all readers; each begins at its own share of the first interval."""
        tally = Tally()
        begin = time.time()
        ones = (self._one(begin + self.every * i / self.number, tally) for i in range(self.number))
        await asyncio.gather(*ones)
        return tally

    async def _one(self, begin: float, tally: Tally) -> None:
        await asyncio.sleep(begin - time.time())
        source, sink = await asyncio.open_connection(self.host, self.port)
        end, tag, seen = begin + self.seconds, b"", None
        try:
            while (asked := time.time()) < end:
                known = b"If-None-Match: " + tag + b"\r\n" if tag else b""
                sink.write(
                    b"GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n%s\r\n"
                    % (self.path.encode(), self.host.encode(), known)
                )
                head = await source.readuntil(b"\r\n\r\n")
                found = LENGTH.search(head)
                body = await source.readexactly(int(found[1])) if found else b""
                now = time.time()
                tally.statuses[head[9:12].decode()] += 1
                tally.received += len(head) + len(body)
                tally.waits.append(now - asked)
                if body and (tags := TAG.search(head)):
                    tag = tags[1]
                    stamps = _stamps(tally, tag, body)
                    if seen is not None:
                        tally.ages.extend(now - one for one in stamps if one > seen)
                    seen = stamps[-1] if stamps else 0.0
                begin += self.every
                await asyncio.sleep(max(0.0, begin - time.time()))
        finally:
            sink.close()


def _stamps(tally: Tally, tag: bytes, body: bytes) -> list[float]:
    """Return the moments in a version; cached, so that it is unpacked once for all readers."""
    if tag not in tally.stamps:
        text = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        tally.stamps[tag] = sorted(map(float, STAMP.findall(text)))
    return tally.stamps[tag]


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="host:port")
    parser.add_argument("path")
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--every", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    host, _, port = options.address.partition(":")
    readers = Readers(
        host, int(port), options.path, options.readers, options.every, options.seconds
    )
    tally = asyncio.run(readers.read())
    print(json.dumps({
        "statuses": tally.statuses, "bytes": tally.received,
        "ages": sorted(tally.ages), "waits": sorted(tally.waits),
    }))  # fmt: skip


if __name__ == "__main__":
    main()

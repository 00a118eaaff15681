"""Scan a code as a phone's camera and ZXing do."""

from __future__ import annotations

import struct
import zlib

import zxingcpp


def rows_of_png(picture: bytes) -> list[bytes]:
    """Decode a PNG of one channel, whatever its depth, to bytes of 0 or 255."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, width, height, depth = 8, b"", 0, 0, 0
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        body = picture[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert color == 0
        data += body if kind == b"IDAT" else b""
        at += length + 12
    raw, line = zlib.decompress(data), (width * depth + 7) // 8
    rows, above = [], bytes(line)
    for start in range(0, height * (line + 1), line + 1):
        here = raw[start + 1 : start + 1 + line]
        match raw[start]:  # how this row is written
            case 2:  # as what differs from the row above
                here = bytes((a + b) % 256 for a, b in zip(here, above, strict=True))
            case kind_of_row:
                assert kind_of_row == 0
        above, bits = here, int.from_bytes(here, "big")
        padded = f"{bits:0{line * 8}b}"[: width * depth : depth]
        rows.append(bytes(255 * int(one) for one in padded))
    return rows


def read(rows: list[bytes]) -> str:
    """Scan an image, as ZXing in an app would."""
    image = bytearray(b"".join(rows))
    shape = (len(rows), len(rows[0]))
    found = zxingcpp.read_barcodes(memoryview(image).cast("B", shape=shape))
    assert len(found) == 1
    return str(found[0].text)

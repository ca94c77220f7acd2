"""Files to send, made on the spot: honest ones, and such as are not what they say."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS_SECRET = b"48.8584 N"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A picture with an edge in it."""
    drawn = Image.new("RGB", size, (200, 30, 60))
    drawn.paste((20, 90, 200), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    drawn.save(written, kind, **options)
    return written.getvalue()


def photo(orientation: int = 6) -> bytes:
    """A JPEG that lies on its side and says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = GPS_SECRET.decode()
    return picture("JPEG", (900, 1200), exif=exif, comment=GPS_SECRET)


def animation(frames: int = 3, size: tuple[int, int] = (20, 10)) -> bytes:
    """A GIF whose frames differ."""
    drawn = [Image.new("RGB", size, (n % 256, n // 256, 80)) for n in range(frames)]
    written = io.BytesIO()
    drawn[0].save(written, "GIF", save_all=True, append_images=drawn[1:], duration=50, loop=0)
    return written.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it has nearly a milliard pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
ZIP = b"PK\x05\x06" + b"\0" * 18
MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\0" * 64
MP3 = b"ID3\x04" + b"\0" * 64
WAV = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 32

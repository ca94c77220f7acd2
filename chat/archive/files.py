"""What the files of an export are called, so that no program runs one for its name."""

from chat.archive.records import Line

FOLDER = "files"
THUMBNAIL = "thumbnail.webp"
OTHER = "bin"  # no browser shows it, whatever it says

#: The only kinds that are called what they are: opened from a disk, none of them runs anything.
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "text/plain": "txt",
    "application/zip": "zip",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
PICTURES = ("png", "jpg", "gif", "webp")


def path_of(file: Line, *, thumbnail: bool = False) -> str:
    """Return where the bytes of a message's file, or its thumbnail, lie in an export."""
    ending = THUMBNAIL if thumbnail else ENDINGS.get(file["type"], OTHER)
    return f"{FOLDER}/{file['id']}.{ending}"


def is_picture(file: Line) -> bool:
    """Whether browsers may show it in a page."""
    return ENDINGS.get(file["type"]) in PICTURES

"""Every bound of the contract, with its unit and its reason."""

# Texts
MESSAGE_CHARACTERS = 8_000  # worst-case Markdown of this length still renders within 100 ms
MESSAGE_BYTES = 32_768  # UTF-8; one message must fit a frame with room to spare
NAME_CHARACTERS = 80  # display names and room names: one line in a sidebar
TITLE_CHARACTERS = 80  # what one does: one line under a name
PRONOUNS_CHARACTERS = 40  # beside a name
ZONE_CHARACTERS = 64  # the longest names of time zones are half as long
STATUS_CHARACTERS = 100  # what one is doing just now: one line of a card
EMAIL_CHARACTERS = 254  # the longest address that mail can be sent to
USERNAME_CHARACTERS = 32  # typed after an @
SLUG_CHARACTERS = 64  # part of every permalink
COMMENT_CHARACTERS = 500  # of a report, and of the note to its decision
REASON_CHARACTERS = 250  # of a sanction: what the person is told
TOPIC_CHARACTERS = 250  # one line under the room's name
EMOJI_CHARACTERS = 64  # the longest emoji sequences, with room for a shortcode
REACTIONS_PER_MESSAGE = 50  # distinct emoji; more is noise and grows every event of the message
REMINDER_CHARACTERS = 250  # a line or two: what needs more stands in a message
BOOKMARKS_PER_USER = 1_000  # welcome names them all, in some ten kilobytes
REMINDERS_PER_USER = 100  # welcome names them all, texts included, in some forty kilobytes
PINS_PER_ROOM = 50  # one panel that a newcomer reads through; what needs more is a document

# Files
UPLOAD_BYTES = 26_214_400  # a phone's largest photo, or a minute of video; mail takes no more
UPLOAD_BODY_BYTES = UPLOAD_BYTES + 65_536  # a request with such a file, and what is around it
ATTACHMENTS_PER_MESSAGE = 10  # two rows of pictures; what needs more is an archive
FILE_NAME_CHARACTERS = 120  # still told apart on a card; every file system takes it
DESCRIPTION_CHARACTERS = 500  # of a file: what it shows, read aloud in half a minute
PICTURE_PIXELS = 40_000_000  # of all frames together: 160 MB while it is made again
PICTURE_FRAMES = 500  # of an animation; half a minute of it
THUMBNAIL_PIXELS = 720  # of the longer side: twice what a page draws, for dense screens
UPLOADS_AT_ONCE = 4  # of one person in one process, so that nobody takes all its threads
UNPOSTED_HOURS = 24  # that an upload waits for its message; an outbox comes back within a day

# Link previews
PREVIEWS_PER_MESSAGE = 3  # of its first links; more would bury what was said
PREVIEW_TITLE_CHARACTERS = 200  # two lines of a card
PREVIEW_DESCRIPTION_CHARACTERS = 300  # three lines
PREVIEW_SITE_CHARACTERS = 100  # its name, or its host where that is short
PREVIEW_URL_CHARACTERS = 2_000  # longer addresses are for machines; every reader is sent them

# Frames
FRAME_BYTES = 65_536  # a larger frame is refused by the server before it is decoded
FRAME_DEPTH = 20  # nesting of arrays and objects; deeper is an attack on the parser
REF_CHARACTERS = 64  # a client's name for its own request
LANGUAGE_CHARACTERS = 16  # of the name of a language, like pt-br
CURSORS_PER_HELLO = 1_000  # rooms a client may resume at once; others are read from welcome
INTEGER_MAX = 2**53 - 1  # what every JSON reader keeps exact

# People and rooms
DIRECT_PEOPLE = 9  # a larger circle is a closed room
MEMBERSHIPS_PER_USER = 2_000  # welcome lists them all in one frame
SOCKETS_PER_USER = 20  # devices and tabs of one person; beyond it is a leak
STATUS_DAYS = 366  # after which a status, quiet or a muting ends; what is longer has no end
REMINDER_DAYS = 1_830  # five years; what is further away belongs into a calendar
COMMON_ROOMS = 100  # that a card can tell of; it shows the first few
REPORTS_PER_DAY = 20  # of one person: more than a bad day brings, less than a flood
REMOVED_AT_ONCE = 20  # messages in one commit: those who write in their room come between
REMOVALS_AT_ONCE = 20  # running ones of one moderator; each is a look at the database
REPORT_CONTEXT = 5  # messages kept on each side of a reported one
STAFF_TOLD = 100  # people told of a new report, of the workspace and of its room each
PEOPLE_ASKED = 100  # people asked for by id in one call: more than a page shows at once
SECTIONS_PER_USER = 30  # headings of a sidebar; more of them hide what they sort
TOKENS_PER_USER = 50  # live ones; a list a person can still read

ENTRY_MINUTES = 60  # that a reason to read a closed room counts: a look, not a stay

# Pages
PAGE_MESSAGES = 50  # one screen and a scroll
PAGE_MESSAGES_MAX = 200  # one answer of at most some hundred kilobytes
SYNC_MESSAGES = 200  # one room.synced frame; `more` asks for the next
SYNC_CHARACTERS = 131_072  # of texts in one such frame: a slow line carries it in a second
LIST_USERS_MAX = 1_000  # people in one answer of the REST list
PAGE_AUDIT = 200  # entries of the audit log in one answer; some fifty kilobytes
PAGE_BOOKMARKS = 50  # kept messages in one answer
HERE_PEOPLE = 500  # that @here calls, a row each; beyond it @room is meant, which costs one
PAGE_MENTIONS = 50  # mentions of oneself in one answer
PAGE_REPORTS = 50  # reports in one answer, each with its snapshot
PAGE_SANCTIONS = 100  # sanctions in one answer
PAGE_REMOVALS = 50  # removals in one answer, each with what is left counted
PAGE_THREADS = 30  # followed threads in one answer, each with its root
FOLLOWS_LISTED = 500  # threads that welcome names, answered last first; some 40 kilobytes
REPLIERS_SHOWN = 3  # faces beside the number of replies

# Time, in seconds
HEARTBEAT = 20  # a client pings this often: proxies keep the line open, and it learns the heads
TYPING_INTERVAL = 1  # at most one typing frame a second and room is passed on

# Rates
MESSAGE_RATE_WINDOW = 10  # seconds that CHAT_MESSAGE_RATE counts over
FRAME_RATE = 100  # frames a second a socket may send on average
FRAME_BURST = 300  # frames at once: a client that drains its outbox after a day offline
FLOOD_FRAMES = 2_000  # refused frames in a row after which a socket is closed (4429)

PUBLIC = {  # what `welcome` tells a client
    "message_characters": MESSAGE_CHARACTERS,
    "name_characters": NAME_CHARACTERS,
    "topic_characters": TOPIC_CHARACTERS,
    "status_characters": STATUS_CHARACTERS,
    "reminder_characters": REMINDER_CHARACTERS,
    "frame_bytes": FRAME_BYTES,
    "page_messages": PAGE_MESSAGES_MAX,
    "direct_people": DIRECT_PEOPLE,
    "upload_bytes": UPLOAD_BYTES,
    "attachments": ATTACHMENTS_PER_MESSAGE,
    "description_characters": DESCRIPTION_CHARACTERS,
}

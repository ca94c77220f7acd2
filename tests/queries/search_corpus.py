"""The shared corpus of the search: what is said, in many scripts, and what each query must find."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One message of the corpus."""

    key: str
    by: str
    room: str
    text: str
    day: str = "2026-03-10"  # in UTC, at noon unless a time is given
    under: str = ""  # the key of the root it answers


SAID = [
    Said("tide", "ann", "lounge", "The tide turns at seven, says the harbour master."),
    Said("antidote", "bob", "lounge", "There is no antidote to a slow build."),
    Said("walrus", "ann", "board", "The <b>walrus</b> speaks of many things & more"),
    Said("whisper", "bob", "direct", "A walrus, just between us"),
    Said("yell", "eve", "general", "WALRUS! Everybody look"),
    Said("cafe", "bob", "lounge", "Meet me at the Café Müller"),
    Said("cafe2", "ann", "lounge", "The cafe\u0301 was closed, CAFÉ life"),
    Said("plaincafe", "mod", "lounge", "cafeteria food"),
    Said("strasse", "ann", "lounge", "Die Straße ist gesperrt"),
    Said("STRASSE", "bob", "lounge", "HAUPTSTRASSE 12"),
    Said("uber", "mod", "lounge", "Über den Wolken"),
    Said("istanbul", "mod", "lounge", "İstanbul'da hava güzel"),
    Said("irmak", "bob", "lounge", "ırmak kenarında"),
    Said("greek", "ann", "lounge", "Ο Σίσυφος και η πέτρα του"),
    Said("GREEK", "bob", "lounge", "ΣΊΣΥΦΟΣ ΞΑΝΆ"),
    Said("russian", "ann", "lounge", "Привет, как дела?"),
    Said("RUSSIAN", "mod", "lounge", "ПРИВЕТСТВИЕ участникам"),
    Said("ukrainian", "mod", "lounge", "Їжак і Ґава"),
    Said("chinese", "bob", "lounge", "今天天气很好，我们去公园吧"),
    Said("chinese2", "ann", "lounge", "明天开会讨论搜索功能"),
    Said("japanese", "ann", "lounge", "東京タワーへ行きました"),
    Said("halfkana", "bob", "lounge", "ﾀﾜｰとﾊﾞｽ"),
    Said("hiragana", "mod", "lounge", "おはようございます"),
    Said("korean", "mod", "lounge", "안녕하세요 여러분"),
    Said("jamo", "bob", "lounge", "\u1112\u1161\u11ab\u1100\u1173\u11af 한글날"),
    Said("arabic", "ann", "lounge", "مُحَمَّد يكتب رسالة"),
    Said("tatweel", "bob", "lounge", "رســـالة قصيرة"),
    Said("hebrew", "mod", "lounge", "שָׁלוֹם לכולם"),
    Said("persian", "ann", "lounge", "می‌خواهم کتاب بخوانم"),
    Said("hindi", "bob", "lounge", "नमस्ते दुनिया"),
    Said("thai", "mod", "lounge", "สวัสดีครับทุกคน"),
    Said("tamil", "ann", "lounge", "வணக்கம் உலகம்"),
    Said("vietnamese", "bob", "lounge", "Tiếng Việt rất đẹp"),
    Said("vietnamese2", "ann", "lounge", "Tie\u0302\u0301ng noi"),
    Said("wide", "mod", "lounge", "Ｆｕｌｌｗｉｄｔｈ ＡＢＣ１２３"),
    Said("ligature", "ann", "lounge", "the oﬃce ﬁle"),
    Said("softhyphen", "bob", "lounge", "Donau\u00addampf\u00adschiff"),
    Said("zerowidth", "mod", "lounge", "in\u200bvisible"),
    Said("emoji", "ann", "lounge", "party 🎉 with 👩‍👩‍👧 and ❤️"),
    Said("emoji2", "bob", "lounge", "just ❤ and 👩"),
    Said("math", "mod", "lounge", "𝐁𝐨𝐥𝐝 x² ½"),
    Said("code", "bob", "lounge", "Run `make test` before you push"),
    Said("block", "ann", "board", "```python\nprint('tide')\n```"),
    Said("link", "bob", "lounge", "Read https://example.org/guide?page=2#top first"),
    Said("mail", "ann", "lounge", "Write to harbour@example.org please"),
    Said("path", "mod", "lounge", "edit /etc/hosts and C:\\Windows\\System32"),
    Said("percent", "bob", "lounge", "100% done_today, 50 % left*"),
    Said("cpp", "mod", "lounge", "C++ or C# or F#?"),
    Said("quotes", "ann", "lounge", 'She said "never again" twice'),
    Said("lines", "bob", "lounge", "first line\nsecond   line\n\nthird line"),
    Said("callbob", "ann", "lounge", "@bob could you look at the release?"),
    Said("callann", "bob", "board", "@ann and @mod: release is ready"),
    Said("callboth", "mod", "lounge", "@ann @bob release notes"),
    Said("old", "ann", "lounge", "release of last year", day="2025-12-31 23:30"),
    Said("newyear", "bob", "lounge", "happy release", day="2026-01-01 00:30"),
    Said("february", "mod", "lounge", "release in february", day="2026-02-28"),
    Said("root", "ann", "lounge", "Question: where is the lighthouse key?", day="2026-04-01"),
    Said("reply", "bob", "lounge", "In the lighthouse, of course", "2026-04-02", under="root"),
    Said("reply2", "mod", "lounge", "@ann not any more", "2026-04-03", under="root"),
    Said("edited", "bob", "lounge", "The corrected spelling of lighthouse", day="2026-04-04"),
    Said("gone", "bob", "lounge", "This zanzibar secret must vanish", day="2026-04-05"),
    Said("long", "ann", "lounge", "word " * 900 + "needleinhay " + "word " * 600),
    Said("robot", "robo", "lounge", "Build 4711 of release passed in 3.5s"),
    Said("short", "bob", "lounge", "ok"),
    Said("qa", "mod", "lounge", "QA is happy"),
    Said("single", "ann", "lounge", "x"),
    Said("nordic", "bob", "lounge", "Smørrebrød på Ærø, Þórr og ÅNGSTRÖM"),
    Said("polish", "mod", "lounge", "Zażółć gęślą jaźń"),
]
EDITED = ("edited", "The corected speling of lighthouse")  # as it was first written
DELETED = "gone"
REACTED = (("tide", "👍"), ("chinese", "❤️"))
PINNED = ("link", "callboth")
SAVED = ("hindi", "link")  # by bob

LOUNGE_RELEASES = "robot callboth callbob february newyear old"

#: (viewer, what is typed, the keys that must be found)
ASKED = [
    # Substrings, case, several words, phrases, exclusions
    ("bob", "tide", "tide block"), ("bob", "TIDE", "tide block"), ("bob", "tid", "tide antidote block"),
    ("bob", "antidote", "antidote"), ("bob", "ntidot", "antidote"), ("bob", "harbour", "tide mail"),
    ("bob", "harbour tide", "tide"), ("bob", "tide harbour", "tide"), ("bob", "tide nothere", ""),
    ("bob", '"tide turns"', "tide"), ("bob", '"turns tide"', ""), ("bob", "“tide turns”", "tide"),
    ("bob", "tide -harbour", "block"), ("bob", 'tide -"tide turns"', "block"),
    ("bob", '"never again"', "quotes"), ("bob", '"second line"', "lines"),
    ("bob", '"first line second line"', "lines"), ("bob", "line third", "lines"),
    ("bob", "needleinhay", "long"), ("bob", "nothing-like-this", ""), ("bob", "print('tide')", "block"),
    ("bob", '"no antidote', "antidote"), ("bob", "walrus -many", "whisper yell"),
    # Short ones
    ("bob", "ok", "short callbob yell"), ("eve", "ok -look", "short"), ("bob", "qa", "qa"), ("bob", "QA", "qa"), ("bob", "c#", "cpp"),
    ("bob", "c++", "cpp"), ("bob", "f#", "cpp"), ("bob", "x²", "math"), ("bob", "½", "math"),
    # Signs
    ("bob", "100%", "percent"), ("bob", "done_today", "percent"), ("bob", "doneXtoday", ""),
    ("bob", "left*", "percent"), ("bob", "%", "percent"), ("bob", "/etc/hosts", "path"),
    ("bob", "c:\\windows", "path"), ("bob", "https://example.org/guide", "link"),
    ("bob", "example.org", "mail link"), ("bob", "page=2#top", "link"), ("bob", "harbour@", "mail"),
    ("bob", "<b>walrus</b>", "walrus"), ("bob", "&", "walrus"), ("bob", "3.5s", "robot"),
    # What one may not read
    ("bob", "walrus", "walrus whisper yell"), ("ann", "walrus", "walrus whisper yell"),
    ("mod", "walrus", "walrus yell"), ("eve", "walrus", "yell"), ("robo", "walrus", "yell"),
    ("eve", "tide", "tide"), ("eve", "from:ann tide", "tide"), ("eve", "from:ann walrus", ""),
    ("eve", "mentions:ann", "callboth reply2"), ("eve", "has:code", "code"),
    ("mod", "from:bob walrus", ""), ("eve", "many things", ""),
    # Latin with accents, whatever way they are written
    ("bob", "café", "cafe cafe2"), ("bob", "cafe\u0301", "cafe cafe2"), ("bob", "CAFÉ", "cafe cafe2"),
    ("bob", "cafe", "plaincafe"), ("bob", "müller", "cafe"), ("bob", "mu\u0308ller", "cafe"),
    ("bob", "straße", "strasse STRASSE"), ("bob", "strasse", "strasse STRASSE"),
    ("bob", "STRASSE", "strasse STRASSE"), ("bob", "über", "uber"), ("bob", "ÜBER", "uber"),
    ("bob", "İstanbul", "istanbul"), ("bob", "istanbul'da", "istanbul"), ("bob", "ISTANBUL", "istanbul"), ("bob", "güzel", "istanbul"),
    ("bob", "ırmak", "irmak"), ("bob", "smørrebrød", "nordic"), ("bob", "SMØRREBRØD", "nordic"),
    ("bob", "ærø", "nordic"), ("bob", "þórr", "nordic"), ("bob", "ångström", "nordic"),
    ("bob", "a\u030angstro\u0308m", "nordic"), ("bob", "ZAŻÓŁĆ", "polish"), ("bob", "jaźń", "polish"),
    ("bob", "tiếng", "vietnamese vietnamese2"), ("bob", "TIẾNG việt", "vietnamese"),
    # Greek, Cyrillic
    ("bob", "σίσυφος", "greek GREEK"), ("bob", "ΣΊΣΥΦΟΣ", "greek GREEK"), ("bob", "πέτρα", "greek"),
    ("bob", "σίσυφοσ", "greek GREEK"), ("bob", "привет", "russian RUSSIAN"),
    ("bob", "ПРИВЕТ", "russian RUSSIAN"), ("bob", "дела", "russian"), ("bob", "участник", "RUSSIAN"),
    ("bob", "їжак", "ukrainian"), ("bob", "ґава", "ukrainian"), ("bob", "и\u0306", ""),
    # Chinese, Japanese, Korean: one letter and more, no spaces
    ("bob", "天气", "chinese"), ("bob", "天", "chinese chinese2"), ("bob", "今", "chinese"),
    ("bob", "公园", "chinese"), ("bob", "搜索功能", "chinese2"), ("bob", "索功", "chinese2"),
    ("bob", "东京", ""), ("bob", "東京", "japanese"), ("bob", "タワー", "japanese halfkana"),
    ("bob", "ﾀﾜｰ", "japanese halfkana"), ("bob", "バス", "halfkana"), ("bob", "ハ", ""),
    ("bob", "おはよう", "hiragana"), ("bob", "ご", "hiragana"), ("bob", "か\u3099", ""),
    ("bob", "안녕", "korean"), ("bob", "녕하세", "korean"), ("bob", "여러분", "korean"),
    ("bob", "한글", "jamo"), ("bob", "\u1112\u1161\u11ab\u1100\u1173\u11af", "jamo"), ("bob", "글", "jamo"),
    # Arabic, Hebrew, Persian
    ("bob", "محمد", "arabic"), ("bob", "مُحَمَّد", "arabic"), ("bob", "رسالة", "arabic tatweel"),
    ("bob", "قصير", "tatweel"), ("bob", "שלום", "hebrew"), ("bob", "שָׁלוֹם", "hebrew"),
    ("bob", "لכולם", ""), ("bob", "לכולם", "hebrew"), ("bob", "می‌خواهم", "persian"),
    ("bob", "میخواهم", "persian"), ("bob", "کتاب", "persian"),
    # Indic, Thai
    ("bob", "नमस्ते", "hindi"), ("bob", "दुनिया", "hindi"), ("bob", "दु", "hindi"),
    ("bob", "สวัสดี", "thai"), ("bob", "ทุกคน", "thai"), ("bob", "வணக்கம்", "tamil"), ("bob", "உலக", "tamil"),
    # Width, ligatures, invisible signs, emoji
    ("bob", "fullwidth", "wide"), ("bob", "ＦＵＬＬ", "wide"), ("bob", "abc123", "wide"),
    ("bob", "ｔｉｄｅ", "tide block"), ("bob", "office", "ligature"), ("bob", "file", "ligature"),
    ("bob", "ﬁ", "ligature lines link"), ("bob", "donaudampfschiff", "softhyphen"),
    ("bob", "invisible", "zerowidth"), ("bob", "bold", "math"), ("bob", "x2", "math"),
    ("bob", "🎉", "emoji"), ("bob", "❤", "emoji emoji2"), ("bob", "❤️", "emoji emoji2"),
    ("bob", "👩", "emoji emoji2"), ("bob", "👩‍👩‍👧", "emoji"), ("bob", "🚀", ""),
    # Operators
    ("bob", "release", f"callann {LOUNGE_RELEASES}"), ("eve", "release", LOUNGE_RELEASES),
    ("bob", "release from:ann", "callbob old"), ("bob", "from:@ann release", "callbob old"),
    ("bob", "FROM:Ann release", "callbob old"), ("bob", "release from:me", "callann newyear"),
    ("bob", "release from:robo", "robot"), ("bob", "release -from:ann -from:bob", "robot callboth february"),
    ("bob", "release from:ann from:bob", "callann callbob newyear old"),
    ("bob", "release in:board", "callann"), ("bob", "release in:#lounge", LOUNGE_RELEASES),
    ("bob", "walrus in:@ann", "whisper"), ("ann", "walrus in:@bob", "whisper"),
    ("bob", "walrus -in:general", "walrus whisper"), ("bob", "walrus in:board in:general", "walrus yell"),
    ("bob", "mentions:me", "callbob callboth"), ("bob", "mentions:ann", "callann callboth reply2"),
    ("bob", "mentions:@ann mentions:bob", "callboth"), ("bob", "mentions:ann -mentions:mod", "callboth reply2"),
    ("bob", "release before:2026", "old"), ("bob", "release before:2026-01-01", "old"),
    ("bob", "release on:2026-01-01", "newyear"), ("bob", "release on:2025", "old"),
    ("bob", "release after:2026-02 in:lounge", "robot callboth callbob"),
    ("bob", "release after:2026-01-01 before:2026-03", "february"),
    ("bob", "release on:2026-02", "february"), ("bob", "release -after:2026-01-01", "newyear old"),
    ("bob", "happy before:2026-02-01", "newyear"), ("bob", "release on:2024-02-29", ""),
    ("bob", "has:link", "mail link"), ("bob", "has:code", "block code"), ("bob", "has:code in:board", "block"),
    ("bob", "has:reaction", "chinese tide"), ("bob", "has:mention from:mod", "reply2 callboth"),
    ("bob", "has:thread", "root"), ("bob", "is:thread", "reply2 reply root"), ("bob", "is:reply", "reply2 reply"),
    ("bob", "is:reply from:mod", "reply2"), ("bob", "lighthouse -is:thread", "edited"),
    ("bob", "lighthouse", "edited reply root"), ("bob", "is:edited", "edited"), ("bob", "is:pinned", "callboth link"), ("bob", "is:saved", "link hindi"), ("ann", "is:saved", ""), ("bob", "has:link page", "link"),
    ("bob", "has:link -page", "mail"), ("bob", "from:eve", "yell"), ("bob", "in:direct-none:x", None),
    # What looks like an operator and is none
    ("bob", "question:", "root"), ("bob", "ann:walrus", ""), ("bob", '"mod: release"', "callann"),
    # Edited and deleted
    ("bob", "corrected spelling", "edited"), ("bob", "corected", ""), ("bob", "zanzibar", ""),
    ("bob", "secret vanish", ""), ("bob", "from:bob on:2026-04-05", ""), ("ann", "zanzibar", ""),
]  # fmt: skip

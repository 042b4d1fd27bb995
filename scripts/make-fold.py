#!/usr/bin/env python3
"""Writes base/foldtable.c: what text_fold makes of each character outside ASCII, from Python's Unicode data.

    python3 scripts/make-fold.py > base/foldtable.c

Compatibility forms are resolved (NFKD), Latin and Greek lose their accents, everything is lower-cased. A character
whose folded form is longer than three bytes stays as it is.
"""
import unicodedata

SPECIAL = {
    "ß": "ss", "ẞ": "ss", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
    "ŋ": "n", "Ŋ": "n", "ĸ": "k", "ſ": "s", "ς": "σ", "\u00a0": " ", "№": "no", "°": "o", "º": "o", "ª": "a",
    "´": "'", "`": "'", "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "ʹ": "'", "ˈ": "'", "＇": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-", "﹣": "-", "－": "-",
    "⁄": "/", "∕": "/", "×": "x", "·": ".", "•": ".", "‧": ".", "¨": " ", "¯": " ", "¸": " ", "ˆ": "^", "˜": "~",
    "\u212b": "a", "\u2028": " ", "\u2029": " ", "\u0085": " ", "\u1680": " ",
}
DROPPED = set("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c\u034f") | {chr(c) for c in range(0x202A, 0x202F)} \
    | {chr(c) for c in range(0x2066, 0x206A)} | {chr(c) for c in range(0xFE00, 0xFE10)} \
    | {chr(c) for c in range(0x0300, 0x0370)} | {chr(c) for c in range(0x1AB0, 0x1AFF)} \
    | {chr(c) for c in range(0x1DC0, 0x1E00)} | {chr(c) for c in range(0x20D0, 0x20F1)}


def fold(c):
    if c in DROPPED:
        return ""
    if c in SPECIAL:
        return SPECIAL[c]
    o = ord(c)
    if 0xAC00 <= o < 0xD7A4 or 0x2E80 <= o < 0x3130 and unicodedata.decomposition(c)[:1] != "<" or 0xF900 <= o < 0xFB00:
        return c  # Hangul and Han: nothing to fold
    name = unicodedata.name(c, "")
    if 0xFB50 <= o < 0xFE00 or 0xFE70 <= o < 0xFF00 or 0x3130 <= o < 0x3190:
        return c
    if name.startswith(("LATIN", "GREEK")) or unicodedata.decomposition(c)[:1] == "<":
        s = unicodedata.normalize("NFKD", c)
        s = "".join(x for x in s if not unicodedata.combining(x))
    else:
        s = c
    s = "".join(SPECIAL.get(x, x) for x in s.lower())
    s = "".join(SPECIAL.get(x, x) for x in s if not 0x300 <= ord(x) < 0x370)
    return s if s and len(s.encode()) <= 3 else c.lower() if len(c.lower().encode()) <= 3 else c


def entry(cp):
    if 0xD800 <= cp < 0xE000:
        return 0
    c = chr(cp)
    s = fold(c)
    if s == c:
        return 0
    b = s.encode()
    return len(b) << 24 | int.from_bytes(b.ljust(3, b"\0"), "little") if b else 0x80000000


pages, index = [[0] * 64], []
for page in range(1024):
    cells = [0 if page < 2 else entry(page * 64 + i) for i in range(64)]
    if cells not in pages:
        pages.append(cells)
    index.append(pages.index(cells))
assert len(pages) < 256

print("/* How each character of the Basic Multilingual Plane folds: made by scripts/make-fold.py. */")
print("/* clang-format off */")
print('#include "base/texttables.h"\n')
print("/* The page of each 64 characters. */")
print("const unsigned char text_fold_page[1024] = {")
for i in range(0, 1024, 32):
    print("    " + ",".join(map(str, index[i:i + 32])) + ",")
print("};\n")
print("/* 0: stays; 80000000: dropped; otherwise the number of bytes in the top byte, then the bytes from the lowest on. */")
print("const uint32_t text_fold_cells[][64] = {")
for page in pages:
    print("    {")
    for i in range(0, 64, 16):
        print("    " + ",".join("%#x" % c if c else "0" for c in page[i:i + 16]) + ",")
    print("    },")
print("};")

#!/usr/bin/env python3
"""Writes base/charsettable.c: the upper halves of the single-byte encodings of the web, from Python's codecs.

    python3 scripts/make-charsets.py > base/charsettable.c
"""
ENCODINGS = [
    ("windows-1252", "cp1252"), ("iso-8859-15", "iso8859-15"), ("ibm866", "cp866"), ("iso-8859-2", "iso8859-2"),
    ("iso-8859-3", "iso8859-3"), ("iso-8859-4", "iso8859-4"), ("iso-8859-5", "iso8859-5"), ("iso-8859-6", "iso8859-6"),
    ("iso-8859-7", "iso8859-7"), ("iso-8859-8", "iso8859-8"), ("iso-8859-10", "iso8859-10"), ("iso-8859-13", "iso8859-13"),
    ("iso-8859-14", "iso8859-14"), ("iso-8859-16", "iso8859-16"), ("koi8-r", "koi8-r"), ("koi8-u", "koi8-u"),
    ("macintosh", "mac-roman"), ("windows-874", "cp874"), ("windows-1250", "cp1250"), ("windows-1251", "cp1251"),
    ("windows-1253", "cp1253"), ("windows-1254", "cp1254"), ("windows-1255", "cp1255"), ("windows-1256", "cp1256"),
    ("windows-1257", "cp1257"), ("windows-1258", "cp1258"), ("x-mac-cyrillic", "mac-cyrillic"),
]

print("/* The upper halves of the single-byte encodings: made by scripts/make-charsets.py, not edited by hand. */")
print("/* clang-format off */")
print('#include "base/texttables.h"\n')
print("/* In the order of enum charset_single; 0: no character. */")
print("const uint16_t charset_upper[][128] = {")
for name, codec in ENCODINGS:
    cells = []
    for byte in range(128, 256):
        try:
            cells.append(ord(bytes([byte]).decode(codec)))
        except UnicodeDecodeError:
            cells.append(0)
    cells = [0 if 0x80 <= c < 0xA0 else c for c in cells]  # control characters stand for nothing
    print("    { /* %s */" % name)
    for i in range(0, 128, 16):
        print("        " + ",".join("%#x" % c if c else "0" for c in cells[i:i + 16]) + ",")
    print("    },")
print("};")

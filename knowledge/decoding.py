"""Bytes of a file of text into words: the encodings that Excel, WPS and Notepad save in."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_file(data: bytes) -> str:
    """Read UTF-8, UTF-16 with its mark, or GB18030; raises UnicodeDecodeError for all else.

    A UTF-8 file that was cut inside its last character is read without that character.  Marks at
    the beginning, also of programs that each add their own, are no words.
    """
    return _decode(data).lstrip("\ufeff")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("gb18030")


def find_delimiter(text: str) -> str:
    """What parts the columns of a table: what its first line holds most of; a comma if nothing."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)

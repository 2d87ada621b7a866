"""Where a line of Japanese does not break: Qt breaks it after any letter that may end a line."""

import re

JOINER = "\u2060"
"""The word joiner of Unicode: not seen, and no line breaks at it."""
_TOGETHER = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"  # a day
    r"|(?<![ァ-ヺー])[ァ-ヺー]{2,8}(?![ァ-ヺー])"  # a word from abroad, not too long for a pane
    r"(?:[一-鿿](?![一-鿿]))?"  # with a last letter of its own: ディーゼル車
    r"|(?:(?<=[はがをにもへ])|(?<![ぁ-ゖ])(?![はがをにもへ]))[ぁ-ゖ]{1,9}[。？]"  # a sentence's end
)


def unbroken(text: str) -> str:
    """Return a text whose words from abroad, days and ends of sentences stay on one line each."""
    if text.isascii():
        return text
    return _TOGETHER.sub(lambda found: JOINER.join(found.group()), text)

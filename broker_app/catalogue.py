"""One gettext catalogue, read from its `.po` file as it stands: a window waits for it to open.

Our files are plain: each entry is `msgid`, `msgid_plural` where something is counted, and `msgstr`,
each with its text in quotes on the same line or the lines below. Most are two plain lines, which
one search finds all at once; that takes a hundredth of a second, so nothing is compiled, and no
compiled copy can be out of date.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_TEXT = r'((?:\s*"(?:[^"\\\n]|\\.)*")+)'
_ENTRY = re.compile(
    rf"^msgid[ ]*{_TEXT}(?:\nmsgid_plural[ ]*{_TEXT})?((?:\nmsgstr(?:\[\d\])?[ ]*{_TEXT})+)", re.M
)
_FORM = re.compile(rf"^msgstr(?:\[\d\])?[ ]*{_TEXT}", re.M)
_PLAIN = re.compile(r'^msgid "([^"\\\n]+)"\nmsgstr "([^"\\\n]*)"\n(?!")', re.M)
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one language by their keys."""

    forms: dict[str, tuple[str, ...]]
    """Of each key its one text; of what is counted one text for each plural form."""

    def text(self, key: str) -> str:
        """Return a sentence, the key itself where there is none."""
        return self.forms.get(key, (key,))[0]

    def counted(self, key: str, count: int) -> str:
        """Return the sentence for so many; one without plural forms is the same for any number."""
        forms = self.forms.get(key, (key,))
        return forms[0 if count == 1 else -1]


def read(file: Path) -> Catalogue:
    """Read a catalogue whose plural is that of English, or which has one form for any number."""
    text = file.read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {key: (said,) for key, said in _PLAIN.findall(text)}
    for entry in _ENTRY.finditer(_PLAIN.sub("", text)):
        key = _plain(entry[1])
        if key:
            found[key] = tuple(map(_plain, _FORM.findall(entry[3])))
    return Catalogue(found)


def _plain(quoted: str) -> str:
    text = "".join(_QUOTED.findall(quoted))
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text)

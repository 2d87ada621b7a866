"""A name taken apart: its words, what each is, and what the tables know of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice, product
from typing import Literal

from broker_app.domain.name_tables import NameTables
from broker_app.domain.screening import How
from broker_app.screening.disguised import letters_for_digits, undisguised
from broker_app.screening.romanise import (
    HAN,
    KANA,
    alphabet,
    full_sounds,
    kana_sounds,
    latin,
    latin_of_kana,
    prepared,
    sound,
    thin_sounds,
)

Role = Literal["name", "word", "empty", "form", "number", "initial", "particle"]
LONGEST = 500
"""Characters of one name; what is longer is cut."""
MOST_WORDS = 40
_LEAST_APART, _LEAST_APART_OF_PEOPLE = 3, 5
"""Letters in a row that are one word; a person may have a few initials."""
_KOREAN_LENGTHS, _MOST_READINGS = (2, 4), 4
_RUN = re.compile(rf"[{KANA}]+|[{HAN}]+|[^{KANA}{HAN}]+")
_LATIN_WORD = re.compile(r"[a-z]+|[0-9]+")
_HANGUL = re.compile("[가-힣]")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
          "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xx": "20"}  # fmt: skip
_COUNTED = {"first": "1", "1st": "1", "second": "2", "third": "3", "one": "1", "two": "2",
            "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
            "nine": "9", "ten": "10"}  # fmt: skip
_ORDINAL = ("st", "nd", "rd", "th")
_ABD = re.compile(r"^(?:c|k)?abd[aeiou]+[lrsnzt]?(?=[^aeiou][a-z]{3})")
_ABD_KANA = re.compile("アブド(?:ゥ?ル|ゥ|ゥッ)?(?=[ア-ヺ]{3}|$)(?!ッ|ラー?$)")
_DIN = re.compile(r"^([a-z]{3,}?)(?:[uae]d|[ue]dd|add)(din|deen|dine|in|een|ine)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name. Two words of the same `text` are one; `shown` is how it was written.

    `letters` is what `romanise.alphabet` says of it; `kana`, or `read` for Chinese characters that
    the table of Japanese names reads. `was` is how the written word hides what it says: letters set
    apart, or signs that look like others.
    """

    text: str
    role: Role
    latin: str
    sounds: tuple[str, ...]
    letters: str
    shown: str
    was: How | Literal[""] = ""


class Vocabulary:
    """The tables of names, keyed as words are compared."""

    def __init__(self, tables: NameTables) -> None:
        self.same = _by_spelling(tables.spellings)
        self.short = _short_forms(tables.nicknames)
        self._titles = frozenset(map(_title, tables.titles))
        self._particles = frozenset(latin(p) for p in tables.particles)
        self._phrases: dict[tuple[str, ...], tuple[Role, str]] = {}
        self._signs: dict[str, tuple[Role, str]] = {}
        self._marks: dict[str, str] = {}
        for word, written in tables.words.items():
            self._learn("empty" if word in tables.empty else "word", word, written)
        for form, written in tables.forms.items():
            self._learn("form", form, written)
        self._longest_sign = max(map(len, self._signs), default=1)
        self._readings = tables.readings
        self._korean_families, self._korean = tables.korean_families, tables.korean
        self._longest_reading = max(map(len, tables.readings), default=1)
        self._longest = {
            first: max(len(key) for key in keys)
            for first, keys in groupby(sorted(self._phrases), lambda key: key[0])
        }

    def _learn(self, role: Role, meaning: str, written: Iterable[str]) -> None:
        for spelling in written:
            text = prepared(spelling)
            if text.startswith("("):
                self._marks[text] = next(one for one in written if alphabet(one[0]) == "han")
            elif any(alphabet(char) == "han" or re.match(f"[{KANA}]", char) for char in text):
                self._signs[re.sub(r"[・\s]", "", text)] = (role, meaning)
            elif key := tuple(word for word, _ in _latin_words(text)):
                self._phrases[key] = (role, meaning)

    def words_of(self, name: str, is_person: bool) -> tuple[Word, ...]:
        """Return the words of a name; of a person's without titles, and initials apart."""
        text, changed = undisguised(prepared(name[:LONGEST]))
        for mark, form in self._marks.items() if not text.isascii() else ():
            text = text.replace(mark, f" {form} ")
        found: list[Word] = []
        for run in _RUN.findall(text):
            if is_person and alphabet(run[0]) == "han":
                found += self._of_people(run)
            elif re.match(f"[{KANA}{HAN}]", run):
                found += _without_servant(self._of_signs(run)) if is_person else self._of_signs(run)
            else:
                found += self._of_letters(run, is_person)
        if changed:
            found = [replace(w, was="lookalike") if w.shown in changed else w for w in found]
        return tuple(_without_titles(found, self._titles) if is_person else found)[:MOST_WORDS]

    def korean(self, name: str) -> Iterator[tuple[Word, ...]]:
        """Yield the words of a name in Chinese characters as Korean reads them, if it may.

        It is none where it begins with a Japanese family name of more than one character.
        """
        signs = re.sub(r"[\s・]", "", prepared(name[:LONGEST]))
        if not _KOREAN_LENGTHS[0] <= len(signs) <= _KOREAN_LENGTHS[1]:
            return
        if any(signs[:length] in self._readings for length in range(2, len(signs) + 1)):
            return
        given = [self._korean.get(sign, ()) for sign in signs[1:]]
        for family in self._korean_families.get(signs[0], ()):
            for rest in islice(product(*given), _MOST_READINGS):
                yield tuple(
                    replace(word, shown=sign, was="reading")
                    for sign, syllable in zip(signs, (family, *rest), strict=True)
                    for word in self.words_of(syllable, is_person=True)
                )

    def _of_letters(self, run: str, is_person: bool) -> Iterator[Word]:
        pieces = list(_latin_words(run, is_person))
        at = 0
        while at < len(pieces):
            taken, words = self._phrase(pieces, at, is_person)
            apart = _apart(pieces, at, is_person) if len(pieces[at][1]) == 1 else 0
            if apart and taken < _LEAST_APART:
                yield _apart_word(pieces[at : at + apart])
                at += apart
            elif words:
                yield from words
                at += taken
            else:
                yield from self._plain(*pieces[at], is_person)
                at += 1

    def _phrase(
        self, pieces: list[tuple[str, str]], at: int, is_person: bool
    ) -> tuple[int, list[Word]]:
        """Return the longest phrase of the tables that begins here."""
        longest = self._longest.get(pieces[at][0], 0)
        for length in range(min(longest, len(pieces) - at), 0, -1):
            key = tuple(word for word, _ in pieces[at : at + length])
            role, meaning = self._phrases.get(key, ("name", ""))
            if meaning and not (is_person and (role != "form" or len(key[0]) < 3)):
                shown = " ".join(letters for _, letters in pieces[at : at + length])
                parts = meaning.split()
                read = key if len(parts) == len(key) else ("".join(key),) * len(parts)
                return length, [
                    _word(f"#{part}", role, letters, shown)
                    for part, letters in zip(parts, read, strict=True)
                ]
        return 0, []

    def _plain(self, word: str, shown: str, is_person: bool) -> Iterator[Word]:
        kind = alphabet(shown[:1])
        if word.isdigit():
            yield _word(word.lstrip("0") or "0", "number", word, shown)
        elif not is_person and (number := _ROMAN.get(word) or _COUNTED.get(word)):
            yield _word(number, "number", word, shown)
        elif is_person and len(word) == 1 and kind == "full":
            yield _word(word, "initial", word, shown)
        elif is_person and len(word) == 2 and shown.isupper() and not re.search("[aeiouy]", word):
            yield from (_word(letter, "initial", letter, letter.upper()) for letter in word)
        elif word in self._particles and kind != "hangul":
            yield _word(word, "particle", word, shown)
        else:
            yield from self._name(word, shown, kind, is_person)

    def _name(self, word: str, shown: str, kind: str, is_person: bool) -> Iterator[Word]:
        if is_person and kind == "full":
            if (found := _ABD.match(word)) and not _is_abdullah(word, self.same):
                yield _word("abd", "name", "abd", shown)
                word = word[found.end() :]
            elif (found := _DIN.match(word)) and word not in self.same:
                yield _word(found.group(1), "name", found.group(1), shown)
                yield _word("din", "name", "din", shown)
                return
            if word in ("abdul", "abdal", "abdel", "abdol", "abdur", "abdu"):
                word = "abd"
        yield _word(word, "name", word, shown, kind)

    def _of_people(self, run: str) -> Iterator[Word]:
        """Take Chinese characters apart: Japanese names that the table can read, else one by one.

        Nothing is read as Japanese unless it begins with a name of the table of more than one.
        """
        at = 0
        while at < len(run):
            least = 1 if at else 2
            name = next(
                (
                    run[at : at + length]
                    for length in range(self._longest_reading, least - 1, -1)
                    if run[at : at + length] in self._readings and at + length <= len(run)
                ),
                "",
            )
            if not name:
                yield from _unknown(run[at:])
                return
            read = [reading.casefold() for reading in self._readings[name]]
            heard = tuple(sound for reading in read for sound in full_sounds(reading))
            yield Word(name, "name", read[0], heard, "read", name)
            at += len(name)

    def _of_signs(self, run: str) -> Iterator[Word]:
        """Take a run of kana or of Chinese characters apart by the tables, the longest first."""
        at, since = 0, 0
        known = False
        while at < len(run):
            length, role, meaning = self._sign(run, at, known)
            if not length:
                at += 1
                continue
            yield from _unknown(run[since:at])
            for part in meaning.split():
                yield _sign_word(f"#{part}", role, run[at : at + length])
            at = since = at + length
            known = True
        yield from _unknown(run[since:])

    def _sign(self, run: str, at: int, known: bool) -> tuple[int, Role, str]:
        """A single character means a word of the tables only beside another such word."""
        for length in range(min(self._longest_sign, len(run) - at), 0 if known else 1, -1):
            role, meaning = self._signs.get(run[at : at + length], ("name", ""))
            if meaning and (length > 2 or length == len(run) or not re.match(f"[{KANA}]", run)):
                return length, role, meaning
        return 0, "name", ""


def _without_servant(words: Iterable[Word]) -> Iterator[Word]:
    """Take `アブドゥル` off what it stands before, as `Abdul` is; `アブドゥッラー` is one name."""
    for word in words:
        found = _ABD_KANA.match(word.shown) if word.letters == "kana" else None
        if found is None:
            yield word
            continue
        yield Word("abd", "name", "abd", ("bd",), "kana", found.group())
        if rest := word.shown[found.end() :]:
            yield Word(rest, "name", latin_of_kana(rest), kana_sounds(rest), "kana", rest)


def _apart(pieces: list[tuple[str, str]], at: int, is_person: bool) -> int:
    """Return how many letters stand apart from here on that are one word; few of a person are not.

    A name of nothing else is one word whoever bears it.
    """
    end = at
    while end < len(pieces) and len(pieces[end][1]) == 1 and pieces[end][0].isalpha():
        end += 1
    least = _LEAST_APART_OF_PEOPLE if is_person and end - at < len(pieces) else _LEAST_APART
    return end - at if end - at >= least else 0


def _apart_word(pieces: list[tuple[str, str]]) -> Word:
    read = "".join(word for word, _ in pieces)
    shown = " ".join(letter for _, letter in pieces)
    return replace(_word(read, "name", read, shown, alphabet(shown[0])), was="apart")


def _heard(read: str, letters: str) -> tuple[str, ...]:
    if not read:
        return ()
    return thin_sounds(read) if letters == "thin" else full_sounds(read)


def _is_abdullah(word: str, same: Mapping[str, str]) -> bool:
    return word in same or re.search("l+a+h?$", word) is not None


def _word(text: str, role: Role, read: str, shown: str, letters: str = "full") -> Word:
    sounds = _heard(read, letters)
    has_digit = role == "name" and not shown.isalpha() and any(map(str.isdigit, shown))
    was: How | Literal[""] = "lookalike" if has_digit and read.isalpha() else ""
    return Word(text, role, read, sounds, letters, shown, was)


def _sign_word(text: str, role: Role, shown: str) -> Word:
    if re.match(f"[{KANA}]+$", shown):
        return Word(text, role, latin_of_kana(shown), kana_sounds(shown), "kana", shown)
    return Word(text, role, "", (), "han", shown)


def _unknown(run: str) -> Iterator[Word]:
    if not run:
        return
    if re.match(f"[{KANA}]", run):
        read = latin_of_kana(run)
        if read:
            yield Word(run, "name", read, kana_sounds(run), "kana", run)
        return
    for char in run:
        read = "".join(_LATIN_WORD.findall(latin(char)))
        if char.isalnum():
            yield Word(char, "name", read, (sound(read),) if read else (), "han", char)


def _latin_words(text: str, is_person: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each word of a text of letters, in Latin ones and as it was written."""
    for chunk in re.split(r"[\s!-/:-@\[-_{-~、。，．・･‐‑‒–—―−|（）]+", text):
        if _HANGUL.match(chunk):
            for char in chunk:
                yield from ((word, char) for word in _LATIN_WORD.findall(latin(char)))
            continue
        read = chunk.casefold() if chunk.isascii() else re.sub("['`\"]", "", latin(chunk))
        words = _LATIN_WORD.findall(read)
        if len(words) > 1:
            words = _LATIN_WORD.findall(letters_for_digits(read, is_person))
        if len(words) == 2 and words[0].isdigit() and words[1] in _ORDINAL:
            words = words[:1]
        for word in words:
            yield word, chunk if len(words) == 1 else word


def _plain_words(text: str) -> list[str]:
    return [word for word, _ in _latin_words(prepared(text))]


def _without_titles(words: list[Word], titles: frozenset[str]) -> list[Word]:
    """Leave titles out, unless nothing but titles were left."""
    kept = [word for word in words if word.text not in titles]
    names = [word for word in kept if word.role in ("name", "initial")]
    return kept if names else words


def _title(title: str) -> str:
    return "".join(_plain_words(title)) if alphabet(title[0]) != "han" else title


def _by_spelling(tables: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {
        "".join(_plain_words(spelling)): name
        for name, spellings in tables.items()
        for spelling in (name, *spellings)
    }


def _short_forms(tables: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, forms in tables.items():
        for form in (name, *forms):
            found.setdefault("".join(_plain_words(form)), set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}

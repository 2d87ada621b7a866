"""The search box: words -> SQL. Every word must be found somewhere in the vehicle's text."""

from typing import Any

from broker_app.domain.spelling import fold_words

_TRIGRAM = 3


def condition(words: str, values: dict[str, Any]) -> str:
    """Return a condition on `vehicle v` for the words of the search box; fills `values`.

    Words are data, never SQL: they travel as parameters, quoted for the index. The trigram index
    finds three letters and more; shorter words are looked for in the text itself.
    """
    terms = []
    for number, word in enumerate(fold_words(words).split()):
        name = f"word{number}"
        if len(word) >= _TRIGRAM:
            values[name] = '"' + word.replace('"', '""') + '"'
            terms.append(
                f"v.id IN (SELECT rowid FROM vehicle_fts WHERE vehicle_fts MATCH :{name})"  # noqa: S608
            )
        else:
            values[name] = f"%{_escaped(word)}%"
            terms.append(f"v.search_key LIKE :{name} ESCAPE '\\'")
    return " AND ".join(terms) or "1"


def _escaped(word: str) -> str:
    for sign in "\\%_":
        word = word.replace(sign, "\\" + sign)
    return word

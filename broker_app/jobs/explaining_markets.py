"""Explaining what a market says: one sentence in the language in use."""

from broker_app import words
from broker_app.domain.admission import Answer


def reason(answer: Answer) -> str:
    """Return the reason of an answer, with the facts named that are missing."""
    said = words.say(f"reason.{answer.reason}")
    if not answer.missing:
        return said
    facts = ", ".join(words.fact(name) for name in answer.missing)
    return words.say("market.missing", reason=said, facts=facts)

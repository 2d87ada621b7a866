"""Fetches the files of a sanctions list from its issuer, where a person asked for it."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from threading import Event, Thread
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener, getproxies

from broker_app.errors import UserError
from broker_app.intake.listed.source import LARGEST

SECONDS = 60.0
"""How long the server may stay silent."""
_PIECE = 262_144
_MOST_REDIRECTS = 5
_TOLD_EVERY = 0.2
"""Seconds."""


class _Redirects(HTTPRedirectHandler):
    """Follows a few redirects, and none to an address that may not be fetched from."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        try:
            _must_be_safe(newurl)
        except UserError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Taking:
    """A file on its way: what has come of it, and how it ended."""

    data: bytearray = field(default_factory=bytearray)
    name: str = ""
    stated: int = 0
    problem: UserError | None = None
    done: Event = field(default_factory=Event)
    left: Event = field(default_factory=Event)


def download(
    address: str,
    tell: Callable[[int, int], None],
    largest: int = LARGEST,
    seconds: float = SECONDS,
) -> tuple[str, bytes]:
    """Return the name and the bytes of a file; `tell` hears bytes so far and in all, and may raise.

    Only `https`, and `http` on this machine. `tell` is heard a few times a second, also while the
    server is silent. Raises UserError where the file cannot be fetched whole.
    """
    _must_be_safe(address)
    taking, host = _Taking(), urlsplit(address).hostname or ""
    Thread(target=_fetch, args=(address, taking, largest, seconds), daemon=True).start()
    try:
        while not taking.done.wait(_TOLD_EVERY):
            tell(len(taking.data), taking.stated)
    finally:
        taking.left.set()
    if taking.problem is not None:
        raise taking.problem
    tell(len(taking.data), taking.stated)
    if taking.stated and len(taking.data) < taking.stated:
        found = len(taking.data)
        raise UserError("listed_not_fetched_whole", host=host, found=found, stated=taking.stated)
    return taking.name, bytes(taking.data)


def _fetch(address: str, taking: _Taking, largest: int, seconds: float) -> None:
    """Take a file in, until it is whole, something goes wrong, or nobody waits for it any more."""
    host = urlsplit(address).hostname or ""
    opener = build_opener(ProxyHandler({} if _is_here(host) else getproxies()), _Redirects)
    request = Request(address, headers={"User-Agent": "broker-app", "Accept": "*/*"})  # noqa: S310
    try:
        with opener.open(request, timeout=seconds) as answer:
            taking.stated = int(answer.headers.get("Content-Length") or 0)
            taking.name = _name(answer.headers, answer.url)
            while not taking.left.is_set() and (piece := answer.read1(_PIECE)):
                taking.data += piece
                if len(taking.data) > largest:
                    raise UserError("listed_too_large", file=host)
    except UserError as problem:
        taking.problem = problem
    except (URLError, HTTPException, OSError, ValueError) as problem:
        reason = getattr(problem, "reason", None) or getattr(problem, "code", None) or problem
        taking.problem = UserError("listed_not_fetched", host=host, reason=str(reason))
        if isinstance(problem, HTTPError):
            problem.close()
    finally:
        taking.done.set()


def _must_be_safe(address: str) -> None:
    parts = urlsplit(address)
    here = parts.scheme == "http" and _is_here(parts.hostname or "")
    if parts.scheme != "https" and not here:
        raise UserError("listed_address_unsafe", address=address)


def _is_here(host: str) -> bool:
    """Tell whether an address is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _name(headers: Message, address: str) -> str:
    """Return what a file is called: as the server says, else as the address ends."""
    stated = headers.get_filename() or ""
    path = unquote(urlsplit(address).path)
    name = (stated or path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable())[:120] or "list"

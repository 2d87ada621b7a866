"""Fetches the files of a sanctions list from its issuer, where a person asked for it."""

import ipaddress
from collections.abc import Callable
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener, getproxies

from broker_app.errors import UserError
from broker_app.intake.listed.source import LARGEST

SECONDS = 60.0
"""How long the server may stay silent."""
_PIECE = 262_144
_MOST_REDIRECTS = 5


class _Redirects(HTTPRedirectHandler):
    """Follows a few redirects, and none to an address that may not be fetched from."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        _must_be_safe(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def download(
    address: str,
    tell: Callable[[int, int], None],
    largest: int = LARGEST,
    seconds: float = SECONDS,
) -> tuple[str, bytes]:
    """Return the name and the bytes of a file; `tell` hears bytes so far and in all, and may raise.

    Only `https`, and `http` on this machine. Raises UserError where it cannot be fetched whole.
    """
    _must_be_safe(address)
    host = urlsplit(address).hostname or ""
    opener = build_opener(ProxyHandler({} if _is_here(host) else getproxies()), _Redirects)
    request = Request(address, headers={"User-Agent": "broker-app", "Accept": "*/*"})  # noqa: S310
    try:
        with opener.open(request, timeout=seconds) as answer:
            stated = int(answer.headers.get("Content-Length") or 0)
            data = _read(answer, stated, tell, largest, host)
            name = _name(answer.headers, answer.url)
    except (URLError, HTTPException, OSError, ValueError) as problem:
        reason = getattr(problem, "reason", None) or getattr(problem, "code", None) or problem
        raise UserError("listed_not_fetched", host=host, reason=str(reason)) from problem
    if stated and len(data) < stated:
        raise UserError("listed_not_fetched_whole", host=host, found=len(data), stated=stated)
    return name, data


def _read(
    answer: IO[bytes], stated: int, tell: Callable[[int, int], None], largest: int, host: str
) -> bytes:
    data = bytearray()
    while piece := answer.read(_PIECE):
        data += piece
        if len(data) > largest:
            raise UserError("listed_too_large", file=host)
        tell(len(data), stated)
    return bytes(data)


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

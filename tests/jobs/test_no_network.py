"""Nothing opens a connection unless somebody asks for it: demo, import and audit, all refused."""

import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

from broker_app.cli import main

DATA = Path(__file__).parent.parent.parent / "resources" / "demo"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every connection and every name that is looked up; what was tried stands in a list."""
    tried: list[str] = []

    def refuse(*asked: Any, **_more: Any) -> NoReturn:
        tried.append(repr(asked))
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto", "bind", "listen"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname", "create_server"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


def test_the_refusal_bites(no_network: list[str]) -> None:
    with pytest.raises(AssertionError), socket.socket() as one:
        one.connect(("127.0.0.1", 9))
    assert no_network


def test_demo_import_judge_and_audit_open_no_connection(
    no_network: list[str], tmp_path: Path
) -> None:
    def write(*_: Any) -> None:
        return

    front = main.Front(lambda _path: 0, lambda: False, write)  # type: ignore[arg-type]
    database = tmp_path / "stock.db"
    (listed, *_) = sorted(file for file in DATA.iterdir() if file.suffix in (".xlsx", ".csv"))
    for arguments in (
        ["demo", "--dir", str(tmp_path / "demo"), "--no-window"],
        ["import", str(listed), "--database", str(database)],
        ["judge", "--database", str(database), "--destination", "RU"],
        ["audit", "verify", str(database)],
        ["support-bundle", str(tmp_path / "out.zip"), "--database", str(database)],
    ):
        assert main.run(arguments, front) == 0, arguments
    assert no_network == []

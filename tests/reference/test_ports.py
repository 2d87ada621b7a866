import pytest

from broker_app import paths
from broker_app.errors import UserError
from broker_app.reference import ports


def test_every_port_has_a_code_a_name_and_a_country() -> None:
    known = ports.load()
    file = paths.resources() / "lookups" / "ports.csv"
    assert len(known) == len(file.read_text(encoding="utf-8-sig").splitlines()) - 1 >= 270
    for code, port in known.items():
        assert len(code) == 5
        assert code.startswith(port.country)
        assert port.name
        assert port.country_name
        assert set(port.roles) <= {"load", "discharge", "inland"}


@pytest.mark.parametrize(
    "text", ["JPYOK", "jp yok", "ＪＰＹＯＫ", "Yokohama", "YOKOHAMA, JAPAN", " yokohama japan "]
)
def test_a_port_by_code_or_name(text: str) -> None:
    port = ports.find(text)
    assert port.unlocode == "JPYOK"
    assert port.printed == "YOKOHAMA, JAPAN"


def test_names_with_marks_and_second_names() -> None:
    assert ports.find("dar-es-salaam").unlocode == "TZDAR"
    assert ports.find("Port Elizabeth").unlocode == "ZAPLZ"


def test_an_unknown_port_names_the_closest() -> None:
    with pytest.raises(UserError) as caught:
        ports.find(" Mombassa ")
    assert caught.value.key == "port_unknown"
    assert caught.value.values["port"] == "Mombassa"
    assert str(caught.value.values["near"]).startswith("Mombasa (KEMBA)")


@pytest.mark.parametrize("text", ["", "   ", "???", "横浜", "🚢"])
def test_nothing_like_a_port_is_still_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="port_unknown"):
        ports.find(text)


def test_every_name_finds_its_own_port() -> None:
    for port in ports.load().values():
        assert ports.find(port.printed) == port
        assert ports.find(port.name) == port

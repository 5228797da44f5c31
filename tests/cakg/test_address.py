"""Addresses of endpoints: HTTP and HTTPS only, no password in any message, redirects on the same server only."""

from __future__ import annotations

import pytest

from cakg.cli import main
from cakg.errors import EndpointError
from cakg.graph import open as open_graph
from cakg.store.address import Address
from cakg.store.remote import RemoteStore


@pytest.mark.parametrize(
    "text, url",
    [
        ("http://h/q", "http://h/q"),
        ("  HTTP://H.Example:80/q \n", "http://h.example/q"),
        ("HttpS://h:443", "https://h"),
        ("https://h:8443/a?default-graph-uri=http://g/x&k=v#part", "https://h:8443/a?default-graph-uri=http://g/x&k=v"),
        ("http://[::1]:8080/q", "http://[::1]:8080/q"),
        ("http://h./q?", "http://h/q"),
        ("http://кг.example/запрос", "http://xn--c1an.example/%D0%B7%D0%B0%D0%BF%D1%80%D0%BE%D1%81"),
        ("http://user:se@cret@h/q", "http://h/q"),
        ("http://h/%7Ea/\u202e", "http://h/%7Ea/%E2%80%AE"),
    ],
)
def test_an_address_has_one_form(text, url):
    assert RemoteStore(text).endpoint == url


@pytest.mark.parametrize(
    "text, reason",
    [
        *((f"{scheme}x", "HTTP or HTTPS only") for scheme in ("file:///", "FILE:///", "ftp://", "data:,", "gopher://")),
        ("javascript://h/%0aalert(1)", "HTTP or HTTPS only"),
        ("://h", "HTTP or HTTPS only"),
        ("", "an empty text is not the address"),
        ("nonsense", "HTTP or HTTPS only"),
        ("http:///x", "has no host"),
        ("http://user:secret@/x", "has no host"),
        ("http:x", "// is missing"),
        *((f"http://user:secret@h:{port}/", "a number from 1 to 65535") for port in ("99999", "0", "-1", "x")),
        *((f"http://h{sign}/", "cannot be part") for sign in ("/a b", "\t", "\x1b[31m", "/<s>", "\\@evil", "/\ud800")),
        *((f"http://{host}/", "the host is not valid") for host in ("[::1", "[zz]", "a..b", "h%00", f"{'a' * 70}.org")),
        ("http://h/q?query=ASK", "already contains a query"),
        ("ftp://user:secret@h/x", "HTTP or HTTPS only"),
    ],
)
def test_other_addresses_are_refused(text, reason):
    with pytest.raises(EndpointError, match=reason) as raised:
        RemoteStore(text)
    assert "secret" not in str(raised.value)
    assert str(raised.value).replace("\n", "").isprintable()


@pytest.mark.parametrize("text", ["file:///etc/passwd", "FTP://h/", "http://h:0/"])
def test_the_command_line_refuses_them(text, capsys):
    assert main(["query", "ASK {}", "--graph", text]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "is not the address of an endpoint" in said


def test_a_path_with_the_signs_of_an_address_is_a_path(tmp_path, capsys):
    folder = tmp_path / "a:" / "b"
    folder.mkdir(parents=True)
    (folder / "x.ttl").write_text("<urn:s> <urn:p> 1 .")

    assert main(["query", "ASK { <urn:s> <urn:p> 1 }", "--graph", f"{tmp_path}/a://b"]) == 0
    assert "yes" in capsys.readouterr().out


def test_a_password_is_not_shown():
    text = "http://user:secret@h/q"
    with pytest.raises(Exception, match="no files can be added") as raised:
        open_graph(text, [__file__])
    kg = open_graph(text)
    assert "secret" not in f"{raised.value} {kg!r} {kg.engine!r} {Address.parse(text)!r}"


@pytest.mark.parametrize("option", ["--timeout", "--max-answer"])
@pytest.mark.parametrize("value", ["inf", "nan", "-1", "0", "1e999", "x", ""])
def test_a_limit_is_a_number_above_zero(option, value, capsys):
    assert main(["query", "ASK {}", option, value]) == 2
    assert "is not a number above 0" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    "here, there, elsewhere",
    [
        ("http://h/a", "http://h/b", ""),
        ("http://h/a", "https://H:443/a", ""),
        ("http://h/a", "http://h:80/a?x=1", ""),
        ("http://h/a", "https://h:8443/a", "another scheme or port"),
        ("http://h:8080/a", "https://h/a", "another scheme or port"),
        ("https://h/a", "http://h/a", "another scheme or port"),
        ("http://h/a", "http://h:81/a", "another port"),
        ("http://h/a", "http://h.example/a", "another host"),
        ("http://h/a", "http://h@evil/a", "another host"),
        ("http://127.0.0.1/a", "http://localhost/a", "another host"),
    ],
)
def test_a_redirect_stays_on_the_server(here, there, elsewhere):
    assert Address.parse(here).leads_elsewhere(Address.parse(there)) == elsewhere

"""From an ASGI scope to a WSGI environ."""

from __future__ import annotations

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

# `Proxy` would become HTTP_PROXY, which libraries take for their own setting.
_NEVER = {"proxy", "content-length", "content-type", "transfer-encoding"}


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    """Request headers by lower-case name; repeated ones joined.

    A name with an underscore could pass for another header in WSGI, so it is ignored.
    """
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        if name in found:
            found[name] += ("; " if name == "cookie" else ",") + value
        else:
            found[name] = value
    return found


def build_environ(scope: dict[str, Any], headers: dict[str, str], body: IO[bytes], length: int) -> dict[str, Any]:
    """The environ of a complete request."""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(length) if length or "content-length" in headers else "",
        "CONTENT_TYPE": headers.get("content-type", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "consilium.raw_path": raw_path.decode("latin-1"),
    }
    for name, value in headers.items():
        if name not in _NEVER:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ

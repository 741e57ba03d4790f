"""The files from which the parts of a site are started say the same, and refuse what would be wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.serve import roles, server
from core.serve.limits import Limits
from core.serve.proxies import is_proxy
from core.serve.server import CannotServe
from tests.core.serve.process import ROOT

SCRIPT = ROOT / "deploy" / "run.sh"


def script_roles() -> set[str]:
    """What the script can start."""
    return set(re.findall(r"^  ([a-z]+)\)$", SCRIPT.read_text(), re.MULTILINE))


def test_the_procfile_starts_every_part_through_the_script() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    found = [re.fullmatch(r"[a-z0-9]+: (?:[A-Z_]+=\S+ )?deploy/run\.sh ([a-z]+)", line) for line in lines]
    assert all(found), "each line is a name and the script"
    started = [match[1] for match in found if match]
    assert set(started) == script_roles() - {"prepare"}
    assert started.count("sockets") >= 2


def compose_services() -> dict[str, str]:
    """The text of each service; the file is plain enough to be read by its indents."""
    text = (ROOT / "compose.yaml").read_text()
    block = re.search(r"^services:\n(.*?)^\S", text, re.MULTILINE | re.DOTALL)
    assert block
    parts = re.split(r"^  ([a-z0-9]+):\n", block[1], flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_containers_start_every_part_through_the_script() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["deploy/run.sh"]' in dockerfile
    assert "\nUSER consilium\n" in dockerfile
    services = compose_services()
    own = {name: text for name, text in services.items() if "<<: *site" in text}
    assert services.keys() - own.keys() == {"postgres", "redis", "elasticsearch"}
    commands = {name: re.findall(r"command: \[([a-z]+)\]", text) for name, text in own.items()}
    assert all(len(found) == 1 for found in commands.values())
    assert {found[0] for found in commands.values()} == script_roles()
    ports = [name for name, text in services.items() if "ports:" in text]
    assert ports == ["proxy"], "nobody else is reached from outside"


def test_containers_name_each_other_as_the_proxy_looks_for_them() -> None:
    services = compose_services()
    for variable in ("PAGES", "SOCKETS"):
        line = re.search(rf"^      {variable}: (.+)$", services["proxy"], re.MULTILINE)
        assert line
        for address in line[1].split():
            name, _, port = address.partition(":")
            assert f'"0.0.0.0:{port}"' in services[name]
    fixed = re.search(r"ipv4_address: ([\d.]+)", services["proxy"])
    assert fixed
    assert f"TRUSTED_PROXIES: '[\"{fixed[1]}\"]'" in (ROOT / "compose.yaml").read_text()


def test_passwords_are_asked_for_and_never_written_down() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert "${POSTGRES_PASSWORD:?" in text
    assert "${BASE_URL:?" in text
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", ".venv"} <= set(ignored)


def test_an_unknown_part_is_answered_with_the_list() -> None:
    done = subprocess.run([SCRIPT, "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert script_roles() <= set(re.findall(r"run\.sh ([a-z]+)", done.stderr))


@pytest.mark.parametrize("more", [{}, {"BALANCERS": "10.1.2.3 10.9.0.0/16", "PAGES": "10.0.0.1:81 10.0.0.2:81"}])
def test_nginx_understands_what_the_script_writes(tmp_path: Path, more: dict[str, str]) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("needs nginx (apt-get install nginx-light)")
    fake = tmp_path / "nginx"
    fake.write_text(f'#!/bin/sh\nexec {shutil.which("nginx")} -t "$@"\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/bin", "VAR_DIR": str(tmp_path / "var"), "LISTEN": "18080"}
    done = subprocess.run([SCRIPT, "proxy"], env=environment | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "var" / "proxy" / "nginx.conf").read_text()
    assert "@" not in re.sub(r"#.*", "", written), "every gap is filled"
    if more:
        assert "set_real_ip_from 10.9.0.0/16; " in written
        assert written.count("server 10.0.0.2:81") == 4


def test_the_proxy_has_the_limits_of_the_embedded_server() -> None:
    text = (ROOT / "deploy" / "nginx.conf.in").read_text()
    limits = Limits()
    assert f"client_max_body_size {limits.body // 2**20}m;" in text
    assert f"client_body_buffer_size {limits.body // 2**20}m;" in text, "so that no body lies on a disk"
    assert f"client_header_timeout {limits.head:.0f}s;" in text
    assert f"client_body_timeout {limits.body_pause:.0f}s;" in text
    assert f"limit_conn addresses {limits.connections_per_address};" in text
    buffers = re.search(r"proxy_buffers (\d+) (\d+)k;", text)
    assert buffers
    assert int(buffers[1]) * int(buffers[2]) * 1024 >= limits.body
    assert "proxy_max_temp_file_size 0;" in text


def test_one_process_does_not_serve_a_site_of_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "connection", SimpleNamespace(vendor="postgresql"))
    with pytest.raises(CannotServe, match=r"deploy/run\.sh pages"):
        server.serve("127.0.0.1", 0, lambda _: None)


def test_a_part_is_not_served_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "connection", SimpleNamespace(vendor="sqlite"))
    with pytest.raises(CannotServe, match=r"manage\.py serve"):
        roles.check_role()


def test_a_part_is_not_served_without_a_named_proxy(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setattr(roles, "connection", SimpleNamespace(vendor="postgresql"))
    settings.TRUSTED_PROXIES = []  # type: ignore[attr-defined]  # pytest-django's settings
    with pytest.raises(CannotServe, match="TRUSTED_PROXIES is empty"):
        roles.check_role()


def test_whom_we_believe(settings: object) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.9.0.0/16", "::1"]  # type: ignore[attr-defined]  # as above
    assert all(is_proxy(address) for address in ("127.0.0.1", "10.9.200.3", "::1"))
    assert not any(is_proxy(address) for address in ("127.0.0.2", "10.8.0.1", "", "unix:", "127.0.0.1.evil"))

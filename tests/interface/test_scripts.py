"""Own scripts are small, hold no words of any language, and public pages load no socket code."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))


def _packed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


# What public pages load: all of them the first two, the lists of topics and medicines the third.
PUBLIC = [ROOT / "static/js" / name for name in ("app.js", "suggest.js", "filter.js")]
# Of doors only: no page that strangers read loads it.
DOORS = ROOT / "static/js/passkey.js"


def test_a_public_page_loads_little_script() -> None:
    assert _packed(*PUBLIC) < 4 * 1024


def test_a_public_page_loads_nothing_else() -> None:
    public = [ROOT / "templates" / name for name in ("base.html", "cms", "search", "account", "events")]
    files = [file for path in public for file in ([path] if path.is_file() else path.rglob("*.html"))]
    loaded = {name for file in files for name in re.findall(r'static "(js/[\w-]+\.js)"', file.read_text())}
    assert loaded == {f"js/{path.name}" for path in (*PUBLIC, DOORS)}
    doors = {file for file in files if DOORS.name in file.read_text()}
    assert all(file.is_relative_to(ROOT / "templates/account") for file in doors)


def test_all_scripts_together_are_small() -> None:
    assert _packed(*SCRIPTS) < 20 * 1024


def test_the_icon_sprite_is_small() -> None:
    assert _packed(ROOT / "static/icons.svg") < 4 * 1024


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_the_scripts_of_public_pages_know_no_socket(path: Path) -> None:
    assert "WebSocket" not in path.read_text()
    assert "import" not in path.read_text()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\beval\(|new Function|document\.write|setAttribute\(\"style\"|localStorage|https?://", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_markup_is_taken_only_from_the_sanitised_body(path: Path) -> None:
    assert re.findall(r".*innerHTML.*", path.read_text()) in (
        [],
        ['  article.querySelector("[data-body]").innerHTML = html;'],
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_no_sentences(path: Path) -> None:
    code = re.sub(r"//.*", "", path.read_text())
    texts = re.findall(r"\"([^\"\n]*)\"", code)
    assert not [text for text in texts if re.match(r"^[A-Z][a-z]+ [a-z]", text)]


def test_every_word_that_scripts_say_is_in_the_page() -> None:
    parts = (ROOT / "templates/components/live_parts.html").read_text()
    offered = set(re.findall(r'data-word="([\w-]+)"', parts))
    code = "".join(path.read_text() for path in SCRIPTS)
    used = set(re.findall(r"\bwords\.(\w+)", code)) | set(re.findall(r'\bwords\["([\w-]+)"\]', code))
    assert used == offered

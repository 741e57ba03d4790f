"""Names of diseases and drugs in the files in which their makers give them out."""

from __future__ import annotations

import gzip
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_DESCRIPTION = re.compile(r"<(?:desc|note)>([^<]{3,200})</")
_OUTER_CAUSES = "<name>20</name>"  # the chapter of vehicles, animals and tools
_TITLE = re.compile(r"[^\W\d_]{3,}(?:[ -][^\W\d_]{2,}){0,3}")


def phrases(path: Path, *, spanish: bool = True) -> Iterator[str]:
    """Names of diseases (ICD-10-CM tabular list, Disease Ontology with its translations) and of drugs (Drugs@FDA)."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            rows = archive.read("Products.txt").decode("utf-8", "replace").splitlines()[1:]
        yield from (field.lower() for row in rows for field in row.split("\t")[5:7])
        return
    text = gzip.decompress(path.read_bytes()).decode()
    if ".xml" in path.suffixes:
        yield from _DESCRIPTION.findall(text.partition(_OUTER_CAUSES)[0])
    else:
        last = 4 if spanish else 3
        yield from (field for row in text.splitlines()[1:] for field in row.split("\t")[2:last])


def titles(paths: list[Path], seed: int, count: int) -> list[str]:
    """Short English names of diseases as people write them above a case: half of them in capitals."""
    short = {phrase for path in paths for phrase in phrases(path, spanish=False) if _TITLE.fullmatch(phrase)}
    rand = random.Random(seed)  # noqa: S311 - reproducible, not secret
    chosen = rand.sample(sorted(short), count)
    return [rand.choice((_capitals, _sentence))(phrase) for phrase in chosen]


def _capitals(phrase: str) -> str:
    return " ".join(
        word if word in {"of", "and", "in", "the", "with"} else _sentence(word) for word in phrase.split(" ")
    )


def _sentence(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]

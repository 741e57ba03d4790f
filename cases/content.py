"""What an encrypted draft holds: the author's words, the picture's measures, the scan and the decisions on it.

Plain values without a database. They leave the vault only for their author and for the gate.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from pydantic import BaseModel, ConfigDict

PARTS: Final = ("title", "history", "examination", "findings", "question", "alt")
"""The parts of a case that are free text, in the order of reading."""
BETWEEN: Final = "\n\n"


class _Value(BaseModel):
    """A value that cannot change, and whose errors and names repeat nothing of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


class Found(_Value):
    """One finding of the detector, in characters of one part."""

    id: int
    part: str
    start: int
    end: int
    kind: str
    score: float
    blocks: bool
    rule: str


class Decision(_Value):
    """What the author decided on a finding; `automatic` ones came from accepting all safe changes."""

    verb: str
    reason: str = ""
    automatic: bool = False


class Scan(_Value):
    """The detector's report on exactly one text and picture, and the decisions on it."""

    content_hash: str
    detector: str
    found: tuple[Found, ...]
    decisions: dict[int, Decision] = {}


class Picture(_Value):
    """The measures of the rebuilt picture; its bytes lie encrypted beside the draft."""

    content_type: str
    width: int
    height: int
    digest: str


class DraftContent(_Value):
    """Everything that a draft says."""

    title: str = ""
    language: str = "en"
    specialty: str = ""
    age_band: str = ""
    sex: str = ""
    history: str = ""
    examination: str = ""
    findings: str = ""
    question: str = ""
    alt: str = ""
    audience: str = "physician"
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    scan: Scan | None = None
    scans: int = 0

    def parts(self) -> dict[str, str]:
        """The free texts by name."""
        return {part: str(getattr(self, part)) for part in PARTS}

    def content_hash(self) -> str:
        """The seal of text and picture as they are now."""
        return hash_of(
            self.parts(), self.language, (self.age_band, self.sex), self.picture.digest if self.picture else ""
        )

    @property
    def current_scan(self) -> Scan | None:
        """The scan, if nothing was changed since."""
        scan = self.scan
        return scan if scan is not None and scan.content_hash == self.content_hash() else None


def hash_of(parts: Mapping[str, str], language: str, person: tuple[str, str], picture: str) -> str:
    """A seal of exactly these texts and this picture (its own SHA-256)."""
    canonical = json.dumps([[parts[part] for part in PARTS], language, *person, picture], ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()

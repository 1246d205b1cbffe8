"""The documents say what the code has, in both languages."""

import re
from pathlib import Path

import pytest

from exchange.cli.main import SUBCOMMANDS
from exchange.v1.error_pb2 import ErrorReason
from exchange.v1.record_pb2 import Purpose

ROOT = Path(__file__).resolve().parents[2]
READMES = ["README.md", "README.zh-CN.md"]
ERROR_ROW = re.compile(r"^\| `([A-Z_]+)` \| (\d+) \| (.+?) \|", re.MULTILINE)
MAKE_TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(name: str) -> str:
    """Inline code and code blocks of a document: what a reader would type."""
    text = text_of(name)
    return "\n".join(re.findall(r"`[^`\n]+`|^    .*$", text, re.MULTILINE))


def test_every_error_reason_is_explained_once_under_its_number():
    documented = [(name, int(number)) for name, number, _meaning in ERROR_ROW.findall(text_of("proto/README.md"))]

    assert documented == [(name.removeprefix("ERROR_REASON_"), number) for name, number in ErrorReason.items()]


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_in_the_readme_exists(readme):
    named = set(re.findall(r"\bmake ([a-z]+)", code_of(readme)))

    assert {"demo", "test", "check", "bench", "proto"} <= named
    assert named <= set(MAKE_TARGET.findall(text_of("Makefile")))


@pytest.mark.parametrize("readme", READMES)
def test_every_command_in_the_readme_exists(readme):
    named = set(re.findall(r"(?:^|[`/\s])exchange ([a-z]+)(?=[\s`]|$)", code_of(readme), re.MULTILINE))

    assert {"init", "certs", "member", "serve", "audit", "ledger"} <= named
    assert named <= set(SUBCOMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_every_purpose_is_listed(readme):
    text = text_of(readme)

    missing = [name for name in Purpose.keys()[1:] if f"`{name.removeprefix('PURPOSE_')}`" not in text]

    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_every_path_named_in_the_readme_exists(readme):
    files = re.findall(r"`((?:exchange|adapters|certs|proto)/[^`]*)`", text_of(readme))

    assert [name for name in files if not (ROOT / name).exists()] == []


def test_the_first_commands_of_the_readme_are_demo_and_test():
    for readme in READMES:
        assert re.findall(r"^\s+(make [a-z]+)", text_of(readme), re.MULTILINE)[:2] == ["make demo", "make test"]


def test_both_readmes_have_the_same_shape():
    def shape(name: str) -> list[int]:
        return [len(marks) for marks in re.findall(r"^(#+) ", text_of(name), re.MULTILINE)]

    assert shape("README.md") == shape("README.zh-CN.md")


def test_links_in_the_documents_lead_somewhere():
    for document in [*READMES, "proto/README.md"]:
        folder = (ROOT / document).parent
        targets = re.findall(r"\]\(([^)#:]+)\)", text_of(document))
        assert [target for target in targets if not (folder / target).exists()] == []

"""Writes exchange/v1 (and buf/validate) from the .proto files; the same bytes every time.

protovalidate ships its rules only inside its own package, so their descriptor is taken from there and handed to protoc.
Run it as `make proto`; `python proto/generate.py --check` exits 1 where the committed code is not what it would write.
"""

from __future__ import annotations

import filecmp
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2, duration_pb2, field_mask_pb2, timestamp_pb2
from grpc_tools import protoc
from protovalidate._gen.buf.validate import validate_pb

PROTO = Path(__file__).resolve().parent
ROOT = PROTO.parent
WELL_KNOWN = Path(protoc.__file__).parent / "_proto"
RULES = "buf/validate/validate.proto"


def rules_descriptor() -> bytes:
    """The serialized FileDescriptorSet of buf/validate/validate.proto and what it imports."""
    descriptors = descriptor_pb2.FileDescriptorSet()
    for module in (descriptor_pb2, duration_pb2, timestamp_pb2, field_mask_pb2):
        module.DESCRIPTOR.CopyToProto(descriptors.file.add())
    descriptors.file.add().ParseFromString(validate_pb._DESC.proto.to_binary())  # noqa: SLF001  # no public accessor
    return descriptors.SerializeToString(deterministic=True)


def run_protoc(*arguments: str) -> None:
    """Runs protoc; exits with its code where it fails."""
    if code := protoc.main(["protoc", *arguments]):
        sys.exit(code)


def generate(target: Path) -> list[Path]:
    """Writes all generated files below `target`; returns their paths relative to it."""
    sources = sorted(path.relative_to(PROTO).as_posix() for path in (PROTO / "exchange").rglob("*.proto"))
    vendor = target / "proto" / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        rules = Path(scratch) / "rules.binpb"
        rules.write_bytes(rules_descriptor())
        inputs = (f"--descriptor_set_in={rules}", f"-I{PROTO}", f"-I{WELL_KNOWN}")
        run_protoc(*inputs, f"--python_out={vendor}", f"--pyi_out={vendor}", RULES)
        outputs = (f"--python_out={target}", f"--pyi_out={target}", f"--grpc_python_out={target}")
        run_protoc(*inputs, *outputs, *sources)
        image = ROOT / "build" / "image.binpb"
        image.parent.mkdir(exist_ok=True)
        run_protoc(*inputs, f"--descriptor_set_out={image}", "--include_imports", "--include_source_info", *sources)
    for path in (target / "exchange" / "v1").glob("*_pb2_grpc.py"):
        if "Stub" not in path.read_text():  # protoc writes an empty one for each file without a service
            path.unlink()
    written = [*(target / "exchange" / "v1").glob("*_pb2*"), *(vendor / "buf").rglob("*_pb2*")]
    return sorted(path.relative_to(target) for path in written if path.suffix in {".py", ".pyi"})


def check() -> int:
    """Compares a fresh generation with the committed files; returns the exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = generate(Path(scratch))
        stale = [path for path in fresh if not _same(Path(scratch) / path, ROOT / path)]
        committed = {path.relative_to(ROOT) for path in (ROOT / "exchange" / "v1").glob("*_pb2*") if path.suffix != ".pyc"}
        stale += sorted(committed - set(fresh))
    for path in stale:
        sys.stderr.write(f"{path}: not what the .proto files generate; run `make proto`\n")
    return 1 if stale else 0


def _same(fresh: Path, committed: Path) -> bool:
    return committed.exists() and filecmp.cmp(fresh, committed, shallow=False)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    for name in generate(ROOT):
        sys.stdout.write(f"{name}\n")

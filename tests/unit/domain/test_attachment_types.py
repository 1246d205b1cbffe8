"""Which files may travel: by name, type and first bytes; what pretends to be another type is told by its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.attachments import HEAD_SIZE, AttachmentError, check_content, check_described, media_types, type_of
from exchange.v1 import error_pb2

HEADS = {
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00",
    "audio/wav": b"RIFF\x24\x08\x00\x00WAVEfmt ",
    "application/ofd": b"PK\x03\x04\x14\x00\x08\x08\x08\x00",
    "text/plain": "笔录：".encode() + b"\r\n",
}
STRANGERS = {
    "a Windows program": b"MZ\x90\x00\x03\x00\x00\x00",
    "a Linux program": b"\x7fELF\x02\x01\x01\x00",
    "a script": b"#!/bin/sh\nrm -rf /",
    "a web page": b"<html><script>al",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a compressed archive": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "7-Zip": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "nothing": b"",
}


def reason(error: AttachmentError) -> str:
    return error_pb2.ErrorReason.Name(error.reason).removeprefix("ERROR_REASON_")


@pytest.mark.parametrize("media_type", HEADS)
def test_a_file_of_its_type_passes_and_of_no_other(media_type: str) -> None:
    check_content(media_type, HEADS[media_type][:HEAD_SIZE])
    same = {"application/ofd", "video/mp4"}  # several formats share a container
    for other in set(HEADS) - {media_type} - (same if media_type in same else set()):
        with pytest.raises(AttachmentError) as caught:
            check_content(other, HEADS[media_type][:HEAD_SIZE])
        assert (reason(caught.value), caught.value.field) == ("MEDIA_TYPE_NOT_ALLOWED", "media_type")


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("media_type", [one for one in media_types() if media_types()[one].magic])
def test_a_stranger_passes_as_nothing_that_has_first_bytes(stranger: str, media_type: str) -> None:
    with pytest.raises(AttachmentError):
        check_content(media_type, STRANGERS[stranger][:HEAD_SIZE])


@pytest.mark.parametrize("stranger", ["a Windows program", "a Linux program", "an old Word file", "a compressed archive", "7-Zip"])
def test_a_binary_stranger_is_no_text(stranger: str) -> None:
    with pytest.raises(AttachmentError):
        check_content("text/plain", STRANGERS[stranger][:HEAD_SIZE])


@pytest.mark.parametrize(
    ("name", "media_type", "size", "expected"),
    [
        ("现场.exe", "application/pdf", 1, ("MEDIA_TYPE_NOT_ALLOWED", "name")),
        ("现场.pdf.exe", "application/pdf", 1, ("MEDIA_TYPE_NOT_ALLOWED", "name")),
        ("pdf", "application/pdf", 1, ("MEDIA_TYPE_NOT_ALLOWED", "name")),
        ("现场.html", "text/html", 1, ("MEDIA_TYPE_NOT_ALLOWED", "media_type")),
        ("现场.zip", "application/zip", 1, ("MEDIA_TYPE_NOT_ALLOWED", "media_type")),
        ("现场.pdf", "application/pdf; charset=utf-8", 1, ("MEDIA_TYPE_NOT_ALLOWED", "media_type")),
        ("现场.pdf", "application/pdf", 101, ("ATTACHMENT_TOO_LARGE", "size")),
        ("现场.pdf", "application/pdf", 0, ("ATTACHMENT_TOO_LARGE", "size")),
    ],
)
def test_a_description_that_is_not_taken(name: str, media_type: str, size: int, expected: tuple[str, str]) -> None:
    with pytest.raises(AttachmentError) as caught:
        check_described(name=name, media_type=media_type, size=size, max_size=100)
    assert (reason(caught.value), caught.value.field) == expected


def test_a_description_that_is() -> None:
    check_described(name="现场.照片.JPG", media_type="image/jpeg", size=100, max_size=100)


def test_the_type_is_told_from_name_and_bytes() -> None:
    assert type_of("笔录.PDF", HEADS["application/pdf"]) == "application/pdf"
    assert type_of("笔录.pdf", HEADS["image/png"]) == ""
    assert type_of("笔录", HEADS["application/pdf"]) == ""
    assert type_of("公文.ofd", HEADS["application/ofd"]) == "application/ofd"


@given(st.binary(max_size=HEAD_SIZE), st.sampled_from(sorted(media_types())))
def test_any_bytes_get_an_answer(head: bytes, media_type: str) -> None:
    assert media_types()[media_type].fits(head) in {True, False}

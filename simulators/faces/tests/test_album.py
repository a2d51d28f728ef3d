"""An album makes each picture once, gives the very bytes that the studio gives, and looks for one that is taken as meant."""

import pytest

from simulators.faces.album import Album, kept_in
from simulators.faces.judge import MATCH, NO_MATCH
from simulators.faces.order import Order
from simulators.faces.studio import Studio


class Strict:
    """Takes the third picture that it sees for what is asked, and the others for blurred."""

    def __init__(self, verdict: str) -> None:
        self.verdict_of_the_third = verdict
        self.seen: list[bytes] = []

    def verdict(self, portrait: bytes, selfie: bytes) -> str:
        assert portrait != selfie
        self.seen.append(selfie)
        return self.verdict_of_the_third if len(self.seen) % 3 == 0 else "BLURRED"

    def close(self) -> None:
        """Nothing to end."""


def test_picture_of_an_album_is_the_studios(tmp_path):
    album = Album(tmp_path)
    made = Studio(7).photograph(Order(kind="selfie", capture=2, defect="blur", level=5)).jpeg
    assert (album.selfie(7, 2, "blur"), album.selfie(7, 2, "blur")) == (made, made)


def test_folder_in_a_cache_is_of_one_state_of_all_that_it_stands_for(tmp_path):
    assert kept_in(tmp_path, b"one") == kept_in(tmp_path, b"one")
    assert kept_in(tmp_path, b"one").parent == tmp_path
    assert len({kept_in(tmp_path), kept_in(tmp_path, b"one"), kept_in(tmp_path, b"on", b"e")}) == 3


def test_picture_is_read_and_not_made_again(tmp_path):
    Album(tmp_path).selfie(7, 1)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"kept")
    assert Album(tmp_path).selfie(7, 1) == b"kept"


def test_album_without_a_folder_that_can_be_written_makes(tmp_path):
    folder = tmp_path / "file"
    folder.write_text("no folder")
    assert Album(folder).selfie(7, 1) == Studio(7).photograph(Order(kind="selfie", capture=1)).jpeg


@pytest.mark.parametrize(("unlike", "expected"), [(None, MATCH), (8, NO_MATCH)])
def test_moments_are_tried_until_one_is_taken_as_it_is_meant(unlike, expected):
    judge = Strict(expected)
    picture = Album(judge=judge).selfie(7, 1, unlike=unlike)
    assert judge.seen.index(picture) == 2
    assert len(set(judge.seen)) == 3


def test_picture_that_nobody_takes_so_is_an_error_with_what_was_seen():
    with pytest.raises(LookupError, match="none is taken as MATCH, but as BLURRED"):
        Album(judge=Strict("BLURRED")).selfie(7, 1)


def test_portraits_are_made_in_several_processes(tmp_path):
    made = list(Album(tmp_path).portraits(range(4), workers=2))
    assert made == [Album(tmp_path).portrait(seed) for seed in range(4)]
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{seed}-portrait.jpg" for seed in range(4)]
    assert Album(tmp_path).portrait(3) == Studio(3).photograph(Order(kind="portrait")).jpeg

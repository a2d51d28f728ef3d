"""An album draws each picture once, and gives the very bytes that drawing gives."""

from simulators.faces import Album, draw_selfie, to_jpeg


def test_picture_of_an_album_is_the_drawn_one(tmp_path) -> None:
    album = Album(tmp_path)
    drawn = to_jpeg(draw_selfie(7, 2, defect="blur"))
    assert (album.selfie(7, 2, "blur"), album.selfie(7, 2, "blur")) == (drawn, drawn)


def test_picture_is_read_and_not_drawn_again(tmp_path) -> None:
    Album(tmp_path).selfie(7, 1)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"kept")
    assert Album(tmp_path).selfie(7, 1) == b"kept"


def test_album_without_a_folder_that_can_be_written_draws(tmp_path) -> None:
    folder = tmp_path / "file"
    folder.write_text("no folder")
    assert Album(folder).selfie(7, 1) == to_jpeg(draw_selfie(7, 1))

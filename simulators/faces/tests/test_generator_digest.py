"""A folder knows the generator by everything that can change a pixel."""

import shutil
from pathlib import Path

import cv2
import pytest

from simulators.faces import recipe as recipe_module
from simulators.faces.recipe import (
    NO_PART_OF_THE_PICTURE,
    digest_of,
    this_generator,
)


@pytest.fixture
def sources(tmp_path):
    """A copy of the generator's source files."""
    here = Path(recipe_module.__file__).parent
    return Path(shutil.copytree(here, tmp_path / "copy", ignore=shutil.ignore_patterns("tests", "__pycache__")))


def test_generator_is_known_by_its_sources_and_libraries(sources):
    assert digest_of(Path(recipe_module.__file__).parent) == digest_of(sources)
    assert this_generator().libraries["opencv"] == cv2.__version__


@pytest.mark.parametrize("file", ["traits.py", "render/light.py", "surroundings/rooms.py", "another.py"])
def test_generator_with_another_source_file_is_another_one(sources, file):
    before = digest_of(sources)
    with (sources / file).open("a") as source:
        source.write("\n")
    assert digest_of(sources) != before


@pytest.mark.parametrize("file", NO_PART_OF_THE_PICTURE)
def test_what_is_no_part_of_a_picture_is_there_and_does_not_count(sources, file):
    before = digest_of(sources)
    assert (sources / file).is_file()
    (sources / file).unlink()
    assert digest_of(sources) == before

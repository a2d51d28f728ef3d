import pytest

from conformance.matchers.tests.painting import paint_folder, toy
from conformance.matchers.transport import way_to


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return paint_folder(tmp_path_factory.mktemp("faces") / "data")


@pytest.fixture
def way():
    return lambda name, **limits: way_to(toy(name), **limits)

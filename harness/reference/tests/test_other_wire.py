"""The tables of the other wire: nothing that can be asked, told or refused is without a word."""

from typing import get_args

from harness.protocol.codes import BY_CODE
from harness.protocol.messages.enrollment import SessionState
from harness.protocol.messages.identity import IdentityState
from harness.protocol.operations import OPERATIONS
from harness.reference.tests.other_wire.shell import page_of
from harness.reference.tests.other_wire.words import NUMBERS, STATES


def test_every_error_has_a_number_of_its_own():
    assert set(NUMBERS) == set(BY_CODE)
    assert len(set(NUMBERS.values())) == len(NUMBERS)


def test_every_state_has_a_word_of_its_own():
    assert set(get_args(SessionState)) | set(get_args(IdentityState)) <= set(STATES)
    assert len(set(STATES.values())) == len(STATES)


def test_every_operation_has_a_page_of_its_own_and_none_of_ours():
    pages = {page_of(operation) for operation in OPERATIONS}
    assert len(pages) == len(OPERATIONS)
    assert not pages & {operation.path for operation in OPERATIONS}

"""Philox4x32-10: random words as a function of a key and a counter, so that no draw depends on an earlier one.

Written on whole numbers masked to 32 bits, without branches: the same source runs in Python, is compiled by numba for
64-bit integers (a product that overflows keeps its low 64 bits, and these are all that is read), and works on numpy
arrays of int64. Give it `int64`, never `uint64`, which numba mixes with plain numbers into floats.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011;
constants and order of words as in Random123, whose known answers the tests hold.
"""

Words = tuple[int, int, int, int]
"""Four words of 32 bits."""

WORD = 0xFFFFFFFF
"""The mask of a word."""

_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10


def philox(key_0: int, key_1: int, c0: int, c1: int, c2: int, c3: int) -> Words:  # noqa: PLR0913, PLR0917 - numba takes no tuple of a class
    """Four random words for a key of two words and a counter of four."""
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            ((product_1 >> 32) & WORD) ^ c1 ^ key_0,
            product_1 & WORD,
            ((product_0 >> 32) & WORD) ^ c3 ^ key_1,
            product_0 & WORD,
        )
        key_0 = (key_0 + _WEYL_0) & WORD
        key_1 = (key_1 + _WEYL_1) & WORD
    return c0, c1, c2, c3

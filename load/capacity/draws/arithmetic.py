"""Logarithm, exponential and normal quantile from additions, products, quotients and square roots alone.

IEEE 754 fixes the result of these operations to the last bit, and no library's log or exp; so every engine, on every
machine, draws the same times. No function branches: the same source runs in Python, is compiled by numba, and works on
numpy arrays when `frexp` and `sqrt` are numpy's.
"""

from math import frexp, sqrt

_LN2 = 0.6931471805599453
_SQRT_HALF = 0.7071067811865476
_SQUARINGS = 64.0  # exp(x) is exp(x / 64) squared six times

# A rational fit of our own in w = sqrt(t + 8) - MIDDLE, degree 8 over 8, by least squares on Chebyshev points with
# weights driven towards equal errors: z = (u - 1/2) * R(w), where t = -log(4u(1 - u)).
_SHIFT = 8.0
_MIDDLE = 4.1528263498989256161


def log(x: float) -> float:
    """The natural logarithm of a number above 0; within 3e-16 of it, or of its relative size."""
    mantissa, exponent = frexp(x)
    low = mantissa < _SQRT_HALF
    mantissa += mantissa * low
    s = (mantissa - 1.0) / (mantissa + 1.0)
    q = s * s
    series = 1.0 / 23.0
    series = series * q + 1.0 / 21.0
    series = series * q + 1.0 / 19.0
    series = series * q + 1.0 / 17.0
    series = series * q + 1.0 / 15.0
    series = series * q + 1.0 / 13.0
    series = series * q + 1.0 / 11.0
    series = series * q + 1.0 / 9.0
    series = series * q + 1.0 / 7.0
    series = series * q + 1.0 / 5.0
    series = series * q + 1.0 / 3.0
    series = series * q + 1.0
    return (exponent - 1.0 * low) * _LN2 + 2.0 * s * series


def exp(x: float) -> float:
    """The exponential of a number between -30 and 30; relative error below 5e-14."""
    y = x / _SQUARINGS
    series = 1.0 + y / 13.0
    series = 1.0 + y / 12.0 * series
    series = 1.0 + y / 11.0 * series
    series = 1.0 + y / 10.0 * series
    series = 1.0 + y / 9.0 * series
    series = 1.0 + y / 8.0 * series
    series = 1.0 + y / 7.0 * series
    series = 1.0 + y / 6.0 * series
    series = 1.0 + y / 5.0 * series
    series = 1.0 + y / 4.0 * series
    series = 1.0 + y / 3.0 * series
    series = 1.0 + y / 2.0 * series
    series = 1.0 + y * series
    series *= series
    series *= series
    series *= series
    series *= series
    series *= series
    return series * series


def normal_quantile(u: float) -> float:
    """The z below which a standard normal variable falls with probability `u`.

    Shape: `u` from 2**-33 to 1 - 2**-33, which is every uniform that we draw; relative error below 1e-10.
    """
    t = -log(4.0 * u * (1.0 - u))
    w = sqrt(t + _SHIFT) - _MIDDLE
    above = 0.0261086571426695441
    above = above * w + 0.32930725322721225
    above = above * w + 1.90864362328922624
    above = above * w + 6.73976050050944871
    above = above * w + 16.0853041395609622
    above = above * w + 26.8842475800752809
    above = above * w + 30.9431779408055954
    above = above * w + 22.5856769754979528
    above = above * w + 8.12827247598741671
    below = 0.0000230559236813916712
    below = below * w + 0.00888061498652191087
    below = below * w + 0.0814550694257590262
    below = below * w + 0.375713321406778996
    below = below * w + 1.07640893342926784
    below = below * w + 2.08178667794943274
    below = below * w + 2.75415642994146352
    below = below * w + 2.30227062969306562
    below = below * w + 1.0
    return (u - 0.5) * (above / below)

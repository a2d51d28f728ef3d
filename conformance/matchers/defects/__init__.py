"""Named defects of a matcher, by which the suite shows that each of its tests can fail.

`python -m conformance.matchers.defects NAME COMMAND...` starts a matcher as a process, passes each question on and distorts what
the defect is about; the matcher itself knows nothing of it. So every matcher that is reached by `exec:` can wear one.
"""

from conformance.matchers.defects import answers, comparing, files, pictures
from conformance.matchers.defects.registry import DEFECTS

__all__ = ["DEFECTS", "answers", "comparing", "files", "pictures"]

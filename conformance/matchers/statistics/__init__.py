"""What the answers of a face matcher are worth: pure functions from scores and outcomes to rates with their uncertainty.

Vocabulary: ISO/IEC 19795-1 (comparison), ISO/IEC 30107-3 (presentation attacks), ISO/IEC 29794-1 and 29794-5 (quality).

- `attempts`: scores with who was presented and compared
- `errors`: FMR, FNMR, DET, EER, operating points, histogram
- `system`: failures to enroll and to acquire, FAR, FRR and their generalized forms
- `estimates`: a rate with its interval; Clopper-Pearson
- `resampling`: intervals by drawing identities again where somebody has several attempts
- `separation`: area under the ROC curve
- `attacks`: APCER, BPCER, non-response, IAPAR, RIAPAR
- `quality`: components and reasons
- `groups`: rates by group and how they differ
- `claims`: whether the data can carry a claimed rate (rules of 3 and 30)
- `trust`: signs that a matcher's scores mean nothing

A failure to acquire is never a score: whoever calls leaves such attempts out of the scores and hands in their number.
"""

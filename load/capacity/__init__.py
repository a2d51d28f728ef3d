"""Capacity: how many kiosks and counters, where and when.

`model`: what is declared, and the plan made of it. `draws`: who comes, and with what. `play`: days in replications, each by
the `engine` (SimPy) or by the `kernels`. `statistics`, `results`: what that came to. Answers: `staffing`, `comparison`,
`surface`, `rollout`, `placement`, `calibration`, and the formulas of `analytics`. `report`: the page. `commands`: `hawiya
capacity`.
"""

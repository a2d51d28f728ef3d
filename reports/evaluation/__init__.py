"""The page of an evaluation: what a trial of a face matcher measured, drawn from `evaluation.json`."""

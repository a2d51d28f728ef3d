"""The pictures of the report: each a function from figures to a drawing, in English or Arabic."""

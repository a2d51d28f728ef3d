"""The report of a capacity model: one page that a planner can show, and its pictures for documents."""

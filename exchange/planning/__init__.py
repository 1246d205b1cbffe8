"""Joint inspections: one visit, all checks (RULES.md §5).

routing.py      in which order a day's visits are driven to
"""

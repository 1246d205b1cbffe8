"""Joint inspections: one visit, all checks (RULES.md §5).

model.py, plan.py, rules.py   a problem and a plan as values; the hard rules by name, with their articles
assign.py                     make_plan: the cheapest lawful plan, with a proven bound
checker.py                    violations: is a plan lawful? Shares nothing with what makes plans
routing.py                    in which order a day's visits are driven to

Nothing here reads a clock's date, a register or the network: values in, values out. Only time limits look at a clock.
"""

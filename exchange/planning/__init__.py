"""Joint inspections: one visit, all checks (RULES.md §5).

model.py, plan.py, rules.py   a problem and a plan as values; the hard rules by name, with their articles
draw.py, verify.py            the draw (双随机) by commitment and reveal; a third party's check of it
demand.py                     from registers to a draw, from a draw to a problem
assign.py                     make_plan: the cheapest lawful plan, with a proven bound
                              (its parts: lawful, exact, outline, merging, construct, mend, results, solver)
replan.py                     replan: few changes when the registers have changed
conflicts.py                  smallest_conflict: why there is no plan, in words
checker.py                    violations: is a plan lawful? Shares nothing with what makes plans
routing.py, parallel.py       in which order stops are driven to; the same in child processes that can be killed
tours.py                      the cars' tours of a plan
outputs/                      what a plan gives people: merged checklists, calendars, a workbook, task sheets, a map
generate.py                   made-up districts

Nothing here reads a clock's date, a register or the network: values in, values out. Only time limits look at a clock.
"""

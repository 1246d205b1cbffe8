"""What a plan gives people: one checklist for each visit, calendars, a workbook, task sheets to print, a map.

checklist.py   merged_checklist: the union of what all organs at a visit check; nothing asked twice, nothing dropped
sources.py     sources_on: which standards an organ checks by on a day, of those that a node holds
facts.py       what is said of a visit beside its parts, from a problem or from a record
revisions.py   entries: each visit through a plan's successive versions, under one lasting name
calendar.py    iCalendar files for the whole plan, an organ or an officer (RFC 5545, RFC 5546)
workbook.py    an Excel workbook: visits, organs, officers, checklists, what was left out and why
task_sheet.py  the task sheet of a visit (现场检查任务单), a page to print on A4
plan_map.py    the schematic map of a plan: sites and tours, with the same as a table
overview.py    a plan on one page: savings, map, tours, visits, what isn't done on site
savings.py     savings_of: entries and ways against each organ going alone
pages.py       pages that stand alone
labels.py      what organs, companies and matters are called; words for why a check is made

Officers appear by their opaque references only (RULES.md §5.3). Pure: values in, text or bytes out, in the language that is spoken.
"""

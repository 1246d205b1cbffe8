"""Pure rules of the field: identifiers, calendar, leads, standards, outcomes, policy. No I/O."""

"""The Delta enforcement exchange: the node that each jurisdiction runs."""

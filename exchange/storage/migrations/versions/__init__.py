"""One file a migration: NNNN_what.py."""

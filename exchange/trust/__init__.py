"""Membership, keys and certificates."""

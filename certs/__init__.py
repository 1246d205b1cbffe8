"""Profiles of the certificates and of the membership's metadata, as data; see README.md. No private key is ever kept here."""

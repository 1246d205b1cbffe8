"""A federation on one machine: how it is set up, run and shown. For demonstration, development and tests."""

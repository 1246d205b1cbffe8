"""Case stores: how a local system is read and written."""

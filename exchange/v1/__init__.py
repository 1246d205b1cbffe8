"""Generated from proto/exchange/v1; never edited. `make proto` writes it."""

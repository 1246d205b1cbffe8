"""The subcommands, one module each, loaded when called (`exchange.cli.main`)."""

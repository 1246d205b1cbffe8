"""The gRPC services: each handler checks, calls, answers."""

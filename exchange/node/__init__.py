"""The gRPC server of a node."""

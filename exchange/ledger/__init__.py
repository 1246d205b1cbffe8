"""Pure ledger floor: hashing, Merkle tree, signatures, envelope, checkpoints. No I/O."""

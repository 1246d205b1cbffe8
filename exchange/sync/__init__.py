"""Pull, witness, collect, deliver: the jobs that move records."""

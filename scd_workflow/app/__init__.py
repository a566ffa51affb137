"""The use cases: read, decide, append, enqueue; one function each."""

"""Walks alone."""
def walks(*a, **k):
    raise NotImplementedError

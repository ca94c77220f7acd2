"""Everything that proves the product: tests, the servers they start, the tools they use."""

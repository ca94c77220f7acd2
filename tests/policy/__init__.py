"""The policy held against every door: each cell tried, each door named."""

"""Scripts that run inside the tree under measurement, each in a process of its own.

They are started by path with that tree alone on Python's path, so that another revision is
filled by its own models. They therefore import nothing of the bench.
"""

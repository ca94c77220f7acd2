"""The configurations under docs/deploy, started on loopback and put to work."""

"""The HTTP door: pages, accounts, sessions, operations; the REST interface in ``api``."""

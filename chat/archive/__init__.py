"""How a history leaves and returns: its records, its manifest and its formats; no Django."""

"""The door of whoever runs the server: commands at its own command line."""

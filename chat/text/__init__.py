"""What people write: checked, rendered from Markdown to safe HTML, names and emoji resolved."""

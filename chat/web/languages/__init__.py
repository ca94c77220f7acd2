"""In which language a page or an answer is read."""

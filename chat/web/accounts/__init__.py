"""The pages about oneself: found, join, sign in, profile, sessions, tokens, invitations."""

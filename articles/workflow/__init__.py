"""States, allowed moves, who owns a state, and the sign-off policy: plain data and plain functions, no Django.

Imported by everything above; imports only the shared words of ``articles.claims.types``.
"""

"""Full-text search over publications: what readers may find, and nothing else.

``index`` fills it from publications and is called by ``articles.publishing``; ``finding`` asks it. Behind both stands
one small interface (``engine.Engine``) with two implementations, SQLite FTS5 and PostgreSQL full text. The index is
derived: nothing in it is the only copy of anything, and ``manage.py rebuild_search`` makes it again at any time.
"""

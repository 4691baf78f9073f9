"""Descriptions of works from elsewhere: asked of Crossref and PubMed, or read from RIS and BibTeX files.

Knows no tables: it gives ``Record``s, which ``articles.review.sources`` registers once a person has looked at them.
"""

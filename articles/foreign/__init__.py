"""Reading what other systems write: WordPress exports, folders of Hugo, Jekyll or plain Markdown and HTML.

Knows no tables: it gives ``Item``s, which ``articles.publishing.importing`` brings in as drafts.
"""

"""Bringing in what exists. Texts of other systems become drafts and nothing more: the review is the same for everybody.

One transaction for each text, so that an interrupted run goes on where it stopped. What was brought before is known by
its ``Origin``: unchanged it is left alone, changed there it becomes a new revision, changed there and here it is listed
and left alone. Nothing that was edited here is ever written over.
"""

from articles.publishing.importing.bringing import Done, Importer, Outcome
from articles.publishing.importing.people import People, account, default_importer
from articles.publishing.importing.pictures import Pictures
from articles.publishing.importing.report import Report
from articles.publishing.importing.settling import settle

__all__ = ["Done", "Importer", "Outcome", "People", "Pictures", "Report", "account", "default_importer", "settle"]

"""Detection of medical claims: Markdown in, findings out. Pure Python, no framework.

Public surface: ``analyse``, ``load_ruleset``, ``RuleSet``, ``DetectorError``; the words they speak in are in
``articles.claims.types``.
"""

from .detect import DetectorError, analyse
from .ruleset import RuleSet, load_ruleset

__all__ = ["DetectorError", "RuleSet", "analyse", "load_ruleset"]

"""Use cases of writing and review: the only place where revisions, claims, decisions, credentials and rules change
state.

Views, admin and commands are a stack of guards around one call into this package or ``articles.publishing``.
Who may act: ``permissions``. When it is possible: ``gate`` and ``articles.workflow``. What happened: ``ledger``.
"""

"""Who may do what: predicates about the person. When it is possible is another module (``gate``, ``workflow``).

Each raising check carries the sentence that the page shows; the boolean twin wraps it.
"""

from collections.abc import Callable
from typing import Any

from articles.claims.types import Competence
from articles.review.errors import NotAllowed

ROLES: dict[str, str] = {
    "write_article": "an author or editor",
    "submit_article": "an author or editor",
    "publish_article": "an editor",
    "withdraw_article": "an editor or clinician",
    "attach_source": "an editor or clinician",
    "review_article": "a clinician or editor",
    "sign_claims": "a clinician",
    "manage_credentials": "an administrator of credentials",
    "change_ruleset": "an editor or clinician",
    "read_ledger": "an editor or clinician",
}

GROUPS: dict[str, tuple[str, ...]] = {
    "Authors": ("write_article", "submit_article", "attach_source"),
    "Editors": (
        "write_article",
        "submit_article",
        "publish_article",
        "withdraw_article",
        "attach_source",
        "review_article",
        "change_ruleset",
        "read_ledger",
    ),
    "Clinicians": (
        "review_article",
        "sign_claims",
        "withdraw_article",
        "attach_source",
        "change_ruleset",
        "read_ledger",
    ),
    "Credential administrators": ("manage_credentials", "read_ledger"),
}

# What the stock admin asks for beside our own permissions.
MODEL_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "Authors": ("view_article", "add_article", "change_article", "view_source", "add_source", "view_revision"),
    "Editors": (
        "view_article",
        "add_article",
        "change_article",
        "view_source",
        "add_source",
        "change_source",
        "view_revision",
        "view_publication",
        "view_ledgerevent",
        "view_topic",
        "add_topic",
        "view_credential",
    ),
    "Clinicians": (
        "view_article",
        "view_source",
        "add_source",
        "view_revision",
        "view_publication",
        "view_ledgerevent",
        "view_credential",
    ),
    "Credential administrators": ("view_credential", "add_credential", "view_ledgerevent"),
}


def check(user: Any, permission: str) -> None:
    """Raise ``NotAllowed`` unless the user is active staff and holds ``articles.<permission>``."""
    if not (user.is_active and user.has_perm(f"articles.{permission}")):
        raise NotAllowed(f"This is for {ROLES[permission]}. Ask an administrator to add you to the right group.")


def check_clinician(user: Any, held: frozenset[Competence]) -> None:
    """Raise unless the user may sign and holds a current clinical credential."""
    check(user, "sign_claims")
    if Competence.CLINICAL not in held:
        raise NotAllowed(
            "You hold no current, verified clinical credential, so you cannot sign. "
            "Ask for your credential to be renewed."
        )


def allowed(check_function: Callable[..., None], *args: Any) -> bool:
    """The boolean twin of a raising check."""
    try:
        check_function(*args)
    except NotAllowed:
        return False
    return True

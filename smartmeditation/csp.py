"""The Content Security Policies: one for readers' pages, one for the admin. Plain data, no behaviour.

Nothing is allowed but what is named, and nothing is named but our own origin: no inline script or style, no other
host, no frame, no plug-in.
"""

from csp.constants import NONE, SELF

Directives = dict[str, list[str]]

ADMIN: Directives = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [NONE],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
    "manifest-src": [SELF],
}

# The admin cannot have trusted types: the live preview of markdownx assigns innerHTML.
PUBLIC: Directives = ADMIN | {"require-trusted-types-for": ["'script'"]}

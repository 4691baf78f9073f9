"""The WSGI application. It refuses to start without what production needs (see checks.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmeditation.settings")
application = get_wsgi_application()

from smartmeditation.checks import refuse_unfit_production  # noqa: E402 (settings have to be ready)

refuse_unfit_production()

"""The desk as a WSGI application, for `kindao serve` and any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kindao.web.settings")
application = get_wsgi_application()

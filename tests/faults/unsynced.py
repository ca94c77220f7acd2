"""The chat with one mistake: PostgreSQL need not have synced a commit before it is acked.

Served as ``tests.faults.unsynced:application``: whoever judges syncs must see the difference.
"""

from django.conf import settings

from chatsite.asgi import application as application

OPTIONS = settings.DATABASES["default"]["OPTIONS"]
OPTIONS["options"] = OPTIONS["options"].replace("synchronous_commit=on", "synchronous_commit=off")

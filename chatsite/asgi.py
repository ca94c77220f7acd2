"""The ASGI entry: a body cap around everything, Django for HTTP, the consumer for sockets."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django_application = get_asgi_application()  # loads the apps, which the imports below need

from chat.realtime.alive import Alive  # noqa: E402
from chat.realtime.consumer import ChatConsumer  # noqa: E402
from chat.web.body_cap import BodyCap  # noqa: E402
from chat.web.deadline import Deadline  # noqa: E402

application = BodyCap(
    Alive(
        ProtocolTypeRouter(
            {"http": Deadline(django_application), "websocket": ChatConsumer.as_asgi()}
        )
    )
)

"""The ASGI entry: a body cap around everything, Django for HTTP, the consumer for sockets."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django_application = get_asgi_application()  # loads the apps, which the imports below need

from chat.delivery.previews import Previews  # noqa: E402
from chat.delivery.removals import Removals  # noqa: E402
from chat.protocol.limits import UPLOAD_BODY_BYTES  # noqa: E402
from chat.realtime.alive import Alive  # noqa: E402
from chat.realtime.consumer import ChatConsumer  # noqa: E402
from chat.realtime.life import Life  # noqa: E402
from chat.web.body_cap import BodyCap  # noqa: E402
from chat.web.deadline import Deadline  # noqa: E402
from chat.web.uploads.gate import ADDRESS, UploadGate  # noqa: E402

PICTURE_SECONDS = 60.0  # that a file may take once it is there: its pictures are made again

Life.beside += [Previews().run, Removals().run]
application = BodyCap(
    Alive(
        ProtocolTypeRouter(
            {
                "http": UploadGate(Deadline(django_application, {ADDRESS: PICTURE_SECONDS})),
                "websocket": ChatConsumer.as_asgi(),
            }
        )
    ),
    limits={ADDRESS: UPLOAD_BODY_BYTES},
)

"""The codes a socket is closed with, as clients read them."""

SIGNED_OUT = 4401  # not, or no longer, signed in
BARRED = 4403  # suspended or barred
SLOW_READER = 4408  # reads too slowly: reconnect and sync
TOO_MANY_SOCKETS = 4409
FLOOD = 4429
RESTART = 1012  # reconnect after the delay given by a preceding `reconnect` frame
TRY_AGAIN = 1013  # the server cannot confirm your rights just now

"""What is counted, for whoever watches the server."""

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("chat_sockets", "Open sockets.", multiprocess_mode="livesum")
OUTBOX_FRAMES = Gauge(
    "chat_outbox_frames", "Frames waiting in the fullest outbox.", multiprocess_mode="livemax"
)
CLOSES = Counter("chat_socket_closes_total", "Sockets closed by the server.", ["code"])
DELIVERIES = Counter("chat_deliveries_total", "Frames of events handed to sockets.")
REFUSED_FRAMES = Counter("chat_refused_frames_total", "Frames answered by an error.", ["code"])

BATCH_COMMANDS = Histogram(
    "chat_commit_commands", "Commands of one commit.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
BATCH_SECONDS = Histogram(
    "chat_commit_seconds",
    "Time of one commit.",
    buckets=(0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2, 5),
)
COMMANDS = Counter("chat_commands_total", "Commands by result.", ["command", "result"])
COMMITS_SPLIT = Counter("chat_commits_split_total", "Commits repeated one command at a time.")

PUBLISH_ERRORS = Counter("chat_publish_errors_total", "Publishes that the layer did not take.")
PUBLISH_DROPPED = Counter("chat_publish_dropped_total", "Publishes dropped by a full queue.")
GAPS_FILLED = Counter("chat_gaps_filled_total", "Gaps of a room read from the database.")
PAGES_UNREAD = Counter(
    "chat_pages_unread_total", "Processes that read linked pages and came to no end."
)
REVOCATIONS = Counter("chat_revocations_total", "Revocations read from the log.")
CANARY_SECONDS = Gauge(
    "chat_layer_canary_age_seconds",
    "Time since the layer last returned this process's own canary.",
    multiprocess_mode="livemax",
)
LOOP_LAG_SECONDS = Gauge(
    "chat_loop_lag_seconds", "How late the event loop runs.", multiprocess_mode="livemax"
)
TASKS = Gauge("chat_tasks", "Tasks of the event loop.", multiprocess_mode="livesum")

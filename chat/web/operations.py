"""What an operator's machines ask: does it live, is it ready, how is it doing."""

import os

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from chat.pipeline import health
from chat.queries.accounts import workspace


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; it asks nobody else."""
    return _unstored(JsonResponse({"alive": True}))


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while requests may be sent here, else 503; a dead Redis only degrades."""
    health.health.asked()
    status = health.status()
    try:
        workspace()
        status["database"] = "answers"
    except DatabaseError:
        status |= {"database": "does not answer", "ready": False}
    return _unstored(JsonResponse(status, status=200 if status["ready"] else 503))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures of this server, to the configured addresses alone."""
    if request.META.get("REMOTE_ADDR") not in settings.CHAT_METRICS_ADDRESSES:
        raise Http404
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    """Return this process's figures, or with several workers those of all of them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _unstored(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response

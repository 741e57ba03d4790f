"""One socket: who it is, what it asks, and the answers. Everything shared is the hub's."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import structlog
from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from core.ratelimit import RateLimited
from core.realtime import people, protocol
from core.realtime.commands import Command, CommandError, Message, find_command
from core.realtime.hub import Hub, current_hub
from core.realtime.outlets import EXTENSION, DirectOutlet, PortableOutlet
from core.realtime.rooms import Connection
from core.realtime.writer import Job, refusal_of

log = structlog.get_logger(__name__)
MessageId = int | str | None


class TopicConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels is untyped
    """Speaks the protocol of docs/realtime-protocol.md.

    It has no channel layer: the usual one drops messages for slow readers and costs a queue a client.
    """

    channel_layer_alias = "none"

    connection: Connection | None = None
    hub: Hub

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve the socket until it ends, and forget it."""
        self._main = asyncio.current_task()
        self._was_cut = False
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            if not self._was_cut:
                raise
        finally:
            if self.connection is not None:
                self.connection.outlet.stop()
                self.hub.leave(self.connection)

    def _cut(self) -> None:
        """Leave a client behind that takes not even the close frame."""
        self._was_cut = True
        if self._main is not None:
            self._main.cancel()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message of the server, without the database look-ups of Channels."""
        match message["type"]:
            case "websocket.connect":
                await self._connect()
            case "websocket.receive":
                await self._receive(message.get("text"))
            case "websocket.disconnect":
                raise StopConsumer

    async def _connect(self) -> None:
        self.hub = current_hub()
        person, code = None, protocol.SIGN_IN_ENDED
        try:
            person = await self.hub.in_thread(people.identify, session_key_of(self.scope))
        except DatabaseError as error:
            log.warning("realtime.connect_failed", error=type(error).__name__)
            code = protocol.COME_BACK
        await self.base_send({"type": "websocket.accept"})
        if person is None:
            await self.base_send({"type": "websocket.close", "code": code})
            return
        direct = self.scope.get("extensions", {}).get(EXTENSION)
        outlet = DirectOutlet(direct["protocol"]) if direct else PortableOutlet(self.base_send, self._cut)
        self.connection = Connection(person, language_of(self.scope), outlet)
        self.hub.join(self.connection)

    async def _receive(self, text: str | None) -> None:
        """Answer one message. Whatever is wrong with it is told to this client only."""
        connection = self.connection
        if connection is None:
            return
        if text is not None and len(text.encode()) > protocol.MAX_MESSAGE:
            connection.outlet.end(protocol.MESSAGE_TOO_BIG)
            return
        message_id: MessageId = None
        try:
            with translation.override(connection.language):
                message = protocol.parse(text if text is not None else "")
                message_id = protocol.id_of(message)
                if connection.may_speak():
                    await self._obey(connection, message, message_id)
                else:
                    self._refuse(connection, message_id, RateLimited(1))
        except Exception as error:  # noqa: BLE001 - a fault ends this message, not the socket
            self._refuse(connection, message_id, error)

    async def _obey(self, connection: Connection, message: Message, message_id: MessageId) -> None:
        match message["type"]:
            case "subscribe":
                await self.hub.subscribe(connection, message)
            case "unsubscribe":
                self.hub.unsubscribe(connection, protocol.read_topic(message))
                connection.tell(protocol.ack(message_id, {}))
            case "ping":
                connection.tell({"type": "pong", "id": message_id})
            case name:
                command = find_command(name)
                if command is None:
                    raise CommandError("unknown", _("This is not understood."))
                await self._command(connection, command, message, message_id)

    async def _command(self, connection: Connection, command: Command, message: Message, message_id: MessageId) -> None:
        """Prepare, hand over to the writer, and go on: the answer comes after the commit."""
        viewer = connection.person.viewer
        if command.is_act and connection.acts():
            await self.hub.in_thread(people.note_activity, connection.person.session_key)
        if command.prepare is not None:
            message = await self.hub.prepare(command.prepare, viewer, message, connection.language)
        job = Job(command.handler, viewer, message, connection.language)
        answer = partial(self._answer, connection, message_id)
        self.hub.writer.submit(job).add_done_callback(
            lambda committed: self.hub.loop.call_soon_threadsafe(answer, committed)
        )

    def _answer(self, connection: Connection, message_id: MessageId, answer: Future[Message]) -> None:
        error = answer.exception()
        if isinstance(error, Exception):
            self._refuse(connection, message_id, error)
        else:
            connection.tell(protocol.ack(message_id, answer.result()))

    def _refuse(self, connection: Connection, message_id: MessageId, error: Exception) -> None:
        reason = refusal_of(error)
        if reason is None:
            log.error("realtime.message_failed", error=type(error).__name__, exc_info=error)
            reason = CommandError("server_error", _("Something went wrong. Please try again."))
        connection.tell(protocol.error(message_id, reason))


def _header(scope: dict[str, Any], name: bytes) -> str:
    values = [value for key, value in scope.get("headers", ()) if key == name]
    return b"; ".join(values).decode("latin-1")


def _cookie(scope: dict[str, Any], name: str) -> str:
    try:
        found = SimpleCookie(_header(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def session_key_of(scope: dict[str, Any]) -> str:
    """The session that the browser's cookie names."""
    return _cookie(scope, settings.SESSION_COOKIE_NAME)


def language_of(scope: dict[str, Any]) -> str:
    """The language of the page that opened the socket: `?language=es`, else the cookie, else the site's."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("language", [""])[-1]
    for language in (asked, _cookie(scope, settings.LANGUAGE_COOKIE_NAME)):
        if language in dict(settings.LANGUAGES):
            return language
    return settings.LANGUAGE_CODE.partition("-")[0]

"""`cloister chats`: the conversations kept on this computer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from desktop.cli.output import note, plural, say, say_json
from desktop.cli.session import session_of
from desktop.core.chat import ConversationId, Role

app = typer.Typer(help="Conversations kept on this computer.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="list")
def list_(context: typer.Context, json: Json = False) -> int:
    """List conversations, the latest first."""
    with session_of(context).services() as services:
        conversations = services.library.conversations()
    if json:
        rows = [asdict(c) | {"created": c.created.isoformat(), "updated": c.updated.isoformat()} for c in conversations]
        say_json({"conversations": rows})
        return 0
    for conversation in conversations:
        when = conversation.updated.astimezone().strftime("%Y-%m-%d %H:%M")
        say(f"{conversation.id:>6}  {when}  {conversation.title}")
    note(plural(len(conversations), "conversation"))
    return 0


@app.command()
def show(
    context: typer.Context,
    conversation: Annotated[int, typer.Argument(help="Its number.", min=1, max=2**63 - 1)],
    json: Json = False,
) -> int:
    """Print one conversation."""
    with session_of(context).services() as services:
        messages = services.library.messages(ConversationId(conversation))
    if json:
        say_json({"messages": [asdict(m) | {"created": m.created.isoformat()} for m in messages]})
        return 0
    for message in messages:
        who = "You" if message.role is Role.USER else f"Answer ({message.route}, {message.model})"
        say(f"{who}:\n{message.text}\n")
    return 0

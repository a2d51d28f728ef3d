"""One Struct per message of our wire, one module per area, in the order of the flow.

Every message is frozen, keyword-only and refuses unknown fields. Times are RFC 3339 in UTC.
Our wire is a published model: the national protocols that it stands for are not public.
"""

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A message of our wire: what it does not name, it does not carry."""

"""The identity of a device, asked for with the device key alone."""

import base64
from urllib.parse import unquote

from harness.protocol.messages import Message, identity
from harness.reference.identity import store
from harness.reference.service import Call, Handler, Service


async def state(service: Service, call: Call) -> Message:
    """The identity that this device holds."""
    device = await service.database.read(lambda connection: store.device_of_key(connection, call.device))
    return service.rules.present(device)


async def services(service: Service, call: Call) -> Message:
    """The services open to this identity."""
    device = await service.database.read(lambda connection: store.device_of_key(connection, call.device))
    return service.rules.list_services(device, service.settings.policy)


async def use_service(service: Service, call: Call) -> Message:
    """Use a service at the level that this identity has."""
    device = await service.database.read(lambda connection: store.device_of_key(connection, call.device))
    return service.rules.use_service(device, unquote(call.path.rpartition("/")[2]), service.settings.policy)


async def revocations(service: Service, call: Call) -> Message:
    """The certificates that hold no longer."""
    revoked = await service.database.read(store.revoked_certificates)
    crl = service.rules.revocation_list(service.authority, revoked, call.now)
    return identity.RevocationList(crl=base64.b64encode(crl).decode())


ROUTES: dict[str, Handler] = {
    "state": state,
    "services": services,
    "service.use": use_service,
    "revocations": revocations,
}

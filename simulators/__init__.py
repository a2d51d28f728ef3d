"""The outside world, one package per thing: people, phones, faces, an SMS gateway, a network. Only `world` wires them."""

"""What the outside looks like, as types: ports, scenarios, policy, events. Pure."""

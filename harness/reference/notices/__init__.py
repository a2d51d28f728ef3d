"""The area of notices: what other authorities tell this server."""

"""The contract that every room shares (`protocol`, `world`, `catalogue`, `adapters`) and the reference implementation."""

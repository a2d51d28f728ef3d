"""Independent verification: what decides a verdict about a result uses other code than the reference."""

"""The contact face: a shell that speaks ISO/IEC 7816-4, and the applets in it."""

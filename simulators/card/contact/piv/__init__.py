"""The PIV application: our published stand-in for the applet of a national card, whose profile is not public.

What a civil card does for its holder (say who it is, sign with a PIN, refuse to tell its keys) PIV does too, with
commands that stock tools already speak. Nothing here claims to be what an authority has issued.

*Source*: NIST SP 800-73-4 parts 1 and 2, SP 800-78-4. Where we differ: a PIN has 4 to 8 digits instead of 6 to 8; there
is no global PIN, biometric comparison, secure messaging or contactless use; the card authentication and key management
keys are left out; the CHUID and the facial image are not signed, and there is no security object that would sign their
hashes, since that needs an issuer's signer whom nobody trusts.
"""

"""The proof that every test can fail: each named defect of the reference turns exactly its listed tests red."""

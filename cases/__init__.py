"""Clinical cases: what members submit, and the gate that it passes before anybody else reads it."""

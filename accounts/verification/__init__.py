"""How a member becomes a verified physician, stays one, and stops being one."""

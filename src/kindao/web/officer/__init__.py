"""The privacy officer's side: what waits for their eyes, what is due, what was done."""

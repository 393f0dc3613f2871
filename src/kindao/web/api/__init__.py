"""The HTTP API for a hospital's own systems, its tokens, webhooks, and exports."""

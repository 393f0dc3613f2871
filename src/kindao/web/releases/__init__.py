"""What goes out, under a permit; what is remembered of it; and how it comes back."""

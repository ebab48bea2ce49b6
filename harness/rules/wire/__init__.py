"""What HTTP and TLS ask of a message, whatever it is about."""

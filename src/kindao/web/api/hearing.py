"""What happens below and is told to other systems; in the transaction of what happened."""


def listen() -> None:
    pass

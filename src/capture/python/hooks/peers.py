"""Says who is at the other end of a connection."""


def peer_of(connected):
    """The address and port at the other end, in numbers; None for what is not on a network."""
    peer = attempt_inside(lambda: connected.getpeername())
    return [peer[0], peer[1]] if isinstance(peer, tuple) and len(peer) >= 2 else None


def peer_of_descriptor(number):
    import socket
    connected = socket.socket(fileno=os.dup(number))
    try:
        return peer_of(connected)
    finally:
        connected.close()

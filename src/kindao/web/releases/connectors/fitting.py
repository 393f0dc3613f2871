"""What a platform takes, held against an item before anything is sent."""

from kindao.web.releases.connectors.base import Item, Limits, Refused


def fits(item: Item, limits: Limits) -> None:
    """Raises Refused: nothing was sent then."""
    if item.media_type not in limits.media_types:
        raise Refused("the platform takes no file of this kind", hint="Choose another account")
    if limits.caption is not None and len(item.caption) > limits.caption:
        raise Refused(f"the platform takes captions of at most {limits.caption} characters", hint="Shorten the caption")
    if limits.size is not None and item.file.stat().st_size > limits.size:
        raise Refused(f"the platform takes files of at most {limits.size >> 20} MiB", hint="Make the file smaller")
    if limits.seconds is not None and item.seconds > limits.seconds:
        raise Refused(f"the platform takes films of at most {limits.seconds:.0f} seconds", hint="Shorten the film")

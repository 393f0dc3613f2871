"""What a platform takes, held against an offer: when somebody wants it out, and before anything is sent."""

from kindao.web.releases.connectors.base import Limits, Offer, Refused


def fits(offer: Offer, limits: Limits) -> None:
    """Raises Refused: nothing was sent then."""
    if offer.media_type not in limits.media_types:
        raise Refused("this platform does not take such a file", hint="Choose another account")
    if limits.caption is not None and len(offer.caption) > limits.caption:
        raise Refused(
            f"the caption is longer than {limits.caption} characters, which this platform takes", hint="Shorten it"
        )
    if limits.size is not None and offer.size > limits.size:
        raise Refused(f"the file is larger than the {limits.size >> 20} MiB of this platform", hint="Shorten it")
    if limits.seconds is not None and offer.seconds > limits.seconds:
        raise Refused(f"the film is longer than the {limits.seconds:.0f} seconds of this platform", hint="Shorten it")

"""What a post says, as blocks of WordPress's editor: the picture or film, then the words that were checked and no
others."""

import html

from kindao.web.releases.connectors.base import Item

UNNAMED = {"image": "Hình ảnh", "video": "Đoạn phim", "audio": "Bản ghi âm"}
"""By kind of file, a title where the caption gives none."""


def kind(media_type: str) -> str:
    return media_type.partition("/")[0]


def title(item: Item) -> str:
    return html.escape(item.title or UNNAMED[kind(item.media_type)], quote=False)


def content(item: Item, media: int, address: str, size: str) -> str:
    """media: the file's number on the site; address: of the file that the page shows; size: its name there."""
    where, alt = html.escape(address), _still(item.alt)
    match kind(item.media_type):
        case "image":
            told = f'{{"id":{media},"sizeSlug":"{size}","linkDestination":"none"}}'
            name, classes = "image", f"wp-block-image size-{size}"
            seen = f'<img src="{where}" alt="{alt}" class="wp-image-{media}"/>'
        case "video":
            told, name, classes = f'{{"id":{media}}}', "video", "wp-block-video"
            seen = f'<video controls src="{where}"></video>'
        case _:
            told, name, classes = f'{{"id":{media}}}', "audio", "wp-block-audio"
            seen = f'<audio controls src="{where}"></audio>'
    block = f'<!-- wp:{name} {told} --><figure class="{classes}">{seen}</figure><!-- /wp:{name} -->'
    return "\n\n".join([block, *map(_paragraph, _paragraphs(item))])


def alternative(item: Item) -> str:
    """For the file's own field, from which WordPress strips tags and whose page runs short codes."""
    return _still(item.alt, quote=False)


def _paragraphs(item: Item) -> list[str]:
    """The caption without its first line where that is the whole title."""
    first, _, rest = item.caption.strip().partition("\n")
    text = rest if first == item.title else item.caption
    return [part for one in text.split("\n\n") if (part := one.strip())]


def _paragraph(text: str) -> str:
    safe = _still(text).replace("\n", "<br>")
    return f"<!-- wp:paragraph --><p>{safe}</p><!-- /wp:paragraph -->"


def _still(text: str, *, quote: bool = True) -> str:
    """Text for a page. Brackets and addresses are written so that WordPress neither runs the one nor fetches the
    other, in attributes neither."""
    return html.escape(text, quote=quote).replace("[", "&#91;").replace("://", "&#58;//")

from media.svg import clean, place


def test_place_prefixes_ids_and_everything_that_points_at_them():
    cleaned = clean(
        '<svg viewBox="0 0 9 9"><g id="a" aria-labelledby="b c">'
        '<title id="b">id="a" url(#a)</title></g>'
        '<path id="c" d="M0 0" fill="url(#a)" clip-path="url(#d)"/>'
        '<use href="#a"/></svg>'
    )

    placed = place(cleaned.svg, prefix="f-1", structures={"a"})

    assert placed == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<g aria-labelledby="f-1-b f-1-c" id="f-1-a" data-structure="a">'
        '<title id="f-1-b">id="a" url(#a)</title></g>'
        '<path clip-path="url(#f-1-d)" d="M0 0" fill="url(#f-1-a)" id="f-1-c"/>'
        '<use href="#f-1-a"/></svg>'
    )


def test_place_rewrites_quoted_references():
    cleaned = clean(
        """<svg viewBox="0 0 9 9"><path d="M0 0" fill='url("#a")'/></svg>"""
    )

    assert 'fill="url(#p-a)"' in place(cleaned.svg, prefix="p")


def test_place_leaves_labels_alone():
    cleaned = clean(
        '<svg viewBox="0 0 9 9"><g aria-label="see url(#a) and &lt;b&gt;"/></svg>'
    )

    placed = place(cleaned.svg, prefix="p")

    assert 'aria-label="see url(#a) and &lt;b&gt;"' in placed


def test_place_writes_attributes_on_the_root_escaped():
    cleaned = clean('<svg viewBox="0 0 9 9"/>')

    placed = place(
        cleaned.svg, prefix="p", attributes={"aria-label": 'a "b" <c>', "role": "img"}
    )

    assert placed.startswith('<svg aria-label=\'a "b" &lt;c&gt;\' role="img" xmlns')


def test_two_placements_share_no_id():
    cleaned = clean('<svg viewBox="0 0 9 9"><g id="a"/></svg>')

    first = place(cleaned.svg, prefix="p1")
    second = place(cleaned.svg, prefix="p2")

    assert 'id="p1-a"' in first
    assert 'id="p2-a"' in second

"""When looks are taken again: by how many looks there were, and where a film is calm by frames."""

from kindao.engine.tracks.looks import Due


def test_a_look_comes_by_looks_where_much_stirs_and_by_frames_where_it_is_calm() -> None:
    due = Due(3, 12)
    stirred = [frame for frame in range(12) if due.now(frame, frame + 1, calm=False, also=False)]
    assert stirred == [2, 5, 8, 11]
    calm = [frame for count, frame in enumerate(range(12, 60, 3), 13) if due.now(frame, count, calm=True, also=False)]
    assert calm == [24, 36, 48]


def test_a_look_that_was_taken_in_any_case_is_not_taken_again_at_once() -> None:
    due = Due(3, 12)
    assert due.now(0, 1, calm=False, also=True)
    assert not due.now(9, 4, calm=True, also=False) and due.now(12, 5, calm=True, also=False)

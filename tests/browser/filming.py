"""A film to watch: frames drawn and encoded by the browser, put into a WebM by hand."""

import base64
import struct

from tests.media.films import element

WIDTH, HEIGHT = 320, 180
# One picture a second, encoded without waiting for it; each can be gone to.
ENCODE = """async ([seconds, width, height]) => {
  const frames = [];
  const encoder = new VideoEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push(btoa(String.fromCharCode(...bytes)));
    },
    error(error) { throw error; },
  });
  encoder.configure({ codec: "vp8", width, height, bitrate: 50_000 });
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  for (let second = 0; second < seconds; second += 1) {
    pen.fillStyle = `hsl(${second * 17} 40% 40%)`;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "white";
    pen.font = "80px sans-serif";
    pen.fillText(second, width / 2 - 40, height / 2 + 30);
    const frame = new VideoFrame(canvas, { timestamp: second * 1e6, duration: 1e6 });
    encoder.encode(frame, { keyFrame: true });
    frame.close();
  }
  await encoder.flush();
  return frames;
}"""


def number(value):
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")


def make_film(page, *, seconds):
    """Return a WebM of so many seconds; ``page`` is any page of a localhost."""
    frames = page.evaluate(ENCODE, [seconds, WIDTH, HEIGHT])
    picture = element(0xB0, number(WIDTH)) + element(0xBA, number(HEIGHT))
    track = (
        element(0xD7, number(1))
        + element(0x73C5, number(1))
        + element(0x83, number(1))
        + element(0x86, b"V_VP8")
        + element(0xE0, picture)
    )
    info = (
        element(0x2AD7B1, number(1_000_000))
        + element(0x4489, struct.pack(">d", seconds * 1000.0))
        + element(0x4D80, b"test")
        + element(0x5741, b"test")
    )
    clusters = [
        element(
            0x1F43B675,
            element(0xE7, number(second * 1000))
            + element(0xA3, b"\x81\x00\x00\x80" + base64.b64decode(frame)),
        )
        for second, frame in enumerate(frames)
    ]
    head = element(0x1549A966, info) + element(0x1654AE6B, element(0xAE, track))

    def cues(start):
        points, at = b"", start
        for second, cluster in enumerate(clusters):
            place = element(0xF7, number(1)) + element(0xF1, struct.pack(">Q", at))
            points += element(
                0xBB, element(0xB3, number(second * 1000)) + element(0xB7, place)
            )
            at += len(cluster)
        return element(0x1C53BB6B, points)

    start = len(head) + len(cues(0))
    header = b"".join(
        element(ident, value)
        for ident, value in [
            (0x4286, b"\x01"),
            (0x42F7, b"\x01"),
            (0x42F2, b"\x04"),
            (0x42F3, b"\x08"),
            (0x4282, b"webm"),
            (0x4287, b"\x02"),
            (0x4285, b"\x02"),
        ]
    )
    return element(0x1A45DFA3, header) + element(
        0x18538067, head + cues(start) + b"".join(clusters)
    )

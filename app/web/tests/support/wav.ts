/** So many seconds of a tone that grows higher, as a sound file. */
export function wav(seconds: number): Buffer {
  const rate = 8_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + seconds * rate, 4);
  head.write("WAVEfmt ", 8);
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate],
    [40, seconds * rate],
  ] as const)
    head.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, at);
  head.write("data", 36);
  const tone = Buffer.from(
    Array.from({ length: seconds * rate }, (_, index) => 128 + 50 * Math.sin(index ** 1.2 / 50)),
  );
  return Buffer.concat([head, tone]);
}

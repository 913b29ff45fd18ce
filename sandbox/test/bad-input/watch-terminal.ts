/** The report of `node --test` goes over the same pipe: V8's serialized values, which begin like this. */
const isReport = (chunk: unknown): boolean =>
  chunk instanceof Uint8Array && chunk[0] === 0xff && chunk[1] === 0x0f;

/** Everything that is written to the terminal of this process, by `console` or otherwise, besides the tests' own report. */
export function watchTerminal() {
  const lines: string[] = [];
  const stops = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    stream.write = ((chunk: unknown, ...rest: never[]) => {
      if (!isReport(chunk)) {
        lines.push(chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk));
      }
      return write.call(stream, chunk as string, ...rest);
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  });
  return { lines, stop: () => stops.forEach((stop) => void stop()) };
}

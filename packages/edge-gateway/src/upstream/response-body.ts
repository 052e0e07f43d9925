/**
 * Returns the body of an encoded WakaPay response, or `null` if it is empty.
 *
 * A client that decodes an empty body fails, because empty is not valid gzip. So if the length is
 * unknown, the first chunk is awaited.
 */
export async function nonEmptyBody({ headers, body }: Response): Promise<ReadableStream | null> {
  if (body === null) return null;
  const length = headers.get("content-length");
  if (length !== null) return length === "0" ? null : body;
  const reader = body.getReader();
  const { done, value } = await reader.read();
  reader.releaseLock();
  return done ? null : withFirstChunk(value, body);
}

/** Returns a stream of a chunk and the rest of the stream that it was read from. */
function withFirstChunk(chunk: Uint8Array, rest: ReadableStream<Uint8Array>): ReadableStream {
  const { readable, writable } = new IdentityTransformStream();

  async function pump(): Promise<void> {
    const writer = writable.getWriter();
    await writer.write(chunk);
    writer.releaseLock();
    await rest.pipeTo(writable);
  }

  pump().catch((error: unknown) => rest.cancel(error).catch(() => {}));
  return readable;
}

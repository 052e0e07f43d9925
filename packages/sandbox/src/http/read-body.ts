import { documentedError, invented } from "./error-response.ts";

/**
 * Reads a request's body up to `limit` bytes.
 *
 * Answers with the refusal where there is more (413; the rest is left unread) or where the body breaks off (400).
 */
export async function boundedBody(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | Response> {
  const tooLarge = () => documentedError(413, `body over ${limit} bytes`, invented);
  if (Number(request.headers.get("content-length") ?? 0) > limit) return tooLarge();
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.byteLength;
      if (size > limit) return tooLarge();
      chunks.push(read.value);
    }
  } catch {
    return documentedError(400, "the body broke off", invented);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

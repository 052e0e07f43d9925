import { errorResponse, undocumented } from "./error-response.ts";

/**
 * Reads a request body of at most `limit` bytes.
 *
 * Returns an error response if the body is larger (413, without reading the rest) or ends before it
 * is complete (400).
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | Response> {
  const tooLarge = () => errorResponse(413, `request body must not exceed ${limit} bytes`, undocumented);
  if (Number(request.headers.get("content-length") ?? 0) > limit) return tooLarge();
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.byteLength;
      if (size > limit) return tooLarge();
      chunks.push(read.value);
    }
  } catch {
    return errorResponse(400, "the request body ended before it was complete", undocumented);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

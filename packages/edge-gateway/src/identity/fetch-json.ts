const MAX_BYTES = 131_072;

/** A document of an issuer cannot be used. The message contains nothing of the document. */
export class IssuerFault extends Error {
  override readonly name = "IssuerFault";
}

/**
 * Gets a JSON document over https, of at most 128 KiB and without following redirects. Throws
 * {@link IssuerFault}, or the error of `fetch`.
 */
export async function fetchJson(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<unknown> {
  if (URL.parse(url)?.protocol !== "https:") throw new IssuerFault("the address must use https");
  const headers = { accept: "application/json" };
  const response = await fetch(url, { redirect: "manual", signal, headers });
  const { status, body } = response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    throw new IssuerFault(`the response has status ${status}`);
  }
  return parse(await readBytes(body));
}

async function readBytes(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MAX_BYTES) throw new IssuerFault("the response is larger than 128 KiB");
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    throw new IssuerFault("the response is not JSON");
  }
}

/** Whether a body can be sent only once: a stream or an iterator. */
export function isOneShot(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return ["getReader", "pipe", "next", Symbol.asyncIterator].some((member) => member in body);
}

/**
 * Copies a body that the caller could change later: bytes, `FormData`, and `URLSearchParams`, of
 * any implementation. Returns other bodies as they are.
 */
export function copyOfBody<T>(body: T): T;
export function copyOfBody(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  }
  if (hasTag(body, "ArrayBuffer")) return new Uint8Array(body).slice();
  if (hasTag(body, "URLSearchParams")) return Reflect.construct(body.constructor, [body]);
  if (!hasTag(body, "FormData")) return body;
  const copy: FormData = Reflect.construct(body.constructor, []);
  body.forEach((value, name) => {
    copy.append(name, value);
  });
  return copy;
}

interface TaggedBodies {
  ArrayBuffer: ArrayBuffer;
  FormData: FormData;
  URLSearchParams: URLSearchParams;
}

/** Recognizes an object of any implementation and realm, which `instanceof` does not. */
function hasTag<Tag extends keyof TaggedBodies>(body: object, tag: Tag): body is TaggedBodies[Tag] {
  return Object.prototype.toString.call(body) === `[object ${tag}]`;
}

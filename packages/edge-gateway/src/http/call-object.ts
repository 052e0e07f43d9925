/**
 * Calls a Durable Object. A call that fails is repeated once, unless the object is overloaded: for
 * these, Cloudflare advises against retries.
 *
 * `call` must get a new stub each time, because a stub is useless after its object was reset.
 */
export async function callObject<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isOverloaded(error)) throw error;
    return call();
  }
}

function isOverloaded(error: unknown): boolean {
  return error instanceof Error && "overloaded" in error && error.overloaded === true;
}

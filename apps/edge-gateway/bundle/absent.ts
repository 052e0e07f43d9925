/**
 * Takes the place of ofetch's JSON parser (`destr`) and of its URL library (`ufo`) in the bundle: `wrangler.jsonc` says so.
 *
 * Together they would be a tenth of the Worker, and none of it is ever called: the exchange gives ofetch a whole URL, without
 * its options `baseURL` and `query`, and asks for the answer as a stream, which it bounds and parses itself. A later ofetch that
 * needs more of the libraries does not build.
 */
export default function absent(): never {
  throw new Error("The Worker is bundled without this part of ofetch");
}

export { absent as withBase, absent as withQuery };

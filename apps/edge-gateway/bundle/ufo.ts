/**
 * Takes the place of ofetch's URL library in the bundle, where it would be a fifteenth of the Worker: `wrangler.jsonc` says so.
 *
 * ofetch builds URLs with it for its options `baseURL` and `query`. The exchange gives it a whole URL and neither option, so
 * that none of this is ever called; a later ofetch that needs more of the library does not build.
 */
export function withBase(): never {
  throw notThere();
}

/** As {@link withBase}. */
export function withQuery(): never {
  throw notThere();
}

function notThere(): Error {
  return new Error("The Worker is bundled without ofetch's baseURL and query");
}

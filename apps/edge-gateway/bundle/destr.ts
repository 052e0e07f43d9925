/**
 * Takes the place of ofetch's JSON parser in the bundle, as `ufo.ts` does of its URL library.
 *
 * The exchange asks ofetch for the answer as a stream, which it bounds and parses itself, so that this is never called.
 */
export default function destr(): never {
  throw new Error("The Worker is bundled without ofetch's JSON parser");
}

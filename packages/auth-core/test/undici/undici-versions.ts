import * as seven from "undici";
import * as six from "undici-6";
import * as eight from "undici-8";

/** The part of undici that is the same in all versions. */
export type Undici = typeof seven;

/** The versions of undici that the interceptor supports. */
export const versions = Object.entries({ 6: six, 7: seven, 8: eight } as unknown as Record<string, Undici>);

import * as v from "valibot";
import { fields, mustBe, nonEmptyText, optional } from "./schema.ts";

/** An API key and secret that the sandbox accepts. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
  /**
   * The account that these credentials belong to. It is the `sub` of their tokens and the `account`
   * of their journal entries. Several credentials can share one account.
   * Default: `account-1`, `account-2`, …, by position.
   */
  readonly account?: string | undefined;
}

const LIST = "a list of at least one { apiKey, apiSecret }";

/** An API key or secret. White space around it usually comes from a file and never matches. */
export const secretText: v.GenericSchema<unknown, string> = v.pipe(
  nonEmptyText(),
  v.regex(/^\S(.*\S)?$/s, "must not start or end with white space"),
);

/** Credentials after validation. */
export interface AccountCredentials extends Credentials {
  readonly account: string;
}

/** A non-empty list of {@link Credentials}. Fills in missing account names. */
export const credentialsSchema: v.GenericSchema<unknown, readonly AccountCredentials[]> = v.pipe(
  v.array(
    fields({
      apiKey: secretText,
      apiSecret: secretText,
      account: optional(nonEmptyText(), "The account of the credentials. Default: account-1, account-2, …"),
    }),
    mustBe(LIST),
  ),
  v.minLength(1, mustBe(LIST)),
  v.transform((list) =>
    list.map(({ account, ...pair }, index) => ({ ...pair, account: account ?? `account-${index + 1}` })),
  ),
);

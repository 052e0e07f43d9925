/** A value of a contract that is not only itself, in Pact's integration format: an example, and what else is right. */
export type Matcher = {
  readonly "pact:matcher:type": "regex" | "equality";
  readonly value: string;
  readonly regex?: string;
  readonly "pact:generator:type"?: "ProviderState";
  readonly expression?: string;
};

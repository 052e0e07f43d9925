/** Brings the provider into a state. Returns the values that the state's interactions inject. */
type EnterState = () => Promise<Record<string, string>>;

/** The states that a target supports, by name. */
export type StateHandlers = { readonly [name: string]: EnterState };

/** A running provider that pacts are verified against. */
export interface Target {
  /** A name for reports, such as "the sandbox on Node.js". */
  readonly name: string;
  readonly baseUrl: string;
  readonly states: StateHandlers;
  /** Texts to redact from every output, in addition to the values that the states return. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

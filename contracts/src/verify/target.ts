/** Brings the provider into a state, and gives the values that the state's interactions inject. */
type EnterState = () => Promise<Record<string, string>>;

/** The states that a target can be brought into, by name. */
export type States = { readonly [name: string]: EnterState };

/** A provider that the pacts are verified against. */
export interface Target {
  /** In words, for the report: «the sandbox on Node.js». */
  readonly name: string;
  readonly baseUrl: string;
  readonly states: States;
  /** What must not be shown, beside the values that the states give. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

import type { ProgressTerminal } from "@wakapay/command";

/** A stream that output goes to. */
export interface Output extends ProgressTerminal {
  /** The width, if it is a terminal. */
  readonly columns?: number | undefined;
  /** Writes bytes, and calls back when they are written. */
  write(bytes: string | Uint8Array, written?: (error?: Error | null) => void): unknown;
}

/** The streams of a command. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
}

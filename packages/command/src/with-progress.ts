/** The part of a terminal that progress is shown on. */
export interface ProgressTerminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const FIRST_SHOWN_AFTER = 2;
const CLEAR_LINE = "\r\u001b[K";

/**
 * Waits for work and returns its result. If a person watches, shows a line such as "Building the
 * packages … 4 s" once the work takes longer than two seconds, and removes it at the end.
 */
export async function withProgress<Result>(
  what: string,
  work: Promise<Result>,
  terminal: ProgressTerminal = process.stderr,
): Promise<Result> {
  if (!terminal.isTTY) return work;
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    if (seconds >= FIRST_SHOWN_AFTER) terminal.write(`${CLEAR_LINE}${what} … ${seconds} s`);
  }, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (seconds >= FIRST_SHOWN_AFTER) terminal.write(CLEAR_LINE);
  }
}

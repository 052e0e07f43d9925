/** The part of a terminal that progress is shown on. */
export interface ProgressTerminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
const FIRST_SHOWN_AFTER = 5;
const FIRST_COUNTED_AFTER_S = 2;
const CLEAR_LINE = "\r\u001b[K";

/**
 * Waits for work and returns its result. If a person watches, shows a line such as "⠹ Building the
 * packages … 4 s" once the work takes longer than half a second, and removes it at the end.
 */
export async function withProgress<Result>(
  what: string,
  work: Promise<Result>,
  terminal: ProgressTerminal = process.stderr,
): Promise<Result> {
  if (!terminal.isTTY) return work;
  let frames = 0;
  const timer = setInterval(() => {
    frames += 1;
    if (frames >= FIRST_SHOWN_AFTER) terminal.write(`${CLEAR_LINE}${lineOf(what, frames)}`);
  }, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (frames >= FIRST_SHOWN_AFTER) terminal.write(CLEAR_LINE);
  }
}

function lineOf(what: string, frames: number): string {
  const seconds = Math.floor((frames * FRAME_MS) / 1_000);
  const time = seconds < FIRST_COUNTED_AFTER_S ? "" : ` ${seconds} s`;
  return `${FRAMES[frames % FRAMES.length]} ${what} …${time}`;
}

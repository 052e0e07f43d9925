/** A pattern that our prose must not contain. */
export interface LanguageRule {
  /** Matches at word boundaries. A space matches any white space. */
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
}

/**
 * The patterns of the language check. Each one has few false positives; what a pattern cannot tell,
 * such as an inverted sentence, is left to review.
 */
export const LANGUAGE_RULES: readonly LanguageRule[] = [
  { pattern: /[«»‹›“”„‟‘’‚]/i, instead: "straight quotes or code font" },

  { pattern: /whatever|whichever way/i, instead: '"any" or "regardless of"' },
  { pattern: /thrice/i, instead: '"three times"' },
  { pattern: /afresh|anew/i, instead: '"again" or "new"' },
  { pattern: /meanwhile/i, instead: '"during …" or nothing' },
  { pattern: /at all/i, instead: "nothing" },
  { pattern: /besides?/i, instead: '"next to", "in addition to", or "except"' },
  { pattern: /nobody|no one/i, instead: '"no" and a noun, such as "no process"' },
  { pattern: /for good/i, instead: '"permanently"' },
  {
    pattern: /(?<=, |\bnothing |\bnone |\bno \w+ )save(?! the| it| them)|save (?:for|where|when|if)/i,
    instead: '"except"',
  },
  { pattern: /(?<!(?:leave|leaves|left|leaving|let)(?: \w+)? )alone/i, instead: '"only" or "on its own"' },

  {
    pattern: /(?:is|are|was|were|be|been|being) (?:had|told|judged|heeded|stated)/i,
    instead: "the verb of the field, in active voice",
  },
  { pattern: /(?:un)?answer(?:s|ed|ing)?/i, instead: '"response", "return", or "respond"' },
  {
    pattern: /(?:is|are|was|were|be|been|being) asked|ask(?:s|ed|ing)? for/i,
    instead: '"request" or "call"',
  },
  {
    pattern: /(?:is|are|was|were|be) over(?= ?(?:[.,;:)!?]|$)| (?:when|if|before|and|or|by|in)\b)/i,
    instead: '"ends", "has ended", or "has expired"',
  },
  { pattern: /breaks? off|broke off|broken off|breaking off/i, instead: '"ends early" or "disconnects"' },
  { pattern: /(?:comes?|came) down/i, instead: '"stops"' },
  { pattern: /without a word/i, instead: '"without a message"' },

  {
    pattern: /(?:only|even|except|or|and|but|not) where (?:it|the|a|an|no|there|this|that|they|nothing)/i,
    instead: '"if" or "when"',
  },
  {
    pattern:
      /where (?:it|there|no|nothing|neither|none|both|only) (?:is|are|was|were|has|have|had|can|does|did|fails?|ends?)/i,
    instead: '"if" or "when"',
  },
  { pattern: /where (?:there is|there are|no \w+ (?:is|are|has|can))/i, instead: '"if" or "when"' },
  {
    pattern: /Where (?:it|the|a|an|no|there|this|that|both|neither|one|two|nothing|all)/,
    instead: '"If" or "When"',
  },

  { pattern: /(?:behavi|col|fav|hon|neighb)our\w*/i, instead: "American spelling (-or)" },
  {
    pattern:
      /(?:normal|serial|organ|recogn|author|initial|minim|optim|summar|synchron)is(?:e|es|ed|ing|ation)/i,
    instead: "American spelling (-ize)",
  },
  { pattern: /cancell(?:ed|ing|er)/i, instead: 'American spelling ("canceled")' },
];

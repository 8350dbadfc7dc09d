import type { Work } from '../access/machine';
import { textFor, type TextKind } from '../access/texts';
import type { Rule } from '../identity';

/** Asks which texts a rule accepts. Where that takes too much work to decide, it is as if there were none. */
export class ClaimReach {
  readonly #kind: TextKind;
  readonly #work: Work;

  constructor(kind: TextKind, work: Work) {
    this.#kind = kind;
    this.#work = work;
  }

  /** A text that the rule accepts and that fits a pattern. */
  within(rule: Rule, pattern: string): string | undefined {
    const found = textFor(
      this.#kind,
      undefined,
      [
        { rule, accepts: true },
        { rule: { kind: 'pattern', value: pattern }, accepts: true },
      ],
      this.#work,
    );
    return typeof found === 'object' ? found.text : undefined;
  }

  /**
   * A text that the rule accepts, if it accepts some of each of three sets of names that have no letter in common, so that
   * it asks for nothing in a name.
   *
   * @param pattern the pattern of the texts with such names, for a set of letters
   */
  inEach(rule: Rule, pattern: (letters: string) => string): string | undefined {
    const isEach = letters.every((each) => this.within(rule, pattern(each)) !== undefined);
    return isEach ? this.within(rule, pattern('[\\w-]')) : undefined;
  }
}

const letters = ['[a-iA-I]', '[j-rJ-R]', '[s-zS-Z]'] as const;

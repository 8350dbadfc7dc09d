import type { Judgement } from '../../core/draft/judgement';

/** How long to wait after a keystroke before a changed verdict is read out, in milliseconds. */
const pause = 1_000;

/** Announces what is new in a judgement once typing stops, so that keystrokes do not interrupt it. */
export class Announcer {
  readonly #say: (text: string) => void;
  #said: ReadonlySet<string> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Takes the current judgement. Does not announce the first one, from when the page was opened. */
  judged({ verdicts, tokenVerdicts, findings, who }: Judgement): void {
    const sentences = new Set([
      ...[...verdicts, ...tokenVerdicts].map(({ sentence }) => sentence),
      ...findings.map(({ message }) => message),
      who,
    ]);
    clearTimeout(this.#waiting);
    const said = this.#said;
    if (!said) {
      this.#said = sentences;
      return;
    }
    this.#waiting = setTimeout(() => {
      this.#said = sentences;
      const news = [...sentences].filter((sentence) => !said.has(sentence));
      if (news.length > 0) this.#say(news.join(' '));
    }, pause);
  }
}

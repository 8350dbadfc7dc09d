import type { Judgement } from '../../core/draft/judgement';

/** How long to wait after a keystroke before a changed verdict is read out, in milliseconds. */
const pause = 1_000;

/** Says what is new in a judgement, once the typing stops: otherwise each keystroke would interrupt the last. */
export class Announcer {
  readonly #say: (text: string) => void;
  #said: ReadonlySet<string> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Takes the current judgement. The first one, from when the page was opened, is not said. */
  judged({ verdicts, findings, who }: Judgement): void {
    const sentences = new Set([
      ...verdicts.map(({ sentence }) => sentence),
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

import type { Judgement } from '../../core/draft/judgement';

/** How long nobody types before a changed verdict is read out, in milliseconds. */
const pause = 1_000;

/** Says what has become of a judgement, once nobody changes it any more: each keystroke would talk over the last. */
export class Announcer {
  readonly #say: (text: string) => void;
  #said: ReadonlySet<string> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Takes the judgement as it is now. The first, that of the page as it was opened, is not said. */
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

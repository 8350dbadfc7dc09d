import { asFailure, type Kind } from '../../core/failure';
import { sentences } from '../../core/text';

/** A failure, as the page shows it. */
export interface Trouble {
  readonly kind: Kind;
  readonly message: string;
}

/** Turns whatever was thrown into a failure whose message also says what to do. */
export function troubleOf(error: unknown): Trouble {
  const { kind, message, remedy } = asFailure(error);
  return { kind, message: remedy === undefined ? message : sentences(message, remedy) };
}

/** A sentence. Each time it is said, it gets a new number, so that people hear and see it again. */
export interface Said {
  readonly text: string;
  readonly number: number;
}

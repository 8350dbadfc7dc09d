import { judge, type Judgement } from '../../core/draft/judgement';
import { draftOf, isLeftAlone, type Form } from '../../wire/builderForm';

/**
 * Judges a form in the page itself, so that a verdict follows each keystroke however far away the host is. The host
 * checks again whatever is sent.
 */
export function judgeForm(form: Form): Judgement {
  const judgement = judge(draftOf(form));
  return { ...judgement, findings: judgement.findings.filter(({ field }) => !isLeftAlone(form, field)) };
}

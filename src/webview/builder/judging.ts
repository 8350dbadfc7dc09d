import { judge, type Judgement } from '../../core/draft/judgement';
import { draftOf, isLeftAlone, type Form } from '../../wire/builderForm';

/**
 * What there is to say about a form. The page does this itself, so that a verdict follows each keystroke however far
 * away the host is; the host checks again whatever is created or sent.
 */
export function judgeForm(form: Form): Judgement {
  const judgement = judge(draftOf(form));
  return { ...judgement, findings: judgement.findings.filter(({ field }) => !isLeftAlone(form, field)) };
}

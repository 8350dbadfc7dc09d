import { judge, type Judgement } from '../../core/draft/judgement';
import { draftOf, isLeftAlone, type Form } from '../../wire/builderForm';

/**
 * Judges a form in the page itself, so that a verdict follows each keystroke even if the host is far away.
 * The host checks again everything that the page sends.
 */
export function judgeForm(form: Form): Judgement {
  const judgement = judge(draftOf(form), form.token ?? undefined);
  return { ...judgement, findings: judgement.findings.filter(({ field }) => !isLeftAlone(form, field)) };
}

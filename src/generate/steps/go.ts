import * as l10n from '@vscode/l10n';
import type { Step } from '../form';
import { shellStep } from './step';

/** The module that the Go programs are: its name, and the command that makes it and fetches what it imports. */
export const goModule = 'example';
export const goModules = `go mod init ${goModule} && go mod tidy`;

/** Builds the handler for the runtime provided.al2023 (Lambda developer guide, "Deploy Go Lambda functions"). */
export const goLambdaBuild =
  'GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc -o bootstrap .';

/** Makes the module. */
export function goModuleStep(note?: string): Step {
  return shellStep(l10n.t('Make a Go module and fetch what it imports'), [goModules], note);
}

/** Builds the handler. */
export function goLambdaStep(): Step {
  return shellStep(l10n.t('Build the handler'), [goLambdaBuild]);
}

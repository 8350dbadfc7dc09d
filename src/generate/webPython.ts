import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { defaultDuration } from '../core/token/webIdentity';
import { regionOf } from './facts';
import type { Form } from './form';
import { keysNote, notForCaller } from './notes';
import { pythonAsk, pythonListing, pythonMain, pythonSession, pythonSettings } from './pythonParts';
import { pythonString } from './quote/python';
import { audienceNote, tokenAudienceOf } from './tokenFacts';

/** boto3 finds the keys and asks for the token; the rest is Python's own library. */
export const webPython: Form = {
  id: 'web-python',
  title: () => l10n.t('Token with Python'),
  language: 'python',
  fileName: 'chainguard_token.py',
  ways: ['web-identity'],
  needs: ['identity', 'sourceProfile', 'region'],
  notes: (draft) => [keysNote(draft), audienceNote(draft)],
  generate: (
    draft,
  ) => `"""Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.

Needs Python 3.10 or later and boto3 1.42 or later: pip install boto3
"""

${opening(draft)}


${awsToken(draft, 'SystemExit')}


${pythonAsk()}


${pythonMain()}
`,
};

/** A handler for the runtimes of Python. */
export const webLambdaPython: Form = {
  id: 'web-lambda-python',
  title: () => l10n.t('Lambda handler in Python'),
  language: 'python',
  fileName: 'lambda_function.py',
  ways: ['web-identity'],
  needs: ['identity', 'region'],
  notes: (draft) => [
    notForCaller(draft),
    l10n.t('Pack boto3 1.42 or later with the function: the one in the runtime may be older.'),
    audienceNote(draft),
  ],
  generate: (draft) => {
    const own = { ...draft, options: { ...draft.options, sourceProfile: '' } };
    return `"""A Lambda function that assumes a Chainguard identity with its role and lists the repositories that it sees.

Needs boto3 1.42 or later beside this file: pip install --target . boto3
"""

${opening(own)}


${awsToken(own, 'RuntimeError')}


${pythonAsk('RuntimeError')}


def lambda_handler(event: object, context: object) -> list[str]:
    if not IDENTITY:
        raise RuntimeError("Set CHAINGUARD_IDENTITY to the ID of the identity.")
    names: list[str] = []
${pythonListing('aws_token()', 'names.append(repository["name"])')}
    return names
`;
  },
};

function opening(draft: Draft): string {
  return `from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.exceptions import BotoCoreError, ClientError

${pythonSettings(draft)}
# The global endpoint of AWS STS does not give web identity tokens.
REGION = os.environ.get("AWS_REGION") or ${pythonString(regionOf(draft))}
os.environ["AWS_STS_REGIONAL_ENDPOINTS"] = "regional"`;
}

function awsToken(draft: Draft, error: string): string {
  return `def aws_token() -> str:
    """The token of AWS, for Chainguard alone. It is a secret for five minutes."""
    try:
        sts = ${pythonSession(draft)}.client("sts", region_name=REGION)
        given = sts.get_web_identity_token(
            Audience=[${pythonString(tokenAudienceOf(draft))}],
            SigningAlgorithm="ES384",
            DurationSeconds=${defaultDuration},
        )
    except (BotoCoreError, ClientError) as problem:
        raise ${error}(f"AWS gave no token: {problem}") from None
    return given["WebIdentityToken"]`;
}

import * as l10n from '@vscode/l10n';
import type { Form } from './form';
import { keysNote } from './notes';
import { pythonAsk, pythonMain, pythonSession, pythonSettings } from './pythonParts';

/** boto3 finds the keys and signs; the rest is Python's own library. */
export const recipePython: Form = {
  id: 'recipe-python',
  title: () => l10n.t('Token with Python'),
  language: 'python',
  fileName: 'chainguard_token.py',
  ways: ['signed-request'],
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  generate(draft) {
    return `"""Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.

Needs Python 3.9 or later and boto3: pip install boto3
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

${pythonSettings(draft)}


def aws_token() -> str:
    """The token that Chainguard takes from AWS: a signed request, which Chainguard sends to AWS itself.

    It is a secret for fifteen minutes.
    """
    credentials = ${pythonSession(draft)}.get_credentials()
    if credentials is None:
        raise SystemExit("There are no AWS credentials.")
    host = "sts.amazonaws.com"
    path = "/?Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest(
        "POST",
        f"https://{host}{path}",
        headers={
            "Host": host,
            "Accept": "application/json",
            "Chainguard-Audience": ISSUER,
            "Chainguard-Identity": IDENTITY,
        },
    )
    SigV4Auth(credentials.get_frozen_credentials(), "sts", "us-east-1").add_auth(request)
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
    return base64.urlsafe_b64encode("\\r\\n".join([*lines, "", ""]).encode()).decode()


${pythonAsk()}


${pythonMain()}
`;
  },
};

import * as l10n from '@vscode/l10n';
import type { Form } from './form';
import { keysNote } from './notes';
import { pythonString } from './quote/python';

/** boto3 finds the keys and signs; the rest is Python's own library. */
export const recipePython: Form = {
  id: 'recipe-python',
  title: () => l10n.t('Token with Python'),
  language: 'python',
  fileName: 'chainguard_token.py',
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  generate({ options }) {
    const identity =
      options.identity === ''
        ? 'os.environ.get("CHAINGUARD_IDENTITY", "")'
        : `os.environ.get("CHAINGUARD_IDENTITY") or ${pythonString(options.identity)}`;
    const session =
      options.sourceProfile === ''
        ? 'boto3.Session()'
        : `boto3.Session(profile_name=${pythonString(options.sourceProfile)})`;
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

IDENTITY = ${identity}
ISSUER = os.environ.get("CHAINGUARD_ISSUER_URL", "https://issuer.enforce.dev")
API = os.environ.get("CHAINGUARD_API_URL", "https://console-api.enforce.dev")
AUDIENCE = os.environ.get("CHAINGUARD_AUDIENCE", "https://console-api.enforce.dev")


def aws_token() -> str:
    """The token that Chainguard takes from AWS: a signed request, which Chainguard sends to AWS itself.

    It is a secret for fifteen minutes.
    """
    credentials = ${session}.get_credentials()
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


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token to another server, so it is an error."""

    def redirect_request(self, *_: object) -> None:
        return None


opener = urllib.request.build_opener(NoRedirects)


def ask(url: str, token: str, form: dict[str, str] | None = None) -> dict:
    data = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, data, {"Authorization": f"Bearer {token}"})
    try:
        with opener.open(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise SystemExit(f"{url} answered {refusal.code}: {refusal.read().decode(errors='replace')}") from None
    except OSError as error:
        raise SystemExit(f"{url} does not answer: {error}") from None


def main() -> None:
    if not IDENTITY:
        raise SystemExit("Set CHAINGUARD_IDENTITY to the ID of the identity.")
    exchange = ask(f"{ISSUER}/sts/exchange", aws_token(), {"aud": AUDIENCE, "identity": IDENTITY})
    # The first part of the identity's ID is the organization's.
    query = {"uidp.childrenOf": IDENTITY.split("/")[0], "pageSize": "200", "pageToken": ""}
    while True:
        page = ask(f"{API}/registry/v2/repos?{urllib.parse.urlencode(query)}", exchange["token"])
        for repository in page.get("repos") or []:
            print(repository["name"])
        query["pageToken"] = page.get("nextPageToken") or ""
        if not query["pageToken"]:
            break


if __name__ == "__main__":
    main()
`;
  },
};

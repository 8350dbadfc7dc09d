import type { Draft } from '../core/draft/draft';
import { pythonString } from './quote/python';

/** The identity and the addresses, which the environment may set. */
export function pythonSettings({ options }: Draft): string {
  const identity =
    options.identity === ''
      ? 'os.environ.get("CHAINGUARD_IDENTITY", "")'
      : `os.environ.get("CHAINGUARD_IDENTITY") or ${pythonString(options.identity)}`;
  return `IDENTITY = ${identity}
ISSUER = os.environ.get("CHAINGUARD_ISSUER_URL", "https://issuer.enforce.dev")
API = os.environ.get("CHAINGUARD_API_URL", "https://console-api.enforce.dev")
AUDIENCE = os.environ.get("CHAINGUARD_AUDIENCE", "https://console-api.enforce.dev")`;
}

/** The session in which boto3 finds the keys. */
export function pythonSession({ options }: Draft): string {
  return options.sourceProfile === ''
    ? 'boto3.Session()'
    : `boto3.Session(profile_name=${pythonString(options.sourceProfile)})`;
}

/**
 * How Chainguard is asked: without redirects, and with its words where it refuses.
 *
 * @param error the exception that ends the program
 */
export function pythonAsk(error = 'SystemExit'): string {
  return `class NoRedirects(urllib.request.HTTPRedirectHandler):
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
        raise ${error}(f"{url} answered {refusal.code}: {refusal.read().decode(errors='replace')}") from None
    except OSError as error:
        raise ${error}(f"{url} does not answer: {error}") from None`;
}

/**
 * Exchanges the token and goes through the repositories.
 *
 * @param token an expression for it
 * @param take what is done with each `repository`
 */
export function pythonListing(token: string, take: string): string {
  return `    exchange = ask(f"{ISSUER}/sts/exchange", ${token}, {"aud": AUDIENCE, "identity": IDENTITY})
    # The first part of the identity's ID is the organization's.
    query = {"uidp.childrenOf": IDENTITY.split("/")[0], "pageSize": "200", "pageToken": ""}
    while True:
        page = ask(f"{API}/registry/v2/repos?{urllib.parse.urlencode(query)}", exchange["token"])
        for repository in page.get("repos") or []:
            ${take}
        query["pageToken"] = page.get("nextPageToken") or ""
        if not query["pageToken"]:
            break`;
}

/** Prints the repositories of the organization, with the token of `token`. */
export function pythonMain(token = 'aws_token()'): string {
  return `def main() -> None:
    if not IDENTITY:
        raise SystemExit("Set CHAINGUARD_IDENTITY to the ID of the identity.")
${pythonListing(token, 'print(repository["name"])')}


if __name__ == "__main__":
    main()`;
}

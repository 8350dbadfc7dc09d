import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';

/** Where a caller's credentials come from. */
export type CredentialSource =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'environment' }
  /** The token file that `AWS_WEB_IDENTITY_TOKEN_FILE` names, with `AWS_ROLE_ARN`; an EKS pod has them. */
  | { readonly kind: 'web-identity' }
  /** The endpoint that `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI` names, on ECS and EKS. */
  | { readonly kind: 'container' }
  /** EC2's instance metadata, version 2. */
  | { readonly kind: 'instance' }
  | AssumedSource;

/**
 * A role that was assumed in this window, with what it takes to assume it again when its credentials have
 * ended.
 */
export interface AssumedSource {
  readonly kind: 'assumed';
  readonly from: CredentialSource;
  readonly role: RoleRequest;
}

/** The parameters of `sts:AssumeRole`; the session name is fixed when the role is first assumed. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Seconds; AWS's own default, one hour, where it is not given. */
  readonly duration?: number | undefined;
  readonly mfaSerial?: string | undefined;
}

const plain = ['environment', 'web-identity', 'container', 'instance'] as const;

/**
 * A stable id of a source, to remember it by: `profile:ci-prod`, `environment`, `instance`,
 * `assumed:profile:ci-prod:arn:aws:iam::123456789012:role/x:kim`.
 */
export function sourceId(source: CredentialSource): string {
  if (source.kind === 'profile') return `profile:${source.name}`;
  if (source.kind !== 'assumed') return source.kind;
  return `assumed:${sourceId(source.from)}:${source.role.roleArn}:${source.role.sessionName}`;
}

/** The source with this id; `undefined` for any other text, and for a role that was assumed in a window. */
export function sourceOf(id: string): CredentialSource | undefined {
  const kind = plain.find((name) => name === id);
  if (kind) return { kind };
  return id.startsWith('profile:') ? { kind: 'profile', name: id.slice('profile:'.length) } : undefined;
}

/** What people call a source. */
export function sourceName(source: CredentialSource): string {
  switch (source.kind) {
    case 'profile':
      return l10n.t('profile {0}', visible(source.name));
    case 'environment':
      return l10n.t('environment variables');
    case 'web-identity':
      return l10n.t('web identity token file');
    case 'container':
      return l10n.t('container endpoint');
    case 'instance':
      return l10n.t('instance metadata');
    case 'assumed':
      return l10n.t('role {0}', roleName(source.role.roleArn));
  }
}

/** The profile that a source comes from in the end, which decides the region and the endpoint. */
export function profileOf(source: CredentialSource): string | undefined {
  if (source.kind === 'assumed') return profileOf(source.from);
  return source.kind === 'profile' ? source.name : undefined;
}

/** A role's name, without its path. */
export function roleName(roleArn: string): string {
  return visible(roleArn.slice(roleArn.lastIndexOf('/') + 1));
}

/** Whether the environment allows asking instance metadata (`AWS_EC2_METADATA_DISABLED`). */
export function metadataAllowed(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() !== 'true';
}

/**
 * The sources that the environment names. Instance metadata is not among them: only asking tells if it is
 * there.
 */
export function environmentSources(env: NodeJS.ProcessEnv = process.env): CredentialSource[] {
  const sources: CredentialSource[] = [];
  if (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']) sources.push({ kind: 'environment' });
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE'] && env['AWS_ROLE_ARN']) sources.push({ kind: 'web-identity' });
  if (env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']) {
    sources.push({ kind: 'container' });
  }
  return sources;
}

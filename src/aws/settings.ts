/** The settings that hold secrets, or the half of one. `aws_security_token` is the older name of the token. */
const secretSettings: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
]);

/** The settings that decide who a profile calls as, or whether it can. */
const callerSettings: ReadonlySet<string> = new Set([
  'role_arn',
  'source_profile',
  'credential_source',
  'role_session_name',
  'external_id',
  'mfa_serial',
  'duration_seconds',
  'web_identity_token_file',
  'credential_process',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'sso_account_name',
  'sso_registration_scopes',
  'login_session',
  'aws_account_id',
  'aws_credential_scope',
]);

/**
 * The other settings of a profile that AWS's SDKs and its CLI know
 * (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html,
 * https://docs.aws.amazon.com/cli/latest/topic/config-vars.html, botocore's configprovider.py).
 */
const clientSettings: ReadonlySet<string> = new Set([
  'account_id_endpoint_mode',
  'api_versions',
  'auth_scheme_preference',
  'ca_bundle',
  'cli_auto_prompt',
  'cli_binary_format',
  'cli_error_format',
  'cli_follow_urlparam',
  'cli_help_output',
  'cli_history',
  'cli_pager',
  'cli_timestamp_format',
  'csm_client_id',
  'csm_enabled',
  'csm_host',
  'csm_port',
  'defaults_mode',
  'disable_host_prefix_injection',
  'disable_request_compression',
  'ec2_metadata_service_endpoint',
  'ec2_metadata_service_endpoint_mode',
  'ec2_metadata_v1_disabled',
  'endpoint_discovery_enabled',
  'endpoint_url',
  'ignore_configured_endpoint_urls',
  'imds_use_ipv6',
  'max_attempts',
  'metadata_service_num_attempts',
  'metadata_service_timeout',
  'output',
  'parameter_validation',
  'region',
  'request_checksum_calculation',
  'request_min_compression_size_bytes',
  'response_checksum_validation',
  'retry_mode',
  's3',
  's3_disable_express_session_auth',
  's3_disable_multiregion_access_points',
  's3_us_east_1_regional_endpoint',
  's3_use_arn_region',
  'sdk_ua_app_id',
  'services',
  'sigv4a_signing_region_set',
  'sts_regional_endpoints',
  'tcp_keepalive',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
]);

/** The settings below `s3 =`. */
const s3Settings: ReadonlySet<string> = new Set([
  'addressing_style',
  'max_bandwidth',
  'max_concurrent_requests',
  'max_queue_size',
  'multipart_chunksize',
  'multipart_threshold',
  'payload_signing_enabled',
  'preferred_transfer_client',
  'signature_version',
  'target_bandwidth',
  'us_east_1_regional_endpoint',
  'use_accelerate_endpoint',
  'use_arn_region',
  'use_dualstack',
  'use_dualstack_endpoint',
]);

/** How tools that write AWS's files name what is secret, such as `x_refresh_token`. */
const looksSecret = /(?:^|[_-])(?:key|token|secret|password|passwd|passphrase|credential|pin)$/;

/** Whether a setting, such as `role_arn` or `s3.addressing_style`, decides who a profile calls as. */
export function decidesCaller(setting: string): boolean {
  return secretSettings.has(setting) || callerSettings.has(setting);
}

/** Whether AWS knows a setting of a profile by this name, written in small letters. */
export function isSetting(setting: string): boolean {
  return decidesCaller(setting) || clientSettings.has(setting);
}

/**
 * Whether a setting may hold a secret: by AWS's names and those of other tools, in any case, and at any depth,
 * such as `cli_pager.aws_access_key_id`.
 */
export function isSecret(setting: string): boolean {
  return setting
    .toLowerCase()
    .split('.')
    .some((name) => secretSettings.has(name) || looksSecret.test(name));
}

/** Whether a setting is AWS's own and never a secret, so that it can be shown to others. */
export function isPublic(setting: string): boolean {
  const [outer = '', inner, ...deeper] = setting.split('.');
  if (inner === undefined) return callerSettings.has(outer) || clientSettings.has(outer);
  return outer === 's3' && s3Settings.has(inner) && deeper.length === 0;
}

/** The account of the identities in {@link identitiesInTerraform}. */
export const account = '123456789012';

/**
 * A Terraform file with an identity of each name, ten lines each.
 *
 * @param end what the patterns of the user IDs end with: with `$` nothing is wrong, without it one thing in each
 */
export function identitiesInTerraform(names: readonly string[], end: '$' | ''): string {
  const identity = (name: string) => `resource "chainguard_identity" "${name}" {
  parent_id   = data.chainguard_group.platform.id
  name        = "${name}"

  aws_identity {
    aws_account         = "${account}"
    aws_arn_pattern     = "^arn:aws:sts::${account}:assumed-role/${name}/(.+)$"
    aws_user_id_pattern = "^AROAQ3EG${name.toUpperCase()}:(.+)${end}"
  }
}
`;
  return names.map(identity).join('');
}

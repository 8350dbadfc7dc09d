terraform {
  required_providers {
    chainguard = { source = "chainguard-dev/chainguard" }
    aws        = { source = "hashicorp/aws" }
  }
}

data "aws_caller_identity" "current" {}

data "chainguard_group" "platform" {
  name      = "platform"
  parent_id = "d765ca7e6d295e777a25973082ba703ca6c229bd"
}

data "chainguard_role" "pull" {
  name   = "registry.pull"
  parent = "/"
}

resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "chainguard_identity" "deploy" {
  parent_id   = data.chainguard_group.platform.id
  name        = "deploy"
  description = "Pulls what is deployed"

  aws_identity {
    aws_account         = data.aws_caller_identity.current.account_id
    aws_arn_pattern     = "^arn:aws:sts::${data.aws_caller_identity.current.account_id}:assumed-role/${aws_iam_role.deploy.name}/(.+)$"
    aws_user_id_pattern = "^${aws_iam_role.deploy.unique_id}:(.+)$"
  }
}

resource "chainguard_rolebinding" "deploy_pull" {
  identity = chainguard_identity.deploy.id
  group    = "d765ca7e6d295e777a25973082ba703ca6c229bd"
  role     = data.chainguard_role.pull.items[0].id
}

resource "chainguard_rolebinding" "nightly_pull" {
  identity = "d765ca7e6d295e777a25973082ba703ca6c229bd/16aef8b114cfb577/b896b67675796876"
  group    = "d765ca7e6d295e777a25973082ba703ca6c229bd"
  role     = data.chainguard_role.pull.items[0].id
}

output "deploy_identity" {
  value = chainguard_identity.deploy.id
}

output "ci_runner_identity" {
  value = "d765ca7e6d295e777a25973082ba703ca6c229bd/7ac1b67a3aa5ac35/307eba4cde50e35a"
}

# The Amazon EventBridge Source integration of a Genesys Cloud organization, with the topics of a conversation.
# Credentials: GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET and GENESYSCLOUD_REGION, of a client with the
# permission Integrations > Integration > All.

terraform {
  required_version = ">= 1.5"
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = "~> 1.60"
    }
  }
}

variable "aws_account_id" {
  description = "The account that the stack is deployed to."
  type        = string
  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "An account has 12 digits."
  }
}

variable "aws_region" {
  description = "The Region that the stack is deployed to."
  type        = string
}

variable "suffix" {
  description = "Ends the name of the partner event source; tells several integrations apart."
  type        = string
  default     = "switchboard"
  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.suffix))
    error_message = "Up to 64 letters, digits, dots, dashes and underscores."
  }
}

variable "metrics" {
  description = "Whether to send metric records too: exact borders, names, purposes, for more than twice the events."
  type        = bool
  default     = true
}

locals {
  detail = [
    "customer.start", "customer.end", "user.start", "user.end", "acd.start", "acd.end", "flow.start", "flow.end",
    "flow.outcome", "voicemail.start", "voicemail.end", "acw", "wrapup", "attributes", "contact", "outbound",
  ]
  topics = concat(
    [for topic in local.detail : "v2.detail.events.conversation.{id}.${topic}"],
    ["v2.quality.evaluations"],
    var.metrics ? ["v2.analytics.conversation.{id}.metrics"] : [],
  )
}

resource "genesyscloud_integration" "switchboard" {
  integration_type = "amazon-eventbridge-source"
  intended_state   = "ENABLED"
  config {
    name  = "Switchboard (${var.suffix})"
    notes = "Conversation events for Switchboard, in ${var.aws_region} of ${var.aws_account_id}."
    properties = jsonencode({
      awsAccountId      = var.aws_account_id
      awsAccountRegion  = var.aws_region
      eventSourceSuffix = var.suffix
      eventFilter       = local.topics
    })
    advanced = jsonencode({})
  }
}

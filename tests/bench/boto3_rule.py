"""The rule's logic in Python with boto3, the way AWS's own samples of custom rules are written: for comparison only."""

import json

import boto3

iam = boto3.client("iam")
organizations = boto3.client("organizations")
config = boto3.client("config")


def handler(event, context):
    notification = json.loads(event["invokingEvent"])
    parameters = json.loads(event.get("ruleParameters") or "{}")
    compliance, annotation = evaluate(event, parameters)
    config.put_evaluations(
        Evaluations=[
            {
                "ComplianceResourceType": "AWS::::Account",
                "ComplianceResourceId": event["accountId"],
                "ComplianceType": compliance,
                "Annotation": annotation,
                "OrderingTimestamp": notification["notificationCreationTime"],
            }
        ],
        ResultToken=event["resultToken"],
    )


def evaluate(event, parameters):
    summary = iam.get_account_summary()["SummaryMap"]
    if summary["AccountMFAEnabled"]:
        if parameters.get("allowVirtualMfa", "true") == "true":
            return "COMPLIANT", "The root user has MFA enabled."
        root = f"arn:{event['configRuleArn'].split(':')[1]}:iam::{event['accountId']}:root"
        pages = iam.get_paginator("list_virtual_mfa_devices").paginate(AssignmentStatus="Assigned")
        if any(device["User"]["Arn"] == root for page in pages for device in page["VirtualMFADevices"]):
            return "NON_COMPLIANT", "A virtual MFA device is assigned to the root user."
        return "COMPLIANT", "The root user has no virtual MFA device."
    credentials = ("AccountPasswordPresent", "AccountAccessKeysPresent", "AccountSigningCertificatesPresent")
    if any(summary[key] for key in credentials):
        return "NON_COMPLIANT", "The root user has credentials but no MFA."
    try:
        management = organizations.describe_organization()["Organization"]["MasterAccountId"]
    except organizations.exceptions.AWSOrganizationsNotInUseException:
        management = event["accountId"]
    if management == event["accountId"]:
        return "NON_COMPLIANT", "The root user has neither credentials nor MFA."
    return parameters.get("credentialFreeCompliance", "NOT_APPLICABLE"), "No root credentials."

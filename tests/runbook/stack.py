"""The stack of infra/template.yaml on moto: the resources and outputs that the runbook names.

Made from the template itself, so that an output that the template does not have is missing here too.
"""

import io
import json
import zipfile
from pathlib import Path

import yaml

TEMPLATE = Path(__file__).resolve().parents[2] / "infra/template.yaml"
# The types that moto creates as CloudFormation does. Nothing in the runbook needs the others.
TYPES = {
    "AWS::DynamoDB::Table",
    "AWS::Events::Archive",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
}
# Resources under a condition that the runbook needs, as if it held.
CONDITIONAL = {"NotifyQueue", "NotifyDeadLetters"}
# Properties that moto cannot create or does not need.
LEFT_OUT = {
    "AWS::S3::Bucket": {"NotificationConfiguration", "LifecycleConfiguration", "BucketEncryption", "LoggingConfiguration"},
    "AWS::IAM::Role": {"Policies", "ManagedPolicyArns"},
    "AWS::DynamoDB::Table": {"SSESpecification"},
    # moto names log groups after this, and takes a key that is no key for one.
    "AWS::Logs::LogGroup": {"KmsKeyId"},
    "AWS::Lambda::Function": {"LoggingConfig", "Tracing", "Events", "Architectures", "DeadLetterConfig"},
}


class Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation."""


def short_form(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag in ("Ref", "Condition"):
        return {tag: value}
    if tag == "GetAtt":
        return {"Fn::GetAtt": value.split(".", 1)}
    return {f"Fn::{tag}": value}


Loader.add_multi_constructor("!", short_form)


def template():
    """The template as moto takes it: functions without SAM, and only the types above."""
    written = yaml.load(TEMPLATE.read_text("utf-8"), Loader)
    resources = {}
    for name, resource in written["Resources"].items():
        properties = dict(resource.get("Properties", {}))
        kind = resource["Type"]
        if kind == "AWS::Serverless::Function":
            kind = "AWS::Lambda::Function"
            properties.pop("CodeUri")
            properties["Code"] = {"ZipFile": "-"}
        # No other condition of a resource holds here: the bus exists, and there is no API.
        if kind in TYPES and ("Condition" not in resource or name in CONDITIONAL):
            for left_out in LEFT_OUT.get(kind, ()):
                properties.pop(left_out, None)
            resources[name] = {"Type": kind, "Properties": properties}
            if "DeletionPolicy" in resource:
                resources[name]["DeletionPolicy"] = "Retain"
    outputs = {
        name: {"Value": output["Value"]}
        for name, output in written["Outputs"].items()
        if is_made(output["Value"], resources, written["Parameters"])
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": written["Parameters"],
        "Conditions": written["Conditions"],
        "Resources": resources,
        "Outputs": outputs,
    }


# The types that moto makes with tests/doctor/server.py.
MORE_TYPES = {"AWS::CloudWatch::Alarm", "AWS::Lambda::EventSourceMapping", "AWS::SQS::QueuePolicy"}
# The alarm that moto takes although it has a condition.
WATCHED = "QuietAlarm"


def whole():
    """The template with everything that the doctor looks at."""
    TYPES.update(MORE_TYPES)
    made = template()
    written = yaml.load(TEMPLATE.read_text("utf-8"), Loader)["Resources"]
    made["Resources"][WATCHED] = {key: written[WATCHED][key] for key in ("Type", "Properties")}
    for resource in made["Resources"].values():
        # Lambda makes texts of the numbers among the variables, and moto does not.
        if "Environment" in resource["Properties"]:
            resource["Properties"]["Environment"] = texts(resource["Properties"]["Environment"], made["Parameters"])
    return made


def texts(value, parameters):
    """The value of a property, in which parameters are texts."""
    match value:
        case {"Ref": name} if name in parameters:
            return {"Fn::Sub": f"${{{name}}}"}
        case dict():
            return {key: texts(each, parameters) for key, each in value.items()}
        case list():
            return [texts(each, parameters) for each in value]
    return value


def is_made(value, resources, parameters):
    """Whether an output refers to nothing but parameters and the resources above."""
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        return value["Fn::GetAtt"][0] in resources
    if isinstance(value, dict) and "Ref" in value:
        return value["Ref"] in resources or value["Ref"] in parameters
    return True


def create(cloudformation, name):
    """Creates the stack, and returns its outputs."""
    parameters = {"PartnerEventSourceName": "genesys", "PartnerBus": "reuse"}
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template()),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    return outputs(cloudformation, name)


def outputs(cloudformation, name):
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack["StackStatus"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

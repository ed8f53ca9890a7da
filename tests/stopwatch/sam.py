"""`sam deploy` for tests: uploads the zips that a template names, and creates its stack on moto.

It takes the options that infra/deploy.sh gives it, and makes of the template what tests/runbook/stack.py does.
"""

import hashlib
import json
import sys
from pathlib import Path

import boto3

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "runbook"))
import stack  # noqa: E402

BUCKET = "sam-artifacts"


def options(arguments):
    """The values of the options. `--parameter-overrides` takes every argument after it."""
    assert arguments.pop(0) == "deploy", arguments
    values, overrides = {}, {}
    while arguments:
        option = arguments.pop(0)
        if option == "--parameter-overrides":
            overrides = dict(each.split("=", 1) for each in arguments)
            arguments = []
        elif option == "--no-confirm-changeset":
            values[option] = True
        else:
            assert option in ("--template-file", "--config-file", "--stack-name"), option
            values[option] = arguments.pop(0)
    return values, overrides


def main(arguments):
    values, overrides = options(arguments)
    assert "--no-confirm-changeset" in values, "nobody is here to confirm"
    stack.TEMPLATE = Path(values["--template-file"])
    # With the default of PartnerBus, the stack creates the bus of the source.
    stack.CONDITIONAL = {"PartnerEventBus"}
    made = stack.whole()
    written = stack.yaml.load(stack.TEMPLATE.read_text("utf-8"), stack.Loader)["Resources"]
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    for name, resource in made["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            content = (stack.TEMPLATE.parent / written[name]["Properties"]["CodeUri"]).read_bytes()
            key = f"{values['--stack-name']}/{hashlib.md5(content).hexdigest()}"
            s3.put_object(Bucket=BUCKET, Key=key, Body=content)
            resource["Properties"]["Code"] = {"S3Bucket": BUCKET, "S3Key": key}
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName=values["--stack-name"],
        TemplateBody=json.dumps(made),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in overrides.items()],
    )
    for name, value in stack.outputs(cloudformation, values["--stack-name"]).items():
        print(name, value)


if __name__ == "__main__":
    main(sys.argv[1:])

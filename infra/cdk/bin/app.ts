// An app with one Switchboard stack. Its props come from the context:
// npx cdk deploy -c partnerEventSourceName=aws.partner/genesys.com/…
import { Annotations, App, Stack, Validations } from 'aws-cdk-lib';
import { PARAMETERS, Switchboard, type SwitchboardProps } from '../lib';

const app = new App();
const stack = new Stack(app, 'Switchboard');
Validations.of(stack).acknowledge(
  { id: 'CloudFormation-Validate::W1030', reason: 'An empty parameter goes nowhere: every use is under a condition that it is given.' },
  { id: 'CloudFormation-Validate::W2509', reason: 'GenesysCredentialsSecretArn and AddressKeySecretArn name secrets, and are none.' },
  { id: 'CloudFormation-Validate::W8003', reason: 'A prop that is given settles what the template leaves to a condition.' },
);
if (app.node.tryGetContext('partnerEventSourceName') === undefined) {
  // `cdk bootstrap` and `cdk list` run the app, too, and need no source. The error keeps the empty stack from being deployed.
  Annotations.of(stack).addError('Switchboard: partnerEventSourceName is missing: -c partnerEventSourceName=aws.partner/genesys.com/cloud/…');
} else {
  new Switchboard(stack, 'Switchboard', propsOf(name => app.node.tryGetContext(name)));
}

/** Converts the texts of the context into props. The construct validates them. */
function propsOf(context: (name: string) => unknown): SwitchboardProps {
  const props: Record<string, unknown> = { assets: context('assets') };
  for (const [prop, { type, values }] of Object.entries(PARAMETERS)) {
    const text = context(prop);
    if (typeof text !== 'string') {
      props[prop] = text;
    } else if (type === 'CommaDelimitedList') {
      props[prop] = text.split(',').map(one => one.trim()).filter(one => one !== '');
    } else if (type === 'Number') {
      props[prop] = text.trim() === '' ? text : Number(text);
    } else if (values?.includes('true') === true) {
      props[prop] = text === 'true' || (text === 'false' ? false : text);
    } else {
      props[prop] = text;
    }
  }
  return props as unknown as SwitchboardProps;
}

/**
 * Stands in the bundle for the SDK's chain of credential providers (serverless.yml). Lambda gives a function its
 * credentials in the environment and nowhere else, so almost a third of the package would be code that
 * never runs.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';

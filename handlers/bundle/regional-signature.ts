/**
 * Stands in the bundle for the STS client's signatures for several Regions at once (serverless.yml): the function calls
 * STS in its own Region only.
 */
export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';

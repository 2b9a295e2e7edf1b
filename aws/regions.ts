import { partition } from '@aws-sdk/core/client';

/** The SDK describes the Regions that exist, and guesses the partition of others. */
export function isRegion(region: string): boolean {
  return 'description' in partition(region) && !region.endsWith('-global');
}

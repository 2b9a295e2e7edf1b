import { expect } from 'chai';
import { nearestName } from '../../../cli/terminal/nearest-name.ts';

const NAMES = ['organization', 'order', 'ou', 'json', 'role-name', 'assume-root'];

describe('cli/terminal/nearest-name', () => {
  const found: Record<string, string | undefined> = {
    orgnization: 'organization',
    organisation: 'organization',
    org: 'organization',
    jsno: 'json',
    jso: 'json',
    jsn: 'json',
    'rol-nam': 'role-name',
    'assume-rot': 'assume-root',
    oder: 'order',
    or: undefined,
    os: undefined,
    osx: undefined,
    verbose: undefined,
  };
  for (const [given, meant] of Object.entries(found)) {
    it(`takes ${given} for ${meant ?? 'nothing'}`, () => expect(nearestName(given, NAMES)).to.equal(meant));
  }

  it('allows fewer changes if asked to', () =>
    expect(nearestName('orgnizaton', NAMES, 1)).to.equal(undefined));
});
